package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.guard.Backoff;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Stages with workers: order, how many at a time, and what becomes of failures.
class ParallelStageTest {
    private static final int MANY = 2_000;

    private static List<Long> upTo(long n) {
        return LongStream.range(0, n).boxed().toList();
    }

    // ---- order

    @Test
    void ordered_results_come_in_order_though_each_is_finished_after_the_one_behind_it()
            throws Exception {
        var gates = new ConcurrentHashMap<Long, CountDownLatch>();
        for (long i = 0; i <= 100; i++) {
            gates.put(i, new CountDownLatch(1));
        }
        gates.get(100L).countDown();
        // An element waits until the next is done, so all hundred must be worked on at once.
        Pipeline<Long> pipeline =
                Source.range(0, 100)
                        .map(
                                Workers.ordered(100),
                                x -> {
                                    gates.get(x + 1).await();
                                    gates.get(x).countDown();
                                    return x;
                                });
        assertEquals(upTo(100), pipeline.toList());
    }

    @Test
    void a_slow_head_lets_the_window_fill_up_and_no_further() {
        var slow = new CountDownLatch(1);
        var begun = new AtomicInteger();
        Pipeline<Long> pipeline =
                Source.range(0, MANY)
                        .map(
                                Workers.ordered(4).window(32),
                                x -> {
                                    begun.incrementAndGet();
                                    if (x == 0) {
                                        slow.await();
                                    }
                                    return x;
                                });
        try (var crew = new Crew()) {
            var list = crew.go(pipeline::toList);
            Eventually.until("the window is full", () -> begun.get() == 32);
            list.awaitParked();
            assertEquals(32, begun.get());
            slow.countDown();
            assertEquals(upTo(MANY), list.get());
        }
    }

    @Test
    void unordered_results_pass_a_slow_one() throws Exception {
        var slow = new CountDownLatch(1);
        Pipeline<Long> pipeline =
                Source.range(0, 50)
                        .map(
                                Workers.unordered(2),
                                x -> {
                                    if (x == 0) {
                                        slow.await();
                                    }
                                    return x;
                                });
        var seen = new ArrayList<Long>();
        pipeline.forEach(x -> {
            seen.add(x);
            if (seen.size() == 49) {
                slow.countDown(); // all others are here
            }
        });
        assertEquals(0L, seen.getLast());
        assertEquals(upTo(50), seen.stream().sorted().toList());
    }

    @Test
    void the_elements_of_a_key_stay_in_order_and_one_at_a_time() throws Exception {
        Map<Long, AtomicInteger> running = new ConcurrentHashMap<>();
        Map<Long, Queue<Long>> worked = new ConcurrentHashMap<>();
        Pipeline<Long> pipeline =
                Source.range(0, MANY)
                        .map(
                                Workers.<Long>byKey(8, x -> x % 7).window(64),
                                x -> {
                                    var mine =
                                            running.computeIfAbsent(
                                                    x % 7, k -> new AtomicInteger());
                                    assertEquals(1, mine.incrementAndGet());
                                    worked.computeIfAbsent(
                                                    x % 7, k -> new ConcurrentLinkedQueue<>())
                                            .add(x);
                                    Thread.yield();
                                    mine.decrementAndGet();
                                    return x;
                                });
        Map<Long, List<Long>> left = pipeline.collect(Collectors.groupingBy(x -> x % 7));
        for (long key = 0; key < 7; key++) {
            long mine = key;
            List<Long> expected = upTo(MANY).stream().filter(x -> x % 7 == mine).toList();
            assertEquals(expected, List.copyOf(worked.get(key)));
            assertEquals(expected, left.get(key));
        }
    }

