package io.millrace.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Outcome;
import io.millrace.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Pools that are used in every way at once, and ended at every moment: the books balance.
class PoolStressTest {
    private static final int ROUNDS = Crew.fewer(400, 150);

    private static void pause(int yields) {
        for (int i = 0; i < yields; i++) {
            Thread.yield();
        }
    }

    /// What the submitters of one round did and what became of it.
    private static final class Books {
        private final AtomicInteger begun = new AtomicInteger(); // bodies
        private final AtomicInteger refused = new AtomicInteger();
        private final Queue<Task<Integer>> accepted = new ConcurrentLinkedQueue<>();
        private final Map<Integer, AtomicInteger> byKey = new ConcurrentHashMap<>();
        private final AtomicInteger overlaps = new AtomicInteger();

        private Callable<Integer> job(SplittableRandom random, int key) {
            int kind = random.nextInt(20);
            int yields = random.nextInt(6);
            return () -> {
                begun.incrementAndGet();
                AtomicInteger mine = byKey.computeIfAbsent(key, _ -> new AtomicInteger());
                int together = mine.incrementAndGet();
                overlaps.addAndGet(together > 1 ? 1 : 0);
                try {
                    pause(yields);
                    return switch (kind) {
                        case 0 -> throw new IOException("on purpose");
                        case 1 -> throw new AssertionError("on purpose");
                        case 2 -> {
                            Channel.never().tryReceive(Duration.ofNanos(1_000L * yields));
                            yield 2;
                        }
                        case 3 -> {
                            Thread.currentThread().interrupt();
                            yield 3;
                        }
                        default -> kind;
                    };
                } finally {
                    mine.decrementAndGet();
                }
            };
        }

        /// Submits jobs in every way, until it is interrupted.
        void submit(WorkerPool pool, boolean keyed, SplittableRandom random) {
            for (int i = 0; i < 25; i++) {
                int key = keyed ? random.nextInt(4) : i;
                Callable<Integer> job = job(random, key);
                try {
                    Task<Integer> handle =
                            switch (keyed ? 0 : random.nextInt(4)) {
                                case 1 -> pool.trySubmit(job).orElse(null);
                                case 2 ->
                                        pool.trySubmit(job, Duration.ofNanos(random.nextInt(9_000)))
                                                .orElse(null);
                                default ->
                                        keyed ? pool.submit((Object) key, job) : pool.submit(job);
                            };
                    if (handle == null) {
                        refused.incrementAndGet();
                    } else {
                        accepted.add(handle);
                        if (random.nextInt(10) == 0) {
                            handle.cancel();
                        }
                    }
                } catch (JobRejectedException e) {
                    refused.incrementAndGet();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private static WorkerPool open(SplittableRandom random, Dispatch dispatch) {
        PoolOverflow overflow = PoolOverflow.values()[random.nextInt(PoolOverflow.values().length)];
        boolean unfit =
                dispatch != Dispatch.SHARED && overflow == PoolOverflow.DROP_OLDEST
                        || dispatch == Dispatch.BY_KEY && overflow == PoolOverflow.CALLER_RUNS;
        boolean needsQueue = dispatch != Dispatch.SHARED || overflow == PoolOverflow.DROP_OLDEST;
        var builder =
                WorkerPool.builder()
                        .workers(1 + random.nextInt(4))
                        .queue((needsQueue ? 1 : 0) + random.nextInt(4))
                        .overflow(unfit ? PoolOverflow.BLOCK : overflow)
                        .dispatch(dispatch);
        return (random.nextInt(6) == 0 ? builder.failFast() : builder).open();
    }

    @Test
    void every_job_that_was_taken_ends_once_however_the_pool_ends() throws Exception {
        var random = new SplittableRandom(5);
        var threads = StartedThreads.install();
        int cut = 0;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Dispatch dispatch = Dispatch.values()[round % Dispatch.values().length];
                WorkerPool pool = open(random, dispatch);
                var books = new Books();
                int end = random.nextInt(4);
                int yields = random.nextInt(60);
                try (var crew = new Crew()) {
                    List<Crew.Member<Void>> submitters = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        SplittableRandom own = random.split();
                        submitters.add(
                                crew.go(() ->
                                        books.submit(pool, dispatch == Dispatch.BY_KEY, own)));
                    }
                    SplittableRandom own = random.split();
                    crew.go(() -> {
                        for (int i = 0; i < 6; i++) {
                            pause(own.nextInt(10));
                            pool.resize(1 + own.nextInt(5));
                        }
                    });
                    pause(yields);
                    switch (end) {
                        case 0 -> submitters.getFirst().interrupt();
                        case 1 -> pool.drain(Duration.ofHours(1), Duration.ofHours(1));
                        case 2 -> pool.cancel();
                        default -> {}
                    }
                    crew.join();
                }
                DrainReport report = pool.drain(Duration.ofHours(1), Duration.ofHours(1));
                assertEquals(List.of(), report.left());
                cut += pool.context().isDone() ? 1 : 0;
                WorkerPoolStats stats = WorkerPoolTest.balanced(pool);
                assertEquals(0, stats.queued());
                assertEquals(0, stats.running());
                assertEquals(books.accepted.size(), stats.submitted(), stats::toString);
                assertEquals(books.refused.get(), stats.rejected(), stats::toString);
                assertTrue(books.begun.get() >= stats.succeeded() + stats.failed());
                assertEquals(stats.succeeded(), count(books, Outcome.Success.class));
                assertEquals(stats.failed(), count(books, Outcome.Failure.class));
                assertEquals(
                        stats.cancelled() + stats.dropped(), count(books, Outcome.Cancelled.class));
                if (dispatch == Dispatch.BY_KEY) {
                    assertEquals(0, books.overlaps.get());
                }
                try {
                    pool.close();
                } catch (CompletionException e) {
                    throw new AssertionError("all outcomes were asked for", e);
                }
                assertEquals(List.of(), threads.alive());
            }
        } finally {
            threads.close();
        }
        assertTrue(cut > 0 && cut < ROUNDS, "cancelled in " + cut + " of " + ROUNDS);
    }

