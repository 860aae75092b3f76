package io.millrace.schedules.weave;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/// A copy of Millrace and of the scheduler, loaded anew, in which the classes under test are woven.
///
/// Everything below `io.millrace` is loaded here once more, but for this package. So each world has
/// its own scheduler and its own door, and two worlds can be driven by two threads at the same
/// time. Assertions are on in all of it.
public final class World extends ClassLoader {
    private static final String OURS = "io.millrace.";
    private static final String OUTSIDE = "io.millrace.schedules.weave.";

    /// The packages that are woven, below `io.millrace.`.
    private static final List<String> WOVEN =
            List.of(
                    "channel.",
                    "select.",
                    "waiting.",
                    "context.",
                    "sync.",
                    "task.",
                    "time.",
                    "guard.",
                    "pool.",
                    "fan.",
                    "pubsub.",
                    "pipeline.",
                    "schedules.locks.",
                    "schedules.toys.");

    /// What lies behind the door is the scheduler's, and no part of what is tested.
    private static final List<String> NOT_WOVEN = List.of("waiting.Door", "waiting.Host");

    static {
        registerAsParallelCapable();
    }

    private final Weaver weaver;

    /// Makes a world out of the classes that `parent` finds.
    public World(ClassLoader parent) {
        super(parent);
        weaver = new Weaver(parent);
        setDefaultAssertionStatus(true);
    }

    /// Calls a static method in this world. It takes one array of strings and returns a number.
    public long call(String className, String method, String... arguments) throws Exception {
        Class<?> type = loadClass(className);
        try {
            Object result = type.getMethod(method, String[].class).invoke(null, (Object) arguments);
            return result instanceof Number number ? number.longValue() : 0;
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                case null, default -> throw e;
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) || name.startsWith(OUTSIDE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : load(name);
        }
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            if (isWoven(name)) {
                bytes = weaver.weave(bytes);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static boolean isWoven(String name) {
        String rest = name.substring(OURS.length());
        return WOVEN.stream().anyMatch(rest::startsWith) && !NOT_WOVEN.contains(rest);
    }
}