    @Test
    void a_slow_key_holds_up_itself_only() throws Exception {
        var slow = new CountDownLatch(1);
        Pipeline<Long> pipeline =
                Source.range(0, 40)
                        .map(
                                Workers.<Long>byKey(2, x -> x % 4 == 0).window(40),
                                x -> {
                                    if (x == 0) {
                                        slow.await();
                                    }
                                    return x;
                                });
        var seen = new ArrayList<Long>();
        pipeline.forEach(x -> {
            seen.add(x);
            if (seen.size() == 30) {
                slow.countDown(); // all of the other key are here
            }
        });
        assertEquals(upTo(40).stream().filter(x -> x % 4 == 0).toList(), seen.subList(30, 40));
    }

    // ---- how many

    @Test
    void so_many_work_at_a_time_and_no_more() throws Exception {
        for (Workers<Long> how :
                List.of(
                        Workers.<Long>ordered(5),
                        Workers.<Long>unordered(5),
                        Workers.<Long>byKey(5, x -> x))) {
            var all = new CountDownLatch(5);
            var running = new AtomicInteger();
            var most = new AtomicInteger();
            Source.range(0, 200)
                    .map(
                            how,
                            x -> {
                                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                all.countDown();
                                all.await(); // the first five meet here
                                running.decrementAndGet();
                                return x;
                            })
                    .count();
            assertEquals(5, most.get(), how::toString);
        }
    }

    @Test
    void no_more_workers_are_started_than_there_are_elements() throws Exception {
        var threads = ConcurrentHashMap.<Thread>newKeySet();
        assertEquals(
                3,
                Source.of(1, 2, 3)
                        .map(
                                Workers.ordered(1_000),
                                x -> {
                                    threads.add(Thread.currentThread());
                                    return x;
                                })
                        .count());
        assertTrue(threads.size() <= 3);
    }

    // ---- kinds of work

    @Test
    void every_kind_of_work_can_have_workers() throws Exception {
        List<Long> even = upTo(100).stream().filter(x -> x % 2 == 0).toList();
        List<Long> twice = upTo(50).stream().flatMap(x -> List.of(x, x).stream()).toList();
        for (Workers<Long> how :
                List.of(
                        Workers.<Long>one(),
                        Workers.<Long>ordered(3),
                        Workers.<Long>unordered(3),
                        Workers.<Long>byKey(3, x -> x % 5))) {
            Pipeline<Long> filtered = Source.range(0, 100).filter(how, x -> x % 2 == 0);
            Pipeline<Long> multiplied =
                    Source.range(0, 50)
                            .mapMulti(
                                    how,
                                    (x, out) -> {
                                        out.emit(x);
                                        out.emit(x);
                                    });
            boolean ordered = how.toString().startsWith("o");
            assertEquals(even, ordered ? filtered.toList() : sorted(filtered), how::toString);
            assertEquals(twice, ordered ? multiplied.toList() : sorted(multiplied), how::toString);
            assertEquals(
                    twice,
                    sorted(
                            Source.range(0, 50)
                                    .mapMulti(
                                            how.skipping((x, e) -> {}),
                                            (x, out) -> {
                                                out.emit(x);
                                                out.emit(x);
                                            })));
        }
    }

    private static List<Long> sorted(Pipeline<Long> pipeline) throws Exception {
        return pipeline.toList().stream().sorted().toList();
    }

    // ---- failures

    private static Long failAt3(Long x) throws IOException {
        if (x == 3) {
            throw new IOException("3");
        }
        return x;
    }

    private static final List<Workers<Long>> HOW =
            List.of(
                    Workers.<Long>one(),
                    Workers.<Long>ordered(2),
                    Workers.<Long>unordered(2),
                    Workers.<Long>byKey(2, x -> x % 2));

    @Test
    void a_failure_fails_the_pipeline() {
        for (Workers<Long> how : HOW) {
            var failure =
                    assertThrows(
                            ExecutionException.class,
                            () -> Source.range(0, 100).map(how, x -> failAt3(x)).toList());
            assertEquals("3", failure.getCause().getMessage());
            assertEquals(0, failure.getSuppressed().length, how::toString);
        }
    }

