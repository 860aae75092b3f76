package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

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
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.select.Select;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.ArrayList;

/// Guards are cancelled, timed out and failed at every moment: no permit, place or probe is lost,
/// none is there twice.
final class GuardScenes {
    private static final Duration MILLI = Duration.ofMillis(1);

    private GuardScenes() {}

    // ---- limiters

    static void every_permit_of_a_limiter_is_accounted_for(Stage stage) {
        long start = stage.now();
        var limiter = RateLimiter.of(Rate.every(MILLI), 2);
        var taken = new long[1]; // one thread runs at a time
        int first =
                stage.impatient(() -> {
                    limiter.acquire(2);
                    taken[0] += 2;
                });
        stage.thread(() -> {
            limiter.acquire(1);
            taken[0]++;
        });
        stage.thread(() -> {
            Reservation reservation = limiter.reserve(1);
            boolean granted = limiter.tryAcquire(1, MILLI);
            boolean kept = !reservation.cancel();
            taken[0] += (granted ? 1 : 0) + (kept ? 1 : 0);
        });
        stage.thread(() -> stage.interrupt(first));
        stage.afterwards(() -> requireBalance(limiter, taken[0], stage.now() - start));
    }

    static void selects_in_line_take_once_or_not_at_all(Stage stage) {
        long start = stage.now();
        var limiter = RateLimiter.of(Rate.every(MILLI), 1);
        var taken = new long[1];
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                var select =
                        Select.<Integer>of(limiter.onPermit(() -> 1), Select.after(MILLI, () -> 0));
                int chosen = select.await() + select.await();
                taken[0] += chosen;
            });
        }
        stage.thread(() -> {
            limiter.acquire();
            taken[0]++;
            limiter.setRate(Rate.every(MILLI.multipliedBy(2)));
        });
        stage.afterwards(() -> requireBalance(limiter, taken[0], stage.now() - start));
    }

    private static void requireBalance(RateLimiter limiter, long taken, long elapsed) {
        RateLimiterStats stats = limiter.stats();
        require(stats.waiting() == 0, stats);
        require(stats.granted() + stats.reserved() == taken, stats, taken);
        require(stats.granted() <= stats.burst() + elapsed / MILLI.toNanos(), stats, elapsed);
    }

    static void several_limiters_give_from_all_or_from_none(Stage stage) {
        var a = RateLimiter.of(Rate.every(MILLI), 1);
        var b = RateLimiter.of(Rate.every(MILLI.multipliedBy(2)), 1);
        var taken = new long[1];
        int first =
                stage.impatient(() -> {
                    RateLimiter.allOf(a, b).acquire(1);
                    taken[0]++;
                });
        stage.thread(() -> {
            RateLimiter.allOf(b, a).acquire(1);
            taken[0]++;
        });
        var alone = new long[1]; // taken from one of them, while others wait for both
        stage.thread(() -> {
            for (int k = 0; k < 2; k++) {
                a.acquire(1);
                alone[0]++;
            }
        });
        stage.thread(() -> stage.interrupt(first));
        stage.afterwards(() -> {
            require(a.stats().granted() == taken[0] + alone[0], a.stats(), taken[0], alone[0]);
            require(b.stats().granted() == taken[0], b.stats(), taken[0]);
        });
    }

    // ---- bulkheads

    static void every_place_of_a_bulkhead_is_accounted_for(Stage stage) {
        var bulkhead = Bulkhead.builder(1).queue(2).maxWait(MILLI).build();
        var inside = new int[1];
        var threads = new ArrayList<Integer>();
        for (int i = 0; i < 3; i++) {
            threads.add(
                    stage.impatient(() -> {
                        try {
                            bulkhead.call(() -> {
                                require(++inside[0] == 1, "too many inside", inside[0]);
                                bulkhead.stats(); // a chance for the others
                                return --inside[0];
                            });
                        } catch (BulkheadFullException e) {
                            // too late
                        }
                    }));
        }
        stage.thread(() -> stage.interrupt(threads.get(1)));
        stage.afterwards(() -> requireEmpty(bulkhead));
    }

    static void a_place_goes_on_to_the_next_when_the_bulkhead_grows(Stage stage) {
        var bulkhead = Bulkhead.builder(1).queue(2).build();
        var gate = new Signal("gate");
        stage.thread(() ->
                bulkhead.call(() -> {
                    gate.await("gate");
                    return 1;
                }));
        int waiting = stage.impatient(() -> bulkhead.call(() -> 2));
        stage.thread(() -> bulkhead.call(() -> gate.fire())); // comes in when it has grown
        stage.thread(() -> bulkhead.setPlaces(2));
        stage.thread(() -> stage.interrupt(waiting));
        stage.afterwards(() -> requireEmpty(bulkhead));
    }

    private static void requireEmpty(Bulkhead bulkhead) {
        var stats = bulkhead.stats();
        require(stats.running() == 0 && stats.waiting() == 0, stats);
        require(bulkhead.tryAcquire().isPresent(), "a place was lost", stats);
    }

    // ---- breakers

    static void a_breaker_admits_its_probes_and_tells_each_change_in_order(Stage stage) {
        var changes = new ArrayList<Change>();
        var breaker =
                CircuitBreaker.builder()
                        .consecutiveFailures(1)
                        .openFor(MILLI)
                        .probes(2)
                        .onChange(changes::add)
                        .build();
        breaker.open();
        var admitted = new int[1];
        Channel<Integer> gate = Channel.rendezvous();
        stage.thread(() -> {
            Stage.pause(1);
            gate.close();
        });
        for (int i = 0; i < 3; i++) {
            stage.thread(() -> {
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
        stage.afterwards(() -> {
            require(admitted[0] >= 2, "admitted", admitted[0]);
            require(breaker.state() == State.CLOSED, breaker.state());
            State last = State.CLOSED;
            for (Change change : changes) {
                require(change.from() == last, changes);
                last = change.to();
            }
            require(changes.size() == 3 && last == State.CLOSED, changes);
        });
    }

    static void of_two_who_come_to_a_half_open_breaker_one_is_the_probe(Stage stage) {
        var breaker =
                CircuitBreaker.builder().consecutiveFailures(1).openFor(MILLI).probes(1).build();
        breaker.open();
        var probes = new int[1];
        Channel<Integer> gate = Channel.rendezvous();
        stage.thread(() -> {
            Stage.pause(1);
            gate.close();
        });
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                gate.receiveOrNull();
                if (breaker.tryAcquire().isPresent()) { // and never reports
                    probes[0]++;
                }
            });
        }
        stage.afterwards(() -> require(probes[0] == 1, "probes", probes[0]));
    }

    static void a_probe_that_is_interrupted_leaves_its_place_to_another(Stage stage) {
        var breaker =
                CircuitBreaker.builder().consecutiveFailures(1).openFor(MILLI).probes(1).build();
        breaker.open();
        Channel<Integer> never = Channel.never();
        int probing =
                stage.impatient(() -> {
                    Stage.pause(1);
                    breaker.call(() -> never.receive());
                });
        stage.thread(() -> stage.interrupt(probing));
        stage.afterwards(() ->
                require(
                        breaker.state() == State.OPEN || breaker.tryAcquire().isPresent(),
                        "a probe was lost",
                        breaker.stats()));
    }

    // ---- hedges

    static void a_hedge_returns_what_came_first_and_leaves_nobody_behind(Stage stage) {
        var hedge = Hedge.after(MILLI);
        var attempts = new int[1];
        var results = new int[1];
        int caller =
                stage.impatient(() ->
                        results[0] =
                                hedge.call(() -> {
                                    int mine = ++attempts[0];
                                    Stage.pause(1);
                                    return mine;
                                }));
        stage.thread(() -> stage.interrupt(caller));
        stage.afterwards(() -> {
            require(hedge.stats().running() == 0, hedge.stats());
            require(results[0] <= attempts[0], results[0], attempts[0]);
        });
    }

    /// The first attempt would wait for ever, but for its cancellation.
    static void the_attempt_of_a_hedge_that_lost_is_cancelled(Stage stage) {
        var hedge = Hedge.after(MILLI);
        Channel<Integer> never = Channel.never();
        var attempts = new int[1];
        stage.thread(() -> {
            int result = hedge.call(() -> ++attempts[0] == 1 ? never.receive() : 2);
            require(result == 2, result);
        });
        stage.afterwards(() -> require(hedge.stats().running() == 0, hedge.stats()));
    }

    static void a_failure_of_one_attempt_against_the_other(Stage stage) {
        var hedge = Hedge.after(MILLI);
        var attempts = new int[1];
        stage.thread(() -> {
            int result =
                    hedge.call(() -> {
                        if (++attempts[0] == 1) {
                            Stage.pause(1);
                            throw new Cause("the first");
                        }
                        return 2;
                    });
            require(result == 2, result);
        });
        stage.afterwards(() -> require(hedge.stats().running() == 0, hedge.stats()));
    }
}
