package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The tool, started as a process, as a user does.
final class Tool {

    /// How it ended.
    record Ended(int code, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /// Lets the tool start with its signals as they are at a terminal. Whatever starts the tests
    /// may ignore some, as a shell does with INT for what it runs in the background, and a JVM goes
    /// on ignoring those. Empty where env cannot do that.
    private static final List<String> DEFAULT_SIGNALS = defaultSignals();

    private static List<String> defaultSignals() {
        var prefix = List.of("env", "--default-signal=INT,TERM,HUP,PIPE");
        try {
            var probe = new ArrayList<>(prefix);
            probe.add("true");
            int code =
                    new ProcessBuilder(probe)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            return code == 0 ? prefix : List.of();
        } catch (IOException | InterruptedException e) {
            return List.of();
        }
    }

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>();

    /// Adds an option of the JVM.
    Tool option(String option) {
        options.add(option);
        return this;
    }

    Tool environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Returns the words that start it.
    List<String> command(String... args) {
        var command = new ArrayList<>(DEFAULT_SIGNALS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    private ProcessBuilder builder(String... args) {
        var builder = new ProcessBuilder(command(args));
        builder.environment().putAll(environment);
        return builder;
    }

    /// Starts it; the caller reads and writes.
    Process start(String... args) throws IOException {
        return builder(args).start();
    }

    /// Starts it with stdin from a file, which no test can fall behind in writing.
    Process startFrom(Path in, String... args) throws IOException {
        return builder(args).redirectInput(in.toFile()).start();
    }

    /// Runs it on an input.
    Ended run(byte[] in, String... args) throws Exception {
        Process process = start(args);
        Thread writer = Thread.startVirtualThread(() -> write(process, in));
        Ended ended = end(process);
        writer.join();
        return ended;
    }

    Ended run(String in, String... args) throws Exception {
        return run(in.getBytes(StandardCharsets.UTF_8), args);
    }

    /// Runs `millrace run` on an input.
    static Ended runOn(String in, String... args) throws Exception {
        var line = new ArrayList<>(List.of("run"));
        line.addAll(List.of(args));
        return new Tool().run(in, line.toArray(String[]::new));
    }

    static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), whole);
    }

    /// Runs it with stdout in a file.
    Ended runInto(Path out, String in, String... args) throws Exception {
        Process process = builder(args).redirectOutput(out.toFile()).start();
        Thread writer =
                Thread.startVirtualThread(
                        () -> write(process, in.getBytes(StandardCharsets.UTF_8)));
        Ended ended = end(process);
        writer.join();
        return ended;
    }

    private static void write(Process process, byte[] in) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(in);
        } catch (IOException _) {
            // It stopped reading, as some tests want it to.
        }
    }

    /// Waits for its end.
    static Ended end(Process process) throws Exception {
        var err = new ByteArrayOutputStream();
        Thread errors = Thread.startVirtualThread(() -> copy(process.getErrorStream(), err));
        var out = new ByteArrayOutputStream();
        copy(process.getInputStream(), out);
        errors.join();
        return new Ended(
                process.waitFor(), out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    private static void copy(InputStream from, ByteArrayOutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException _) {
            // The test has closed it.
        }
    }

    static void signal(String name, Process process) throws Exception {
        assertEquals(
                0, new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor());
    }

    /// Tells whether a process runs: it is there, and not only waiting for its parent's notice.
    static boolean isRunning(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
            return !"ZX"
                    .contains(stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3));
        } catch (IOException _) {
            return false;
        }
    }
}
