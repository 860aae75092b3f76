package io.millrace.cli.run.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.input.ExactText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Both ways to start a process do the same.
class SpawnerTest {
    private static final long LONG = 30_000_000_000L;

    enum Way {
        JDK,
        POSIX;

        Spawner spawner() {
            if (this == JDK) {
                return new JdkSpawner("setsid", null);
            }
            PosixSpawner posix = PosixSpawner.createOrNull(null);
            Assumptions.assumeTrue(posix != null, "only on Linux");
            return Objects.requireNonNull(posix);
        }
    }

    @TempDir Path folder;

    private Outlets.@Nullable Outlet outlet;

    private Outlets.Outlet outlet() throws IOException {
        if (outlet == null) {
            outlet = outlet("out", "err");
        }
        return outlet;
    }

    private Outlets.Outlet outlet(String out, String err) throws IOException {
        return new Outlets.Outlet(
                OutputFile.kept(folder.resolve(out), Long.MAX_VALUE),
                OutputFile.kept(folder.resolve(err), Long.MAX_VALUE));
    }

    @AfterEach
    void close() throws IOException {
        if (outlet != null) {
            outlet.close();
        }
    }

    private Running start(Way way, Map<String, String> variables, String... argv)
            throws IOException {
        return way.spawner().start(List.of(argv), variables, outlet());
    }

    private int run(Way way, Map<String, String> variables, String... argv) throws Exception {
        Files.write(folder.resolve("out"), new byte[0]);
        Files.write(folder.resolve("err"), new byte[0]);
        Running child = start(way, variables, argv);
        try {
            assertTrue(child.waitFor(LONG));
            assertFalse(child.isAlive());
            return child.exit();
        } finally {
            child.release();
        }
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    @ParameterizedTest
    @EnumSource
    void output_errors_and_the_exit_code_arrive(Way way) throws Exception {
        assertEquals(7, run(way, Map.of(), "sh", "-c", "echo out; echo err >&2; exit 7"));
        assertEquals("out\n", out());
        assertEquals("err\n", Files.readString(folder.resolve("err")));
        assertEquals(0, run(way, Map.of(), "sh", "-c", "cat"));
        assertEquals("", out(), "there is nothing to read");
    }

    @ParameterizedTest
    @EnumSource
    void any_byte_is_passed_on(Way way) throws Exception {
        byte[] all = new byte[255];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i + 1);
        }
        String argument = ExactText.decode(all, 0, all.length);

        assertEquals(0, run(way, Map.of(), "printf", "%s", argument));

