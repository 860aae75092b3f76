package io.millrace.cli.run.job;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Loads handler classes from a class path, or compiles one from a source file.
public final class HandlerLoader implements AutoCloseable {
    private final String classPath;
    private final URLClassLoader loader;

    /// Makes a loader.
    ///
    /// @param classPath folders and jars, separated as the platform does it; may be empty
    /// @throws HandlerException if an entry does not exist
    public HandlerLoader(String classPath) throws HandlerException {
        this.classPath = classPath;
        var urls = new ArrayList<URL>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                urls.add(url(entry));
            }
        }
        loader =
                new URLClassLoader(
                        "handlers", urls.toArray(URL[]::new), HandlerLoader.class.getClassLoader());
    }

    private static URL url(String entry) throws HandlerException {
        Path path = Path.of(entry);
        if (!Files.exists(path)) {
            throw new HandlerException("--class-path: " + entry + " does not exist");
        }
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new HandlerException("--class-path: " + entry + ": " + e.getMessage());
        }
    }

    /// Loads a class by its name.
    public HandlerClass load(String name) throws HandlerException {
        try {
            return new HandlerClass(Class.forName(name, true, loader));
        } catch (ClassNotFoundException _) {
            throw new HandlerException(
                    "--class: there is no class "
                            + name
                            + (classPath.isEmpty() ? "; add --class-path" : " in " + classPath));
        } catch (LinkageError e) {
            throw new HandlerException("--class: cannot load " + name + ": " + e);
        }
    }

    /// Compiles a source file, in memory, and finds the handler in it.
    public HandlerClass compile(Path source) throws HandlerException {
        var compiled = SourceCompiler.compile(source, classPath);
        var memory = new MemoryLoader(compiled.classes(), loader);
        List<Class<?>> found = new ArrayList<>();
        for (String name : compiled.classes().keySet()) {
            Class<?> type = memory.loadNow(name);
            if (HandlerClass.isHandler(type) && !type.isAnonymousClass()) {
                found.add(type);
            }
        }
        return new HandlerClass(choose(source, found));
    }

    /// The class named like the file, or else the only top-level one.
    private static Class<?> choose(Path source, List<Class<?>> found) throws HandlerException {
        String file = String.valueOf(source.getFileName()).replaceFirst("\\.java$", "");
        @Nullable Class<?> only = null;
        int topLevel = 0;
        for (Class<?> type : found) {
            if (type.getSimpleName().equals(file)) {
                return type;
            }
            if (type.getEnclosingClass() == null) {
                topLevel++;
                only = type;
            }
        }
        if (topLevel == 1 && only != null) {
            return only;
        }
        throw new HandlerException(
                "--java: "
                        + (found.isEmpty() ? "no handler" : "several handlers")
                        + " in "
                        + source
                        + ": one class must implement Function<String, ?> or Consumer<String>, or"
                        + " have a public method handle(String)");
    }

    @Override
    public void close() throws java.io.IOException {
        loader.close();
    }
}