    @Test
    void a_failure_can_be_skipped_and_told() throws Exception {
        for (Workers<Long> how : HOW) {
            var told = new ConcurrentLinkedQueue<String>();
            Workers<Long> skipping = how.skipping((x, e) -> told.add(x + ": " + e.getMessage()));
            assertEquals(
                    List.of(0L, 1L, 2L, 4L, 5L),
                    sorted(Source.range(0, 6).map(skipping, x -> failAt3(x))));
            assertEquals(List.of("3: 3"), List.copyOf(told));
        }
    }

    @Test
    void a_hook_that_throws_fails_the_pipeline() {
        var wanted = new IllegalStateException("hook");
        Workers<Long> how =
                Workers.<Long>ordered(2)
                        .skipping((x, e) -> {
                            throw wanted;
                        });
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () -> Source.range(0, 6).map(how, x -> failAt3(x)).toList());
        assertSame(wanted, failure.getCause());
    }

    @Test
    void something_can_take_the_place_of_what_failed() throws Exception {
        for (Workers<Long> how : HOW) {
            assertEquals(
                    List.of(0L, 1L, 2L, 4L, 33L),
                    sorted(
                            Source.range(0, 5)
                                    .<Long>map(
                                            how,
                                            x -> failAt3(x),
                                            (x, e) -> Long.parseLong(e.getMessage() + x))));
        }
    }

    @Test
    void an_error_is_neither_skipped_nor_recovered() {
        var wanted = new AssertionError("wanted");
        for (Workers<Long> how : HOW) {
            var failure =
                    assertThrows(
                            ExecutionException.class,
                            () ->
                                    Source.range(0, 5)
                                            .<Long>map(
                                                    how.skipping((x, e) -> {}),
                                                    x -> {
                                                        throw wanted;
                                                    },
                                                    (x, e) -> x)
                                            .toList());
            assertSame(wanted, failure.getCause());
        }
    }

    @Test
    void an_attempt_that_failed_leaves_no_results_behind() throws Exception {
        Retry retry = Retry.builder().attempts(2).backoff(Backoff.constant(Duration.ZERO)).build();
        for (Workers<Long> how : HOW) {
            var attempts = new AtomicInteger();
            assertEquals(
                    List.of(7L, 7L),
                    Source.of(7L)
                            .mapMulti(
                                    how.guarded(retry),
                                    (Long x, Emitter<Long> out) -> {
                                        out.emit(x);
                                        if (attempts.incrementAndGet() == 1) {
                                            throw new IOException("the first time");
                                        }
                                        out.emit(x);
                                    })
                            .toList());
        }
    }

    // ---- guards

    @Test
    void a_retry_makes_the_call_again() throws Exception {
        Retry retry = Retry.builder().attempts(3).backoff(Backoff.constant(Duration.ZERO)).build();
        for (Workers<Long> how : HOW) {
            var failures = new ConcurrentHashMap<Long, AtomicInteger>();
            assertEquals(
                    upTo(20),
                    sorted(
                            Source.range(0, 20)
                                    .map(
                                            how.guarded(retry),
                                            x -> {
                                                var mine =
                                                        failures.computeIfAbsent(
                                                                x, k -> new AtomicInteger());
                                                if (mine.incrementAndGet() < 3) {
                                                    throw new IOException("not yet");
                                                }
                                                return x;
                                            })));
        }
    }

    @Test
    void a_rate_limiter_holds_a_stage_back() {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            var limiter = RateLimiter.of(Rate.perSecond(1), 1);
            Channel<Integer> out = Channel.buffered(10);
            var done = crew.go(() -> Source.of(1, 2, 3).rateLimited(limiter).into(out));
            for (int passed = 1; passed <= 3; passed++) {
                int so = passed;
                Eventually.until(so + " have passed", () -> out.stats().size() == so);
                if (passed < 3) {
                    clock.awaitSleepers(1);
                    clock.advance(Duration.ofSeconds(1));
                }
            }
            done.get();
        }
    }
}
