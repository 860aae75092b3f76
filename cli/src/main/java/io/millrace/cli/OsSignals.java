package io.millrace.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.IntConsumer;

/// Takes signals: those that ask a program to stop, and those of a terminal.
///
/// By reflection: javac has a warning for `sun.misc.Signal` that nothing can silence, though its
/// module, `jdk.unsupported`, is there to be used. A signal that was ignored when the tool started,
/// as in a script's background job, stays ignored.
final class OsSignals {
    private OsSignals() {}

    /// Hands the numbers of INT, TERM and HUP to `handler` from now on.
    static void stops(IntConsumer handler) {
        take(List.of("INT", "TERM", "HUP"), handler);
    }

    /// Hands the numbers of these signals to `handler` from now on, where there are any of that
    /// name.
    static void take(List<String> names, IntConsumer handler) {
        for (String name : names) {
            try {
                handle(name, handler);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                // -Xrs, or a platform without that signal: then it ends the tool at once.
                System.getLogger("millrace").log(System.Logger.Level.DEBUG, name, e);
            }
        }
    }

    private static void handle(String name, IntConsumer handler)
            throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        int number = (int) signalType.getMethod("getNumber").invoke(signal);
        InvocationHandler calls =
                (proxy, method, args) ->
                        switch (method.getName()) {
                            case "handle" -> {
                                handler.accept(number);
                                yield null;
                            }
                            case "equals" -> false; // nobody compares it
                            case "hashCode" -> number;
                            default -> "on " + name;
                        };
        Object proxy =
                Proxy.newProxyInstance(
                        handlerType.getClassLoader(), new Class<?>[] {handlerType}, calls);
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, proxy);
    }
}
