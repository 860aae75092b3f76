package io.millrace.cli.run.job;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Compiles one source file into memory, with the compiler of the JDK that runs the tool.
final class SourceCompiler {

    /// What was compiled.
    ///
    /// @param classes their code by their names
    record Compiled(Map<String, byte[]> classes) {}

    private SourceCompiler() {}

    static Compiled compile(Path source, String classPath) throws HandlerException {
        if (!Files.isRegularFile(source)) {
            throw new HandlerException("--java: there is no file " + source);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new HandlerException(
                    "--java needs a JDK, and this Java has no compiler; set JAVA_HOME to a JDK");
        }
        String whole =
                String.join(
                        File.pathSeparator, System.getProperty("java.class.path", ""), classPath);
        var messages = new StringWriter();
        try (var standard = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
                var memory = new Memory(standard)) {
            var task =
                    compiler.getTask(
                            messages,
                            memory,
                            null,
                            List.of("-proc:none", "-nowarn", "-parameters", "-cp", whole),
                            null,
                            standard.getJavaFileObjects(source));
            if (!task.call()) {
                throw new HandlerException(
                        "--java: " + source + " does not compile\n" + messages.toString().strip());
            }
            return new Compiled(memory.classes());
        } catch (IOException e) {
            throw new HandlerException("--java: " + source + ": " + e.getMessage());
        }
    }

    /// Keeps what the compiler writes.
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

        Memory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String name,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.hashCode()), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var code = new ByteArrayOutputStream();
                    written.put(name, code);
                    return code;
                }
            };
        }

        Map<String, byte[]> classes() {
            var classes = new LinkedHashMap<String, byte[]>();
            written.forEach((name, code) -> classes.put(name, code.toByteArray()));
            return classes;
        }
    }
}
