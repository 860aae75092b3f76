package io.millrace.cli.run.job;

import java.util.Map;

/// Loads classes that were compiled in memory.
final class MemoryLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    MemoryLoader(Map<String, byte[]> classes, ClassLoader parent) {
        super("compiled", parent);
        this.classes = classes;
    }

    Class<?> loadNow(String name) throws HandlerException {
        try {
            return Class.forName(name, false, this);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new HandlerException("--java: cannot load " + name + ": " + e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = classes.get(name);
        if (code == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, code, 0, code.length);
    }
}