    private static long count(Books books, Class<?> how) throws InterruptedException {
        long count = 0;
        for (Task<Integer> job : books.accepted) {
            assertTrue(job.isDone(), job::toString);
            count += how.isInstance(job.outcome()) ? 1 : 0;
        }
        return count;
    }

    @Test
    void between_two_channels_no_result_is_lost_or_made_twice_until_it_is_ended() throws Exception {
        var random = new SplittableRandom(9);
        var threads = StartedThreads.install();
        int whole = 0;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Channel<Integer> input =
                        round % 2 == 0 ? Channel.rendezvous() : Channel.buffered(3);
                int window = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5);
                int failsAt = random.nextInt(4) == 0 ? random.nextInt(60) : -1;
                int leavesAt = random.nextInt(4) == 0 ? random.nextInt(60) : -1;
                int endsAt = random.nextInt(4) == 0 ? random.nextInt(60) : -1;
                var failure = new IOException("on purpose");
                var builder =
                        ChannelPool.<Integer, Integer>builder(
                                        n -> {
                                            pause(n * 7 % 5);
                                            if (n == failsAt) {
                                                throw failure;
                                            }
                                            return n;
                                        })
                                .workers(1 + random.nextInt(4))
                                .buffer(random.nextInt(3));
                switch (round % 4) {
                    case 1 -> builder.dispatch(Dispatch.ROUND_ROBIN, 1 + random.nextInt(3));
                    case 2 -> builder.dispatch(Dispatch.LEAST_LOADED, 1 + random.nextInt(3));
                    case 3 -> builder.byKey(n -> n % 3, 1 + random.nextInt(3));
                    default -> {}
                }
                if (window > 0) {
                    builder.ordered(window);
                }
                List<Integer> seen = new ArrayList<>();
                boolean isWhole = false;
                try (var crew = new Crew();
                        var pool = builder.open(input)) {
                    crew.go(() -> {
                        try {
                            for (int i = 0; i < 60; i++) {
                                if (i == endsAt) {
                                    input.fail(failure);
                                }
                                input.send(i);
                            }
                            input.close();
                        } catch (ChannelClosedException e) {
                            // The pool has ended.
                        }
                    });
                    SplittableRandom own = random.split();
                    crew.go(() -> {
                        for (int i = 0; i < 4; i++) {
                            pause(own.nextInt(20));
                            pool.resize(1 + own.nextInt(5));
                        }
                    });
                    try {
                        while (pool.results().receiveOrNull() instanceof Integer n) {
                            seen.add(n);
                            if (seen.size() == leavesAt) {
                                pool.results().cancel();
                            }
                        }
                        isWhole = true;
                    } catch (ChannelClosedException e) {
                        assertTrue(failsAt >= 0 || leavesAt >= 0 || endsAt >= 0, e::toString);
                    }
                    crew.join();
                }
                assertEquals(List.of(), threads.alive());
                assertEquals(seen.size(), seen.stream().distinct().count());
                if (isWhole) {
                    assertEquals(60, seen.size());
                    whole++;
                } else if (endsAt >= 0 && failsAt < 0 && leavesAt < 0) {
                    assertEquals(endsAt, seen.size()); // all that came before
                }
                if (window > 0) {
                    for (int i = 0; i < seen.size(); i++) {
                        assertEquals(i, seen.get(i));
                    }
                }
            }
        } finally {
            threads.close();
        }
        assertTrue(whole > 0 && whole < ROUNDS, "whole: " + whole + " of " + ROUNDS);
    }
}
