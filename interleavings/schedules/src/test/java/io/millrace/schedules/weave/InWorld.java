package io.millrace.schedules.weave;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// Runs the tests of a class in a world, where the code under test is woven.
///
/// The class is loaded once more there; its methods run on an object of that other class.
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InWorld.Interceptor.class)
public @interface InWorld {

    /// Calls the method of the same name in the world instead.
    class Interceptor implements InvocationInterceptor {
        private static final World WORLD = new World(Interceptor.class.getClassLoader());

        @Override
        public void interceptTestMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> context,
                ExtensionContext extension)
                throws Throwable {
            invocation.skip();
            Class<?> twin = WORLD.loadClass(context.getTargetClass().getName());
            Constructor<?> constructor = twin.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method method = twin.getDeclaredMethod(context.getExecutable().getName());
            method.setAccessible(true);
            try {
                method.invoke(constructor.newInstance());
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
