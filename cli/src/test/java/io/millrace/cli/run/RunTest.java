package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.flow.Limits;
import io.millrace.cli.run.input.ArgumentSource;
import io.millrace.cli.run.job.CommandLine;
import io.millrace.cli.run.job.HandlerClass;
import io.millrace.guard.Backoff;
import io.millrace.observe.Watch;
import io.millrace.task.ScopeStats;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A run within this JVM.
class RunTest {

    /// Doubles.
    public static final class Doubles implements Function<String, Object> {
        /// Is made by the run.
        public Doubles() {}

        @Override
        public Object apply(String input) {
            return 2 * Integer.parseInt(input);
        }
    }

    /// Waits at the first input for all the others to be done.
    public static final class WaitsForTheOthers implements Consumer<String> {
        private static final CountDownLatch OTHERS = new CountDownLatch(499);

        /// Is made by the run.
        public WaitsForTheOthers() {}

        @Override
        public void accept(String input) {
            if (input.equals("0")) {
                await(OTHERS);
            } else {
                OTHERS.countDown();
            }
        }
    }

    /// Waits at the second input until the first one's result is printed.
    public static final class WaitsForTheOutput implements Function<String, Object> {
        private static final CountDownLatch PRINTED = new CountDownLatch(1);

        /// Is made by the run.
        public WaitsForTheOutput() {}

        @Override
        public Object apply(String input) {
            if (input.equals("1")) {
                await(PRINTED);
            }
            return input;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RunPlan plan(List<String> inputs, RunPlan.What what) {
        return plan(inputs, what, 3, 4, true);
    }

    private static RunPlan plan(
            List<String> inputs, RunPlan.What what, int consumers, int buffer, boolean keepOrder) {
        return plan(inputs, what, consumers, buffer, keepOrder, Limits.NONE);
    }

    private static RunPlan plan(
            List<String> inputs,
            RunPlan.What what,
            int consumers,
            int buffer,
            boolean keepOrder,
            Limits limits) {
        var backoff = Backoff.fullJitter(Duration.ofMillis(1), Duration.ofMillis(2));
        return new RunPlan(
                new RunPlan.Input("arguments", List.of(new ArgumentSource(inputs)), 1),
                what,
                new RunPlan.Flow(
                        consumers,
                        buffer,
                        Duration.ofSeconds(50),
                        1,
                        backoff,
                        Halt.NEVER,
                        limits,
                        null,
                        false),
                new RunPlan.Output(
                        keepOrder,
                        RunPlan.Printing.GROUP,
                        false,
                        null,
                        null,
                        null,
                        Long.MAX_VALUE,
                        1 << 30),
                new RunPlan.State(null),
                new RunPlan.Seeing(
                        Duration.ofSeconds(10), Duration.ofSeconds(10), RunPlan.How.PLAIN, null));
    }

    /// The JDK keeps its reapers of processes for a minute, and timers of its own.
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("process reaper"))
                .filter(name ->
                        name.matches(
                                "(run|consumer|producer|aggregator|ladder|ticker|terminal|notes|journal).*"))
                .collect(Collectors.toSet());
    }

    @Test
    void after_a_run_no_thread_and_no_entry_in_the_registry_is_left() throws Exception {
        List<String> inputs = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
        String expected =
                IntStream.range(0, 500).mapToObj(i -> 2 * i + "\n").collect(Collectors.joining());
        var java = new RunPlan.What.Java(new HandlerClass(Doubles.class));
        var process = new RunPlan.What.Command(CommandLine.ofWords(List.of("echo")));
        try (var watch = Watch.open()) {
            for (RunPlan plan : List.of(plan(inputs, java), plan(List.of("a", "b"), process))) {
                var out = new ByteArrayOutputStream();
                var err = new ByteArrayOutputStream();
                try (var run = new Run(plan, out, err, _ -> {})) {
                    assertEquals(0, run.execute(), err.toString());
                }
                String printed = out.toString();
                assertTrue(printed.equals(expected) || printed.equals("a\nb\n"), printed);
                assertEquals(Set.of(), threads());
                assertEquals(0, watch.snapshot().of(ScopeStats.class).count());
            }
        }
    }

    @Test
    void h1_a_slow_job_holds_up_no_other_that_was_read_with_it() throws Exception {
        var java = new RunPlan.What.Java(new HandlerClass(WaitsForTheOthers.class));
        List<String> inputs = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (var run = new Run(plan(inputs, java, 2, 1024, false), out, err, _ -> {})) {
            assertEquals(0, run.execute());
        }
        assertTrue(err.toString().contains("created 500 done 500 failed 0 retried 0 inflight 0"));
    }

    @Test
    void i1_a_slow_job_does_not_hold_back_the_result_of_the_one_before_it() throws Exception {
        var java = new RunPlan.What.Java(new HandlerClass(WaitsForTheOutput.class));
        var out =
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int from, int length) {
                        super.write(bytes, from, length);
                        WaitsForTheOutput.PRINTED.countDown();
                    }
                };
        var err = new ByteArrayOutputStream();
        List<String> inputs = List.of("0", "1", "2");
        try (var run = new Run(plan(inputs, java, 1, 1024, false), out, err, _ -> {})) {
            assertEquals(0, run.execute());
        }
        assertEquals("0\n1\n2\n", out.toString());
    }

    @Test
    void a_failing_handler_is_tried_again_and_then_counted() throws Exception {
        var java = new RunPlan.What.Java(new HandlerClass(Doubles.class));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (var run = new Run(plan(List.of("1", "x", "3"), java), out, err, _ -> {})) {
            assertEquals(1, run.execute());
        }
        assertEquals("2\n6\n", out.toString());
        assertTrue(err.toString().contains("created 3 done 2 failed 1 retried 1 inflight 0"));
        assertTrue(err.toString().contains("1 failed; first: job 2 \"x\" exit 1\n"));
    }
}
