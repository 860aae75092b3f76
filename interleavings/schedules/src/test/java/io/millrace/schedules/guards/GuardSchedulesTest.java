package io.millrace.schedules.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.guard.Bulkhead;
import io.millrace.guard.BulkheadFullException;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.CircuitBreaker.Change;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.Hedge;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.RateLimiterStats;
import io.millrace.guard.Reservation;
import io.millrace.schedules.BoundedSearch;
import io.millrace.schedules.RandomWalk;
import io.millrace.schedules.ScheduledHost;
import io.millrace.schedules.Scheduler;
import io.millrace.schedules.Strategy;
import io.millrace.schedules.weave.InWorld;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Guards are cancelled, timed out and failed at every moment, under random schedules and under all
/// with few preemptions: no permit, place or probe is lost, none is there twice, nobody waits for
/// ever.
@InWorld
class GuardSchedulesTest {
    private static final int WALKS = 1_500;
    private static final int SCHEDULES = 3_000;
    private static final Duration MILLI = Duration.ofMillis(1);

    /// Makes the threads of a run, and returns what must hold afterwards.
    private interface Program {
        Runnable start(Scheduler scheduler);
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Thread go(Scheduler scheduler, Action action) {
        return scheduler
                .spawn(() -> {
                    try {
                        action.run();
                    } catch (InterruptedException e) {
                        // some are interrupted
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .thread();
    }

    private static void prove(Program program) {
        for (int seed = 0; seed < WALKS; seed++) {
            run(program, new RandomWalk(seed));
        }
        for (int bound = 1; bound <= 2; bound++) {
            var search = new BoundedSearch(bound, false);
            int schedules = 0;
            do {
                run(program, search);
            } while (search.advance() && ++schedules < SCHEDULES);
        }
    }

    private static void run(Program program, Strategy strategy) {
        var scheduler = new Scheduler(strategy);
        Host before = Door.use(new ScheduledHost(scheduler));
        try {
            Runnable check = program.start(scheduler);
            Throwable failure = scheduler.run();
            if (failure != null) {
                throw new AssertionError(strategy.token(), failure);
            }
            assertEquals(List.of(), scheduler.blocked(), strategy.token());
            try {
                check.run();
            } catch (AssertionError e) {
                throw new AssertionError(strategy.token(), e);
            }
        } finally {
            Door.use(before);
        }
    }

    @Test
    void every_permit_of_a_limiter_is_accounted_for() {
        prove(scheduler -> {
            long start = Door.now();
            var limiter = RateLimiter.of(Rate.every(MILLI), 2);
            long[] taken = new long[1]; // one thread runs at a time
            Thread first =
                    go(
                            scheduler,
                            () -> {
                                limiter.acquire(2);
                                taken[0] += 2;
                            });
            go(
                    scheduler,
                    () -> {
                        limiter.acquire(1);
                        taken[0]++;
                    });
            go(
                    scheduler,
                    () -> {
                        Reservation reservation = limiter.reserve(1);
                        boolean granted = limiter.tryAcquire(1, MILLI);
                        boolean kept = !reservation.cancel();
                        taken[0] += (granted ? 1 : 0) + (kept ? 1 : 0);
                    });
            go(scheduler, first::interrupt);
            return () -> assertBalanced(limiter, taken[0], start);
        });
    }

    @Test
    void selects_in_line_take_once_or_not_at_all() {
        prove(scheduler -> {
            long start = Door.now();
            var limiter = RateLimiter.of(Rate.every(MILLI), 1);
            long[] taken = new long[1];
            for (int i = 0; i < 2; i++) {
                go(
                        scheduler,
                        () -> {
                            var select =
                                    Select.<Integer>of(
                                            limiter.onPermit(() -> 1),
                                            Select.after(MILLI, () -> 0));
                            int chosen = select.await() + select.await();
                            taken[0] += chosen;
                        });
            }
            go(
                    scheduler,
                    () -> {
                        limiter.acquire();
                        taken[0]++;
                        limiter.setRate(Rate.every(MILLI.multipliedBy(2)));
                    });
            return () -> assertBalanced(limiter, taken[0], start);
        });
    }

    @Test
    void several_limiters_give_from_all_or_from_none() {
        prove(scheduler -> {
            var a = RateLimiter.of(Rate.every(MILLI), 1);
            var b = RateLimiter.of(Rate.every(MILLI.multipliedBy(2)), 1);
            long[] taken = new long[1];
            Thread first =
                    go(
                            scheduler,
                            () -> {
                                RateLimiter.allOf(a, b).acquire(1);
                                taken[0]++;
                            });
            go(
                    scheduler,
                    () -> {
                        RateLimiter.allOf(b, a).acquire(1);
                        taken[0]++;
                    });
            go(scheduler, first::interrupt);
            return () -> {
                assertEquals(taken[0], a.stats().granted());
                assertEquals(taken[0], b.stats().granted());
            };
        });
    }

    private static void assertBalanced(RateLimiter limiter, long taken, long start) {
        RateLimiterStats stats = limiter.stats();
        long elapsed = Door.now() - start;
        assertEquals(0, stats.waiting());
        assertEquals(taken, stats.granted() + stats.reserved(), stats::toString);
        assertTrue(
                stats.granted() <= stats.burst() + elapsed / MILLI.toNanos(),
                () -> stats + " within " + elapsed);
    }

    @Test
    void every_place_of_a_bulkhead_is_accounted_for() {
        prove(scheduler -> {
            var bulkhead = Bulkhead.builder(1).queue(2).maxWait(MILLI).build();
            int[] inside = new int[1];
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 3; i++) {
                threads.add(
                        go(
                                scheduler,
                                () -> {
                                    try {
                                        bulkhead.call(() -> {
                                            assertEquals(1, ++inside[0]);
                                            bulkhead.stats(); // a chance for the others
                                            return --inside[0];
                                        });
                                    } catch (BulkheadFullException e) {
                                        // too late
                                    }
                                }));
            }
            go(scheduler, threads.get(1)::interrupt);
            return () -> {
                assertEquals(0, bulkhead.stats().running());
                assertEquals(0, bulkhead.stats().waiting());
            };
        });
    }

    @Test
    void a_breaker_admits_exactly_its_probes_and_tells_each_change_in_order() {
        prove(scheduler -> {
            var changes = new ArrayList<Change>();
            var breaker =
                    CircuitBreaker.builder()
                            .consecutiveFailures(1)
                            .openFor(MILLI)
                            .probes(2)
                            .onChange(changes::add)
                            .build();
            breaker.open();
            int[] admitted = new int[1];
            Channel<Integer> gate = Channel.rendezvous();
            go(
                    scheduler,
                    () -> {
                        Select.of(Select.after(MILLI, () -> 0)).await();
                        gate.close();
                    });
            for (int i = 0; i < 3; i++) {
                go(
                        scheduler,
                        () -> {
                            gate.receiveOrNull();
                            if (breaker.state() != State.CLOSED) {
                                var permission = breaker.tryAcquire();
                                if (permission.isPresent()) {
                                    admitted[0]++;
                                    permission.get().success();
                                }
                            }
                        });
            }
            return () -> {
                assertTrue(admitted[0] >= 2, () -> admitted[0] + " admitted");
                assertEquals(State.CLOSED, breaker.state());
                State last = State.CLOSED;
                for (Change change : changes) {
                    assertEquals(last, change.from());
                    last = change.to();
                }
                assertEquals(3, changes.size(), changes::toString);
                assertEquals(State.CLOSED, last);
            };
        });
    }

    @Test
    void a_hedge_returns_what_came_first_and_leaves_nobody_behind() {
        prove(scheduler -> {
            var hedge = Hedge.after(MILLI);
            int[] attempts = new int[1];
            int[] results = new int[1];
            Thread caller =
                    go(
                            scheduler,
                            () -> {
                                results[0] =
                                        hedge.call(() -> {
                                            int mine = ++attempts[0];
                                            RateLimiter.builder(Rate.every(MILLI))
                                                    .initial(0)
                                                    .build()
                                                    .acquire();
                                            return mine;
                                        });
                            });
            go(scheduler, caller::interrupt);
            return () -> {
                assertEquals(0, hedge.stats().running());
                assertTrue(results[0] <= attempts[0]);
            };
        });
    }
}
