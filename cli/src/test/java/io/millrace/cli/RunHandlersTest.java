package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that are Java code in the tool's own JVM.
class RunHandlersTest {
    // The sleeps are in the jobs: they last until the job is interrupted, which is what is tested.
    private static final String SOURCE =
            """
            class Job {
                public String handle(String input) throws Exception {
                    return switch (input) {
                        case "exception" -> throw new java.io.IOException("bad");
                        case "error" -> throw new AssertionError("worse");
                        case "deep" -> handle(input);
                        case "memory" -> "" + new long[Integer.MAX_VALUE].length;
                        case "slow" -> { Thread.sleep(600_000); yield ""; } // until it is stopped
                        case "nothing" -> null;
                        default -> "<" + input + ">";
                    };
                }
            }
            """;

    @TempDir Path folder;

    private String source(String text) throws Exception {
        return Files.writeString(folder.resolve("Job.java"), text).toString();
    }

    private static Tool.Ended run(String in, String... args) throws Exception {
        var line = new java.util.ArrayList<>(List.of("run"));
        line.addAll(List.of(args));
        return new Tool().run(in, line.toArray(String[]::new));
    }

    @Test
    void a_source_file_is_compiled_and_runs_in_order() throws Exception {
        String in = IntStream.range(0, 5000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        String out =
                IntStream.range(0, 5000)
                        .mapToObj(i -> "<" + i + ">\n")
                        .collect(Collectors.joining());
        Tool.Ended ended = run(in, "-q", "-k", "-j", "4", "--java", source(SOURCE));
        assertEquals(0, ended.code(), ended.err());
        assertEquals(out, ended.out());
    }

    @Test
    void whatever_it_throws_fails_its_job_with_the_stack_in_the_record() throws Exception {
        Path file = folder.resolve("results.jsonl");
        Tool.Ended ended =
                run(
                        "exception\nerror\ndeep\nmemory\nnothing\nfine\n",
                        "-q",
                        "-j",
                        "1",
                        "-o",
                        file.toString(),
                        "--java",
                        source(SOURCE));
        assertEquals(1, ended.code());
        assertEquals("<fine>\n", ended.out());
        List<String> records = Files.readAllLines(file);
        List<String> thrown =
                List.of(
                        "java.io.IOException: bad", "java.lang.AssertionError: worse",
                        "java.lang.StackOverflowError", "java.lang.OutOfMemoryError");
        for (int i = 0; i < thrown.size(); i++) {
            assertTrue(records.get(i).contains("\"stderr\":\"" + thrown.get(i)), records.get(i));
            assertTrue(records.get(i).contains("\"ok\":false,\"exit\":1"), records.get(i));
        }
        assertEquals(6, records.size());
    }

    @Test
    void when_its_time_is_over_it_is_interrupted_and_the_next_job_runs() throws Exception {
        Path file = folder.resolve("results.jsonl");
        Tool.Ended ended =
                run(
                        "slow\nfine\n",
                        "-q",
                        "-j",
                        "1",
                        "--timeout",
                        "300ms",
                        "-o",
                        file.toString(),
                        "--java",
                        source(SOURCE));
        assertEquals(1, ended.code());
        assertEquals("<fine>\n", ended.out());
        assertTrue(Files.readAllLines(file).get(0).contains("\"timeout\":true"));
    }

    @Test
    void what_the_compiler_says_is_passed_on() throws Exception {
        Tool.Ended ended = run("x\n", "--java", source("class Job { int x = \"no\"; }"));
        assertEquals(2, ended.code());
        assertTrue(ended.err().contains("Job.java:1: error: incompatible types"), ended.err());
        Tool.Ended none = run("x\n", "--java", source("class Job { }"));
        assertEquals(2, none.code());
        assertTrue(none.err().contains("no handler in"), none.err());
        assertEquals(2, run("", "--class", "no.such.Name").code());
        Tool.Ended wrong = run("", "--class", "java.lang.Object");
        assertTrue(wrong.err().contains("java.lang.Object is no handler"), wrong.err());
    }

    @Test
    void text_that_is_no_utf8_is_refused_rather_than_changed() throws Exception {
        Tool.Ended ended =
                new Tool()
                        .run(
                                new byte[] {'a', (byte) 0xFF, '\n', 'b', '\n'},
                                "run",
                                "-q",
                                "--java",
                                source(SOURCE));
        assertEquals(1, ended.code());
        assertEquals("<b>\n", ended.out());
        assertTrue(ended.err().contains("not valid UTF-8"), ended.err());
    }

    @Test
    void two_interrupts_interrupt_the_handlers() throws Exception {
        Process process =
                new Tool()
                        .start(
                                "run",
                                "-q",
                                "-j",
                                "2",
                                "--java",
                                source(
                                        """
                                        public class Job implements java.util.function.Consumer<String> {
                                            public void accept(String input) {
                                                System.out.println("begun");
                                                try { Thread.sleep(600_000); } catch (InterruptedException e) { throw new IllegalStateException(e); } // until it is stopped
                                            }
                                        }
                                        """),
                                ":::",
                                "1",
                                "2",
                                "3",
                                "4",
                                "5");
        assertEquals("begun", process.inputReader().readLine());
        assertEquals("begun", process.inputReader().readLine());
        Tool.signal("INT", process);
        Tool.signal("TERM", process);
        assertEquals(130, process.waitFor());
    }
}
