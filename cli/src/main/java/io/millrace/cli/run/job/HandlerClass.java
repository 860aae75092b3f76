package io.millrace.cli.run.job;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A class that can do jobs: a `Function<String, ?>`, a `Consumer<String>`, or one with a method
/// `handle(String)`.
///
/// @param type the class
public record HandlerClass(Class<?> type) {

    /// Tells whether a class meets the contract, but for its constructor.
    static boolean isHandler(Class<?> type) {
        return !type.isInterface()
                && !Modifier.isAbstract(type.getModifiers())
                && (Function.class.isAssignableFrom(type)
                        || Consumer.class.isAssignableFrom(type)
                        || handleOrNull(type) != null);
    }

    private static @Nullable Method handleOrNull(Class<?> type) {
        try {
            return type.getMethod("handle", String.class);
        } catch (NoSuchMethodException _) {
            return null;
        }
    }

    /// Makes a handler; each consumer has its own.
    ///
    /// @throws HandlerException if the class does not meet the contract, or its constructor throws
    @SuppressWarnings("unchecked") // a Function of something else fails its jobs, and they say so
    public Handler newHandler() throws HandlerException {
        if (!isHandler(type)) {
            throw new HandlerException(
                    type.getName()
                            + " is no handler: it must implement Function<String, ?> or"
                            + " Consumer<String>, or have a public method handle(String)");
        }
        if (Function.class.isAssignableFrom(type)) {
            return ((Function<String, @Nullable Object>) newInstance())::apply;
        }
        if (Consumer.class.isAssignableFrom(type)) {
            var consumer = (Consumer<String>) newInstance();
            return input -> {
                consumer.accept(input);
                return null;
            };
        }
        return ofMethod(handleOrNull(type));
    }

    private Handler ofMethod(@Nullable Method method) throws HandlerException {
        if (method == null) {
            throw new HandlerException(type.getName() + " has no method handle(String)");
        }
        try {
            method.setAccessible(true); // the class itself may be less than public
            MethodHandle found = MethodHandles.lookup().unreflect(method);
            if (!Modifier.isStatic(method.getModifiers())) {
                found = found.bindTo(newInstance());
            }
            MethodHandle handle = found.asType(MethodType.methodType(Object.class, String.class));
            return input -> (@Nullable Object) handle.invokeExact(input);
        } catch (IllegalAccessException e) {
            throw new HandlerException(method + " is not accessible: " + e.getMessage());
        }
    }

    private Object newInstance() throws HandlerException {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException _) {
            throw new HandlerException(type.getName() + " has no constructor without parameters");
        } catch (InvocationTargetException e) {
            throw new HandlerException(
                    "the constructor of " + type.getName() + " threw " + e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new HandlerException("cannot make a " + type.getName() + ": " + e);
        }
    }
}
