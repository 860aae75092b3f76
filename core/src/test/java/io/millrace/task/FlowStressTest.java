package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.sync.SemaphoreStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Groups and promises that are ended, cancelled and given up at every moment: the books balance.
class FlowStressTest {
    private static final int MANY = Crew.fewer(100_000, 2_000);
    private static final int ROUNDS = Crew.fewer(600, 200);

    private static void pause(int yields) {
        for (int i = 0; i < yields; i++) {
            Thread.yield();
        }
    }

    /// What the starters of one round did and what became of it.
    private static final class Books {
        private final AtomicInteger begun = new AtomicInteger(); // bodies
        private final AtomicInteger accepted = new AtomicInteger(); // starts that did not give up
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        /// The body of a task.
        void task(int kind, int yields) throws Exception {
            begun.incrementAndGet();
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                pause(yields);
                switch (kind) {
                    case 0 -> throw new IOException("on purpose");
                    case 1 -> Channel.never().tryReceive(Duration.ofNanos(1_000L * yields));
                    default -> {}
                }
            } finally {
                running.decrementAndGet();
            }
        }

        /// Starts tasks in every way, until it is interrupted.
        void start(ErrGroup group, SplittableRandom random) {
            for (int i = 0; i < 12; i++) {
                int kind = random.nextInt(20);
                int yields = random.nextInt(8);
                Action body = () -> task(kind, yields);
                try {
                    boolean started =
                            switch (random.nextInt(3)) {
                                case 0 -> group.tryGo(body);
                                case 1 -> group.tryGo(body, Duration.ofNanos(1_000L * yields));
                                default -> {
                                    group.go(body);
                                    yield true;
                                }
                            };
                    accepted.addAndGet(started ? 1 : 0);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    @Test
    void a_group_counts_every_start_once_and_gives_every_permit_back() throws Exception {
        var random = new SplittableRandom(7);
        var threads = StartedThreads.install();
        int cut = 0;
        try (var watch = Watch.open()) {
            for (int round = 0; round < ROUNDS; round++) {
                int limit = 1 + random.nextInt(4);
                boolean collects = random.nextBoolean();
                boolean cancels = random.nextInt(3) == 0;
                int yields = random.nextInt(40);
                var books = new Books();
                var builder = ErrGroup.builder().limit(limit);
                ErrGroup group = (collects ? builder.collectAll() : builder).open();
                try (var crew = new Crew()) {
                    var starters = new ArrayList<Crew.Member<Void>>();
                    for (int i = 0; i < 3; i++) {
                        SplittableRandom own = random.split();
                        starters.add(crew.go(() -> books.start(group, own)));
                    }
                    pause(yields);
                    starters.getFirst().interrupt();
                    if (cancels) {
                        group.cancel();
                    }
                    crew.join();
                }
                try {
                    group.await();
                } catch (ExecutionException e) {
                    assertTrue(group.stats().failed() > 0);
                }
                ScopeStats stats = group.stats();
                assertEquals(books.accepted.get(), stats.started());
                assertEquals(0, stats.running());
                assertTrue(books.begun.get() >= stats.succeeded() + stats.failed());
                assertTrue(books.most.get() <= limit, () -> books.most + " at a time");
                assertEquals(0, permits(watch, group));
                if (!group.context().isDone()) {
                    assertEquals(0, stats.cancelled());
                    assertEquals(books.begun.get(), stats.started());
                } else {
                    cut++;
                }
                group.close();
                assertEquals(List.of(), threads.alive());
            }
        } finally {
            threads.close();
        }
        assertTrue(cut > 0 && cut < ROUNDS, "cancelled in " + cut + " of " + ROUNDS);
    }

    private static long permits(Watch watch, ErrGroup group) {
        return watch.snapshot()
                .of(SemaphoreStats.class)
                .filter(stats -> stats.name().equals(group.name() + " permits"))
                .findFirst()
                .orElseThrow()
                .held();
    }

    @Test
    void a_promise_ends_once_and_all_who_do_not_give_up_hear_the_same() throws Exception {
        var random = new SplittableRandom(11);
        for (int round = 0; round < ROUNDS; round++) {
            var promise = new Promise<Integer>();
            var ended = new AtomicInteger();
            var heard = new ConcurrentLinkedQueue<Outcome<Integer>>();
            try (var crew = new Crew()) {
                var waiting = new ArrayList<Crew.Member<Void>>();
                for (int i = 0; i < 6; i++) {
                    int way = i % 3;
                    int yields = random.nextInt(20);
                    waiting.add(
                            crew.go(() -> {
                                pause(yields);
                                try {
                                    switch (way) {
                                        case 0 -> heard.add(promise.outcome());
                                        case 1 ->
                                                promise.outcome(Duration.ofNanos(1_000L * yields))
                                                        .ifPresent(heard::add);
                                        default ->
                                                heard.add(
                                                        Select.<Outcome<Integer>>of(
                                                                        promise.onDone(how -> how))
                                                                .await());
                                    }
                                } catch (InterruptedException e) {
                                    // It gave up.
                                }
                            }));
                }
                var future = promise.toCompletableFuture();
                for (int i = 0; i < 3; i++) {
                    int way = i;
                    int yields = random.nextInt(20);
                    crew.go(() -> {
                        pause(yields);
                        boolean first =
                                switch (way) {
                                    case 0 -> promise.complete(1);
                                    case 1 -> promise.fail(new IOException("on purpose"));
                                    default -> promise.cancel();
                                };
                        ended.addAndGet(first ? 1 : 0);
                    });
                }
                pause(random.nextInt(20));
                waiting.get(random.nextInt(waiting.size())).interrupt();
                crew.join();
                Eventually.until("the future ends", future::isDone);
            }
            assertEquals(1, ended.get());
            Outcome<Integer> how = promise.outcome();
            assertTrue(heard.size() >= 3, () -> "only these heard: " + heard);
            heard.forEach(each -> assertSame(how, each));
            assertEquals(0, promise.stats().waiting());
        }
    }

    @Test
    void a_hundred_thousand_wait_for_one_promise() throws Exception {
        var promise = new Promise<Integer>();
        var heard = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int i = 0; i < MANY; i++) {
                crew.go(() -> heard.addAndGet(promise.await()));
            }
            Eventually.until("all wait", () -> promise.stats().waiting() == MANY);
            promise.complete(1);
            crew.join();
        }
        assertEquals(MANY, heard.get());
    }

    @Test
    void a_million_waits_that_were_given_up_leave_no_waiter_behind() throws Exception {
        var promise = new Promise<Integer>();
        var select =
                Select.<String>of(
                        promise.onDone(_ -> "done"),
                        Select.after(Duration.ofNanos(1), () -> "too late"));
        for (int i = 0; i < 500_000; i++) {
            assertTrue(promise.outcome(Duration.ofNanos(1)).isEmpty());
            assertEquals("too late", select.await());
        }
        assertEquals(0, promise.stats().waiting());
    }
}
