package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.StartedThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Gatherers;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Random pipelines against what a list makes of the same: whole, left early, failing, interrupted.
class PipelineStressTest {
    private static final int ELEMENTS = 300;

    /// A pipeline, and what is to come out of it.
    private record Made(Pipeline<Long> pipeline, List<Long> expected, boolean ordered) {}

    private static final class Boom extends Exception {
        private static final long serialVersionUID = 1;
    }

    /// @param failing the number at whose element some stage throws; negative for none
    private static Made make(SplittableRandom random, long failing) {
        Pipeline<Long> pipeline = Source.range(0, ELEMENTS);
        List<Long> expected = LongStream.range(0, ELEMENTS).boxed().toList();
        boolean ordered = true;
        int stages = random.nextInt(1, 7);
        int thrower = random.nextInt(stages);
        for (int i = 0; i < stages; i++) {
            if (i == thrower && failing >= 0) {
                pipeline =
                        pipeline.map(
                                workers(random),
                                x -> {
                                    if (x == failing) {
                                        throw new Boom();
                                    }
                                    return x;
                                });
            }
            switch (random.nextInt(9)) {
                case 0 -> pipeline = pipeline.buffer(random.nextInt(0, 20));
                case 1 -> pipeline = pipeline.map(lazily(random), x -> x);
                case 2 -> pipeline = pipeline.map(Workers.ordered(random.nextInt(1, 6)), busy());
                case 3 -> {
                    pipeline = pipeline.map(Workers.unordered(random.nextInt(1, 6)), busy());
                    ordered = false;
                }
                case 4 -> {
                    pipeline =
                            pipeline.map(
                                    Workers.<Long>byKey(random.nextInt(1, 6), x -> x % 4), busy());
                    ordered = false;
                }
                case 5 -> {
                    pipeline = pipeline.filter(lazily(random), x -> x % 5 != 0);
                    expected = expected.stream().filter(x -> x % 5 != 0).toList();
                }
                case 6 -> {
                    pipeline = pipeline.batch(7).mapMulti((list, out) -> list.forEach(out::emit));
                }
                case 7 -> pipeline = pipeline.gather(Gatherers.scan(() -> 0L, (a, x) -> x));
                default -> {
                    pipeline = pipeline.flatMap(x -> Source.of(x, x));
                    expected = expected.stream().flatMap(x -> List.of(x, x).stream()).toList();
                }
            }
        }
        return new Made(pipeline, expected, ordered);
    }

    private static Workers<Long> workers(SplittableRandom random) {
        return random.nextBoolean() ? Workers.one() : Workers.ordered(random.nextInt(1, 4));
    }

    private static Workers<Long> lazily(SplittableRandom random) {
        return random.nextBoolean()
                ? Workers.one()
                : Workers.<Long>ordered(random.nextInt(1, 4)).window(random.nextInt(1, 9));
    }

    private static Mapping<Long, Long> busy() {
        return x -> {
            for (long i = 0; i < x % 3; i++) {
                Thread.yield();
            }
            return x;
        };
    }

    private static void assertSameElements(Made made, List<Long> out, String what) {
        if (made.ordered) {
            assertEquals(made.expected, out, what);
        } else {
            assertEquals(counted(made.expected), counted(out), what);
        }
    }

    private static Map<Long, Integer> counted(List<Long> list) {
        var counts = new HashMap<Long, Integer>();
        list.forEach(x -> counts.merge(x, 1, Integer::sum));
        return counts;
    }

    @Test
    void whole_pipelines_lose_and_invent_nothing() throws Exception {
        try (var started = StartedThreads.install()) {
            for (long seed = 0; seed < 150; seed++) {
                Made made = make(new SplittableRandom(seed), -1);
                assertSameElements(made, made.pipeline.toList(), "seed " + seed);
                assertEquals(0, started.alive().size(), "seed " + seed);
            }
        }
    }

    @Test
    void pipelines_that_are_left_early_give_a_part_and_leave_nothing_running() throws Exception {
        try (var started = StartedThreads.install()) {
            for (long seed = 0; seed < 150; seed++) {
                var random = new SplittableRandom(seed);
                Made made = make(random, -1);
                int most = random.nextInt(1, ELEMENTS);
                List<Long> out = made.pipeline.take(most).toList();
                int expected = Math.min(most, made.expected.size());
                assertEquals(expected, out.size(), "seed " + seed);
                if (made.ordered) {
                    assertEquals(made.expected.subList(0, expected), out, "seed " + seed);
                }
                assertEquals(0, started.alive().size(), "seed " + seed);
            }
        }
    }

    @Test
    void pipelines_that_fail_tell_why_and_leave_nothing_running() {
        try (var started = StartedThreads.install()) {
            for (long seed = 0; seed < 150; seed++) {
                var random = new SplittableRandom(seed);
                Made made = make(random, random.nextInt(ELEMENTS));
                Throwable cause = null;
                try {
                    made.pipeline.toList();
                } catch (ExecutionException e) {
                    cause = e.getCause();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                // An element that was filtered out before the stage that throws does no harm.
                boolean harmless = cause == null && made.pipeline.describe().contains("filter");
                assertTrue(harmless || cause instanceof Boom, "seed " + seed + ": " + cause);
                assertEquals(0, started.alive().size(), "seed " + seed);
            }
        }
    }

    @Test
    void pipelines_that_are_interrupted_anywhere_leave_nothing_running() {
        try (var started = StartedThreads.install()) {
            for (long seed = 0; seed < 150; seed++) {
                var random = new SplittableRandom(seed);
                Made made = make(random, -1);
                long at = random.nextInt(ELEMENTS);
                var seen = new AtomicLong();
                try (var crew = new Crew()) {
                    var out = new ArrayList<Long>();
                    var consumer =
                            crew.go(() ->
                                    made.pipeline.forEach(x -> {
                                        out.add(x);
                                        seen.incrementAndGet();
                                    }));
                    while (seen.get() < at && !consumer.isDone()) {
                        Thread.onSpinWait();
                        Thread.yield();
                    }
                    consumer.interrupt();
                    try {
                        consumer.get();
                        assertSameElements(made, out, "seed " + seed);
                    } catch (AssertionError e) {
                        assertTrue(
                                e.getCause() instanceof InterruptedException,
                                () -> "seed " + made + ": " + e);
                    }
                }
                assertEquals(0, started.alive().size(), "seed " + seed);
            }
        }
    }
}
