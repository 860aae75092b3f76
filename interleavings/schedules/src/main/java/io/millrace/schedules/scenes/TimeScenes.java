package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.select.Select;
import io.millrace.time.Debounce;
import io.millrace.time.Edge;
import io.millrace.time.MissedTicks;
import io.millrace.time.Shaper;
import io.millrace.time.Throttle;
import io.millrace.time.Tick;
import io.millrace.time.Ticker;
import io.millrace.time.TimedCall;
import io.millrace.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Stop, reset, close, time-outs and interrupts at every moment: each fire is taken once or taken
/// back, nobody is forgotten, and no deadline is left that nobody needs (S2).
final class TimeScenes {

    private TimeScenes() {}

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    /// What became of the fires of a timer.
    private static final class Fires {
        private int armed = 1;
        private int taken;
        private int takenBack;

        /// Counts; a method, since `taken += wait()` would read before it waits.
        void took(int fires) {
            taken += fires;
        }

        void armed(boolean wasTakenBack) {
            back(wasTakenBack);
            armed++;
        }

        void back(boolean wasTakenBack) {
            takenBack += wasTakenBack ? 1 : 0;
        }

        void requireBalance(Timer timer, Stage stage) {
            int pending = timer.isPending() ? 1 : 0;
            require(
                    armed == taken + takenBack + pending,
                    "a fire was lost or doubled: armed, taken, taken back, pending",
                    armed,
                    taken,
                    takenBack,
                    pending);
            require(stage.left() == 0 || pending == 0, "a fire, and one who waits for it");
        }
    }

    // ---- timers

    static void a_fire_is_taken_by_one_or_taken_back(Stage stage) {
        var fires = new Fires();
        Timer timer = Timer.after(millis(2));
        stage.someMayStay();
        stage.thread(() -> {
            timer.await();
            fires.took(1);
        });
        stage.thread(() ->
                fires.took(
                        Select.of(timer.onFire(() -> 1), Select.after(millis(2), () -> 0))
                                .await()));
        stage.thread(() -> {
            fires.armed(timer.reset(millis(1)));
            fires.back(timer.stop());
            fires.armed(timer.reset(millis(3)));
        });
        stage.afterwards(() -> fires.requireBalance(timer, stage));
    }

    static void waits_for_a_fire_that_are_given_up_lose_nothing(Stage stage) {
        var fires = new Fires();
        Timer timer = Timer.after(millis(1));
        Channel<Integer> channel = Channel.rendezvous();
        int selecting =
                stage.impatient(() ->
                        fires.took(
                                Select.of(timer.onFire(() -> 1), channel.onReceive(value -> value))
                                        .await()));
        stage.thread(() -> fires.took(timer.tryAwait(millis(1)) ? 1 : 0));
        stage.thread(() -> {
            stage.interrupt(selecting);
            channel.trySend(0);
        });
        stage.someMayStay();
        stage.afterwards(() -> fires.requireBalance(timer, stage));
    }

    static void who_waits_is_woken_when_a_timer_is_moved_ahead(Stage stage) {
        Timer timer = Timer.after(Duration.ofHours(1));
        long start = stage.now();
        var woken = new long[1];
        stage.thread(() -> {
            timer.await();
            woken[0] = stage.now() - start;
        });
        stage.thread(() -> timer.reset(millis(1)));
        stage.afterwards(() -> {
            require(woken[0] >= millis(1).toNanos(), "too early", woken[0]);
            require(stage.mayBeLate() || woken[0] == millis(1).toNanos(), "too late", woken[0]);
        });
    }

    static void a_timed_call_runs_once_or_is_taken_back(Stage stage) {
        var fires = new Fires();
        var call = new TimedCall[1];
        stage.thread(() -> {
            call[0] = Timer.call(millis(2), Runnable::run, () -> fires.took(1));
            fires.armed(call[0].reset(millis(1)));
        });
        stage.thread(() -> {
            if (call[0] != null) {
                fires.back(call[0].stop());
                fires.armed(call[0].reset(millis(1)));
            }
        });
        stage.afterwards(() ->
                require(
                        fires.armed == fires.taken + fires.takenBack,
                        "a call was lost or doubled",
                        fires.armed,
                        fires.taken,
                        fires.takenBack));
    }

    // ---- tickers

    static void a_ticker_that_skips_gives_each_tick_to_one(Stage stage) {
        tick(stage, MissedTicks.SKIP);
    }

    static void a_ticker_that_catches_up_gives_each_tick_to_one(Stage stage) {
        tick(stage, MissedTicks.BURST);
    }

    static void a_ticker_that_delays_gives_each_tick_to_one(Stage stage) {
        tick(stage, MissedTicks.DELAY);
    }

    private static void tick(Stage stage, MissedTicks policy) {
        List<Long> numbers = new ArrayList<>();
        Ticker ticker = Ticker.builder(millis(1)).missed(policy).start();
        stage.thread(() -> {
            while (ticker.awaitOrNull() instanceof Tick tick) {
                numbers.add(tick.number());
            }
        });
        stage.thread(() -> {
            var select = Select.of(ticker.onTick(Tick::number), Select.after(millis(5), () -> 0L));
            while (select.awaitOrNull() instanceof Long number && number > 0) {
                numbers.add(number);
            }
        });
        stage.thread(() -> {
            ticker.reset(millis(2));
            Timer.after(millis(3)).await();
            ticker.close();
        });
        stage.afterwards(() -> {
            require(numbers.size() == ticker.stats().taken(), "a tick was lost", numbers);
            require(numbers.stream().distinct().count() == numbers.size(), "twice", numbers);
        });
    }

    static void a_wait_for_a_tick_that_is_interrupted_loses_none(Stage stage) {
        Ticker ticker = Ticker.every(millis(1));
        var taken = new int[1];
        int waiting =
                stage.impatient(() -> {
                    ticker.await();
                    taken[0]++;
                });
        stage.thread(() -> {
            ticker.await();
            taken[0]++;
        });
        stage.thread(() -> stage.interrupt(waiting));
        stage.afterwards(() -> {
            require(ticker.stats().taken() == taken[0], ticker.stats(), taken[0]);
            require(ticker.stats().waiting() == 0, ticker.stats());
            ticker.close();
        });
    }

    // ---- shapers

    static void a_debounce_loses_no_last_value(Stage stage) {
        shape(stage, Debounce.<String>builder(millis(1)).longest(millis(2)).build());
    }

    static void a_throttle_loses_no_last_value(Stage stage) {
        shape(stage, Throttle.<String>builder(millis(1)).edge(Edge.BOTH).build());
    }

    private static void shape(Stage stage, Shaper<String> shaper) {
        List<String> values = new ArrayList<>();
        stage.thread(() -> {
            while (shaper.awaitOrNull() instanceof String value) {
                values.add(value);
            }
        });
        stage.thread(() -> {
            var select =
                    Select.of(
                            shaper.onValue(value -> value), Select.after(millis(1), () -> "late"));
            if (select.awaitOrNull() instanceof String value && !value.equals("late")) {
                values.add(value);
            }
        });
        stage.thread(() -> {
            shaper.accept("a");
            shaper.flush();
            shaper.accept("b");
            Timer.after(millis(2)).await();
            shaper.accept("c");
            shaper.close();
        });
        stage.afterwards(() -> {
            var stats = shaper.stats();
            require(stats.taken() == values.size(), "a value was lost", stats, values);
            require(stats.accepted() == stats.taken() + stats.dropped(), stats);
            require(values.contains("c"), "the last value was lost", values);
        });
    }
}
