package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.input.ArgumentSource;
import io.millrace.cli.run.job.Backoff;
import io.millrace.cli.run.job.CommandLine;
import io.millrace.cli.run.job.HandlerClass;
import io.millrace.observe.Watch;
import io.millrace.task.ScopeStats;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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

    private static RunPlan plan(List<String> inputs, RunPlan.What what) {
        var backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
        return new RunPlan(
                "arguments",
                List.of(new ArgumentSource(inputs)),
                what,
                1,
                3,
                4,
                true,
                false,
                false,
                Duration.ofSeconds(50),
                1,
                backoff,
                Halt.NEVER,
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                false);
    }

    /// The JDK keeps its reapers of processes for a minute, and timers of its own.
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("process reaper"))
                .filter(name -> name.matches("(run|consumer|producer|aggregator|ladder|ticker).*"))
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