        assertArrayEquals(all, Files.readAllBytes(folder.resolve("out")));
    }

    @ParameterizedTest
    @EnumSource
    void a_variable_is_replaced_and_the_others_stay(Way way) throws Exception {
        assertEquals(0, run(way, Map.of("MILLRACE_SEQ", "é 42"), "sh", "-c", "env"));
        assertEquals(1, out().lines().filter("MILLRACE_SEQ=é 42"::equals).count(), out());
        assertTrue(out().contains("PATH=" + System.getenv("PATH") + "\n"), out());
    }

    @ParameterizedTest
    @EnumSource
    void a_signal_that_ends_it_is_in_the_exit_code(Way way) throws Exception {
        assertEquals(128 + 9, run(way, Map.of(), "sh", "-c", "kill -9 $$"));
        assertEquals(128 + 15, run(way, Map.of(), "sh", "-c", "kill -15 $$"));
    }

    @ParameterizedTest
    @EnumSource
    void no_signal_is_blocked_or_ignored_that_was_not_before(Way way) throws Exception {
        assertEquals(0, run(way, Map.of(), "cat", "/proc/self/status"));
        String blocked = out().lines().filter(line -> line.startsWith("SigBlk")).findFirst().get();
        assertEquals("SigBlk:\t0000000000000000", blocked);
    }

    @ParameterizedTest
    @EnumSource
    void it_leads_a_session_and_a_group_of_its_own(Way way) throws Exception {
        assertEquals(0, run(way, Map.of(), "sh", "-c", "cat /proc/$$/stat; echo $$"));
        String[] lines = out().split("\n");
        String[] fields = lines[0].substring(lines[0].lastIndexOf(')') + 2).split(" ");
        assertEquals(lines[1], fields[2], "its group");
        assertEquals(lines[1], fields[3], "its session");
    }

    @ParameterizedTest
    @EnumSource
    void it_inherits_no_open_file(Way way) throws Exception {
        try (var kept = Files.newByteChannel(Files.writeString(folder.resolve("kept"), "x"))) {
            assertEquals(0, run(way, Map.of(), "sh", "-c", "ls -l /proc/$$/fd"));
            assertTrue(kept.isOpen());
        }
        assertFalse(out().contains("kept"), out());
        assertTrue(out().contains("/dev/null"), out());
    }

    @ParameterizedTest
    @EnumSource
    void a_script_that_does_not_say_whose_it_is_is_the_shells(Way way) throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "echo \"script $1\"\n");
        assertTrue(script.toFile().setExecutable(true));
        assertEquals(0, run(way, Map.of(), script.toString(), "a b"));
        assertEquals("script a b\n", out());
    }

    @ParameterizedTest
    @EnumSource
    void too_many_words_are_told(Way way) {
        String[] argv = new String[100_000];
        Arrays.fill(argv, "x".repeat(100));
        argv[0] = "true";
        var e = assertThrows(IOException.class, () -> run(way, Map.of(), argv));
        Throwable told = e.getCause() == null ? e : e.getCause();
        assertTrue(String.valueOf(told.getMessage()).contains("Argument list too long"), "" + told);
    }

    @ParameterizedTest
    @EnumSource
    void who_waits_is_told_when_the_time_is_over_and_when_interrupted(Way way) throws Exception {
        Files.write(folder.resolve("out"), new byte[0]);
        Files.write(folder.resolve("err"), new byte[0]);
        Running child = start(way, Map.of(), "sleep", "1000");
        try {
            assertFalse(child.waitFor(1));
            assertTrue(child.isAlive());
            var waiting = new CompletableFuture<String>();
            Thread waiter =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    child.waitFor(Long.MAX_VALUE);
                                    waiting.complete("ended");
                                } catch (InterruptedException _) {
                                    waiting.complete("interrupted");
                                }
                            });
            waiter.interrupt();
            assertEquals("interrupted", waiting.get());
            assertTrue(Signals.toGroup(child.pid(), Signals.KILL));
            assertTrue(child.waitFor(LONG));
            assertEquals(128 + 9, child.exit());
        } finally {
            child.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_it_has_started_is_found(Way way) throws Exception {
        Files.write(folder.resolve("out"), new byte[0]);
        Files.write(folder.resolve("err"), new byte[0]);
        Running child = start(way, Map.of(), "sh", "-c", "sleep 1000 & echo ready; wait");
        try {
            while (out().isEmpty()) {
                Thread.onSpinWait();
            }
            assertEquals(1, child.descendants().count());
        } finally {
            Signals.toGroup(child.pid(), Signals.KILL);
            assertTrue(child.waitFor(LONG));
            child.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_stays_open(Way way) throws Exception {
        run(way, Map.of(), "true");
        List<Path> before = openFiles();
        for (int i = 0; i < 20; i++) {
            run(way, Map.of(), "true");
            var e = assertThrows(Exception.class, () -> start(way, Map.of(), "\0"));
            assertTrue(e instanceof IOException || e instanceof IllegalArgumentException);
        }
        assertTrue(openFiles().size() <= before.size() + 2, before + " " + openFiles());
    }

    private static List<Path> openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return new ArrayList<>(files.toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void many_threads_start_processes_at_a_time(Way way) throws Exception {
        Spawner spawner = way.spawner();
        var sums = new ArrayList<CompletableFuture<Integer>>();
        for (int t = 0; t < 4; t++) {
            Outlets.Outlet out = outlet("out" + t, "err" + t);
            int thread = t;
            var sum = new CompletableFuture<Integer>();
            sums.add(sum);
            Thread.ofPlatform()
                    .start(() -> {
                        try {
                            int codes = 0;
                            for (int i = 0; i < 25; i++) {
                                String exit = "echo x; exit " + (thread * 25 + i);
                                Running child =
                                        spawner.start(List.of("sh", "-c", exit), Map.of(), out);
                                assertTrue(child.waitFor(LONG));
                                codes += child.exit();
                                child.release();
                            }
                            sum.complete(codes);
                        } catch (Throwable e) {
                            sum.completeExceptionally(e);
                        }
                    });
        }
        int all = 0;
        for (CompletableFuture<Integer> sum : sums) {
            all += sum.get();
        }
        assertEquals(99 * 100 / 2, all);
        var text = new ByteArrayOutputStream();
        for (int t = 0; t < 4; t++) {
            text.writeBytes(Files.readAllBytes(folder.resolve("out" + t)));
        }
        assertEquals("x\n".repeat(100), text.toString(StandardCharsets.UTF_8));
    }
}
