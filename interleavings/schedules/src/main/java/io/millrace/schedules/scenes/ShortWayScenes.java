package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.guard.Bulkhead;
import io.millrace.guard.Bulkhead.Permit;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.CircuitBreaker.Change;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.KeyedRateLimiter;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.RateLimiterStats;
import io.millrace.guard.Reservation;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Those who take permits and places without the lock meet those who wait, reserve, change the
/// limiter, or look at it: nobody is passed, nothing is taken twice, nobody is refused what is
/// there, and every figure is right in the end.
final class ShortWayScenes {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1); // longer than any run

    private ShortWayScenes() {}

    // ---- limiters

    /// One permit is there, and two are waited for.
    static void a_newcomer_does_not_pass_who_waits_for_permits(Stage stage) {
        var limiter = RateLimiter.of(Rate.every(MILLI), 2);
        require(limiter.tryAcquire(), "a full bucket refuses");
        stage.thread(() -> limiter.acquire(2));
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                boolean waits = limiter.stats().waiting() == 1;
                boolean granted = limiter.tryAcquire();
                require(
                        !waits || !granted || limiter.stats().granted() >= 4,
                        "passed who waits",
                        limiter.stats());
            });
        }
        stage.afterwards(() -> require(limiter.stats().granted() >= 3, limiter.stats()));
    }

    /// One permit is there, and two are reserved, until somebody thinks better of it.
    static void a_newcomer_does_not_pass_a_reservation(Stage stage) {
        var limiter = RateLimiter.of(Rate.every(HOUR), 2);
        require(limiter.tryAcquire(), "a full bucket refuses");
        var cancelled = new boolean[1];
        stage.thread(() -> {
            Optional<Reservation> reservation = limiter.tryReserve(2, HOUR);
            limiter.tryAcquire();
            if (reservation.isPresent()) {
                cancelled[0] = true;
                reservation.get().cancel();
            }
        });
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                boolean reserved = limiter.stats().reserved() == 2;
                boolean granted = limiter.tryAcquire();
                require(!reserved || !granted || cancelled[0], "passed a reservation");
            });
        }
        stage.afterwards(() -> {
            RateLimiterStats stats = limiter.stats();
            require(stats.granted() <= 2 && stats.reserved() == 0, stats);
            require(stats.granted() + stats.available() == 2, stats);
        });
    }

    /// One permit is there, and no other comes; the first in line wants two.
    static void who_stands_behind_one_that_gives_up_is_served(Stage stage) {
        var limiter = RateLimiter.of(Rate.zero(), 2);
        require(limiter.tryAcquire(), "a full bucket refuses");
        int first = stage.impatient(() -> limiter.acquire(2));
        stage.thread(() -> limiter.acquire(1));
        stage.thread(() -> stage.interrupt(first));
        stage.afterwards(() -> require(limiter.stats().granted() == 2, limiter.stats()));
    }

    static void every_permit_is_accounted_for_on_both_ways(Stage stage) {
        long start = stage.now();
        var limiter = RateLimiter.of(Rate.every(MILLI), 3);
        var taken = new long[1]; // one thread runs at a time
        var refused = new long[1];
        int impatient =
                stage.impatient(() -> {
                    limiter.acquire(2);
                    taken[0] += 2;
                });
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                for (int k = 0; k < 2; k++) {
                    if (limiter.tryAcquire()) {
                        taken[0]++;
                    } else {
                        refused[0]++;
                    }
                }
                Stage.pause(1);
                if (limiter.tryAcquire()) {
                    taken[0]++;
                } else {
                    refused[0]++;
                }
            });
        }
        stage.thread(() -> {
            Reservation reservation = limiter.reserve(2);
            stage.interrupt(impatient);
            boolean cancelled = reservation.cancel();
            taken[0] += cancelled ? 0 : 2;
        });
        stage.afterwards(() -> {
            RateLimiterStats stats = limiter.stats();
            require(stats.waiting() == 0 && stats.reserved() == 0, stats);
            require(stats.granted() == taken[0], stats, taken[0]);
            require(stats.refused() - refused[0] <= 1, stats, refused[0]); // who was interrupted
            require(stats.refused() >= refused[0], stats, refused[0]);
            require(stats.granted() <= 3 + (stage.now() - start) / MILLI.toNanos(), stats);
        });
    }

    /// Others look, reserve and change their mind, and change the rate to what it is.
    static void nobody_is_refused_what_is_there(Stage stage) {
        var limiter = RateLimiter.of(Rate.every(MILLI), 3);
        require(limiter.tryAcquire(), "a full bucket refuses");
        stage.thread(() -> {
            require(limiter.tryAcquire(), "refused a permit that was there", limiter.stats());
            Stage.pause(2);
            require(limiter.tryAcquire(), "refused a permit that came back", limiter.stats());
        });
        stage.thread(() -> {
            limiter.setRate(Rate.every(MILLI.dividedBy(2)));
            limiter.stats();
        });
        stage.thread(() -> {
            Stage.pause(1);
            limiter.reserve(1).cancel();
            limiter.setRate(Rate.every(MILLI));
        });
        stage.afterwards(() -> {
            long granted = limiter.stats().granted();
            require(granted == 3 || granted == 4, limiter.stats()); // 4: cancelled too late
        });
    }

    /// It has had the time to become fuller than it may be.
    static void a_burst_that_was_changed_holds_on_both_ways(Stage stage) {
        var limiter = RateLimiter.of(Rate.every(MILLI), 3);
        stage.thread(() -> {
            limiter.setBurst(1);
            Stage.pause(5);
            long before = stage.now();
            boolean first = limiter.tryAcquire();
            boolean second = limiter.tryAcquire();
            require(first, "refused by a full bucket", limiter.stats());
            require(!second || stage.now() - before >= MILLI.toNanos(), limiter.stats());
        });
        stage.thread(() -> {
            Stage.pause(3);
            limiter.stats();
        });
    }

    static void windows_grant_as_many_as_they_have(Stage stage) {
        long start = stage.now();
        var fixed = RateLimiter.fixedWindow(Rate.of(2, MILLI));
        var sliding = RateLimiter.slidingWindow(Rate.of(2, MILLI));
        for (int i = 0; i < 3; i++) {
            stage.thread(() -> {
                fixed.tryAcquire();
                sliding.tryAcquire();
                Stage.pause(1);
                fixed.tryAcquire();
                sliding.tryAcquire();
            });
        }
        stage.afterwards(() -> {
            for (var limiter : List.of(fixed, sliding)) {
                RateLimiterStats stats = limiter.stats();
                long windows = (stage.now() - start) / MILLI.toNanos() + 1;
                require(stats.granted() >= 3 && stats.granted() <= 2 * windows, stats);
                require(stats.granted() + stats.refused() == 6, stats);
            }
        });
    }

    static void all_limiters_or_none_beside_those_who_take_from_one(Stage stage) {
        var a = RateLimiter.of(Rate.zero(), 1);
        var b = RateLimiter.of(Rate.zero(), 1);
        var granted = new boolean[3];
        stage.thread(() -> granted[0] = RateLimiter.allOf(a, b).tryAcquire());
        stage.thread(() -> granted[1] = a.tryAcquire());
        stage.thread(() -> granted[2] = b.tryAcquire());
        stage.afterwards(() -> {
            require(granted[0] != granted[1] || !granted[0], "a was granted twice");
            require(granted[0] != granted[2] || !granted[0], "b was granted twice");
            require(granted[0] || granted[1] || granted[2], "refused for nothing");
            require(a.stats().granted() + a.stats().available() == 1, a.stats());
            require(b.stats().granted() + b.stats().available() == 1, b.stats());
        });
    }

    static void selects_and_others_share_the_permits(Stage stage) {
        var limiter = RateLimiter.of(Rate.zero(), 2);
        var taken = new int[1];
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                var select =
                        Select.<Integer>of(limiter.onPermit(() -> 1), Select.after(MILLI, () -> 0));
                int chosen = select.await();
                taken[0] += chosen;
            });
        }
        stage.thread(() -> {
            boolean mine = limiter.tryAcquire();
            taken[0] += mine ? 1 : 0;
        });
        stage.afterwards(() -> {
            require(taken[0] == 2, taken[0], limiter.stats());
            require(limiter.stats().granted() == 2, limiter.stats());
        });
    }

    static void a_key_that_is_forgotten_has_its_permits_once(Stage stage) {
        var limiters = KeyedRateLimiter.<String>of(Rate.zero(), 1);
        var granted = new int[1];
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                boolean mine = limiters.tryAcquire("key");
                granted[0] += mine ? 1 : 0;
            });
        }
        stage.thread(limiters::forgetIdle);
        stage.afterwards(() -> require(granted[0] == 1, "granted", granted[0]));
    }

    // ---- bulkheads

    static void a_newcomer_does_not_pass_who_waits_for_a_place(Stage stage) {
        var bulkhead = Bulkhead.builder(1).queue(1).build();
        Permit held = bulkhead.tryAcquire().orElseThrow();
        stage.thread(() -> bulkhead.call(() -> 2));
        stage.thread(() -> {
            boolean waits = bulkhead.stats().waiting() == 1;
            Optional<Permit> mine = bulkhead.tryAcquire();
            require(
                    !waits || mine.isEmpty() || bulkhead.stats().entered() >= 3,
                    "passed who waits",
                    bulkhead.stats());
            mine.ifPresent(Permit::close);
        });
        stage.thread(held::close);
        stage.afterwards(() -> {
            var stats = bulkhead.stats();
            require(stats.running() == 0 && stats.waiting() == 0, stats);
            require(stats.entered() + stats.rejected() == 3, stats);
        });
    }

    static void places_come_and_go_while_they_are_taken(Stage stage) {
        var bulkhead = Bulkhead.builder(1).queue(1).maxWait(MILLI).build();
        var inside = new int[1];
        var called = new int[1];
        for (int i = 0; i < 3; i++) {
            stage.thread(() -> {
                Optional<Permit> mine = bulkhead.tryAcquire();
                if (mine.isPresent()) {
                    called[0]++;
                    require(++inside[0] <= 2, "too many inside", inside[0]);
                    bulkhead.stats(); // a chance for the others
                    inside[0]--;
                    mine.get().close();
                    mine.get().close();
                }
            });
        }
        stage.thread(() -> {
            bulkhead.setPlaces(2);
            bulkhead.setPlaces(1);
        });
        stage.afterwards(() -> {
            var stats = bulkhead.stats();
            require(stats.running() == 0 && stats.waiting() == 0, stats);
            require(stats.entered() == called[0], stats, called[0]);
            require(stats.entered() + stats.rejected() == 3, stats);
            Permit only = bulkhead.tryAcquire().orElseThrow();
            require(bulkhead.tryAcquire().isEmpty(), "one place, and two are in it");
            only.close();
        });
    }

    // ---- breakers

    static void changes_by_hand_are_told_as_a_chain(Stage stage) {
        var changes = new ArrayList<Change>();
        var telling = new int[1];
        var most = new int[1]; // what a listener throws nobody hears of here
        var breaker =
                CircuitBreaker.builder()
                        .onChange(change -> {
                            most[0] = Math.max(most[0], ++telling[0]);
                            changes.add(change);
                            change.breaker().stats(); // a chance for the others
                            telling[0]--;
                        })
                        .build();
        stage.thread(breaker::open);
        stage.thread(breaker::isolate);
        stage.thread(breaker::close);
        stage.afterwards(() -> {
            State last = State.CLOSED;
            for (Change change : changes) {
                require(change.from() == last, changes);
                last = change.to();
            }
            require(last == breaker.state(), changes, breaker.state());
            require(most[0] <= 1, "told by two at once");
        });
    }
}
