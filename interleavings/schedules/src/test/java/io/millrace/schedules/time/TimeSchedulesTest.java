package io.millrace.schedules.time;

import io.millrace.channel.Channel;
import io.millrace.schedules.weave.InWorld;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Stop, reset, close, time-outs and interrupts at every moment: each fire is taken once or taken
/// back, nobody is forgotten, and no deadline is left that nobody needs.
@InWorld
class TimeSchedulesTest {

    @Test
    void a_fire_is_taken_by_one_or_taken_back() {
        TimedRun.explore(
                "timer",
                () ->
                        new TimedRun() {
                            private int armed = 1;
                            private Timer timer = Timer.stopped();

                            @Override
                            List<Runnable> threads() {
                                timer = Timer.after(millis(2));
                                return List.of(
                                        thread(() -> {
                                            timer.await();
                                            took(1);
                                        }),
                                        thread(() -> {
                                            var select =
                                                    Select.of(
                                                            timer.onFire(() -> 1),
                                                            Select.after(millis(2), () -> 0));
                                            took(select.await());
                                        }),
                                        thread(() -> {
                                            back(timer.reset(millis(1)));
                                            armed++;
                                            back(timer.stop());
                                            back(timer.reset(millis(3)));
                                            armed++;
                                        }));
                            }

                            @Override
                            void judge() {
                                int pending = timer.isPending() ? 1 : 0;
                                check(
                                        armed == taken + takenBack + pending,
                                        "a fire was lost or doubled");
                                check(
                                        blocked == 0 || pending == 0,
                                        "a fire and one who waits for it");
                                check(deadlines == 0, "a deadline that nobody needs");
                            }
                        });
    }

    @Test
    void waits_that_are_given_up_leave_nothing_and_lose_nothing() {
        TimedRun.explore(
                "given up",
                () ->
                        new TimedRun() {
                            private Timer timer = Timer.stopped();

                            @Override
                            List<Runnable> threads() {
                                timer = Timer.after(millis(1));
                                Channel<Integer> channel = Channel.rendezvous();
                                Select<Integer> select =
                                        Select.of(timer.onFire(() -> 1), channel.onReceive(v -> v));
                                var selecting = new Thread[1];
                                return List.of(
                                        thread(() -> {
                                            selecting[0] = Thread.currentThread();
                                            took(select.await());
                                        }),
                                        thread(() -> took(timer.tryAwait(millis(1)) ? 1 : 0)),
                                        thread(() -> {
                                            if (selecting[0] != null) {
                                                selecting[0].interrupt();
                                            }
                                            channel.trySend(0);
                                        }));
                            }

                            @Override
                            void judge() {
                                int pending = timer.isPending() ? 1 : 0;
                                check(taken + pending == 1, "a fire was lost or doubled");
                                check(
                                        blocked == 0 || pending == 0,
                                        "a fire and one who waits for it");
                                check(deadlines == 0, "a deadline that nobody needs");
                            }
                        });
    }

    @Test
    void a_call_runs_once_or_is_taken_back() {
        TimedRun.explore(
                "call",
                () ->
                        new TimedRun() {
                            private int armed = 1;
                            private int runs;

                            @Override
                            List<Runnable> threads() {
                                var call = new TimedCall[1];
                                return List.of(
                                        thread(() -> {
                                            call[0] =
                                                    Timer.call(
                                                            millis(2), Runnable::run, () -> runs++);
                                            back(call[0].reset(millis(1)));
                                            armed++;
                                        }),
                                        thread(() -> {
                                            if (call[0] != null) {
                                                back(call[0].stop());
                                                back(call[0].reset(millis(1)));
                                                armed++;
                                            }
                                        }));
                            }

                            @Override
                            void judge() {
                                check(armed == runs + takenBack, "a call was lost or doubled");
                                check(deadlines == 0 && blocked == 0, "something is left");
                            }
                        });
    }

    @Test
    void a_ticker_gives_each_tick_to_one_and_a_close_tells_all() {
        for (MissedTicks policy : MissedTicks.values()) {
            TimedRun.explore("ticker " + policy, () -> new TickerRun(policy));
        }
    }

    private static final class TickerRun extends TimedRun {
        private final MissedTicks policy;
        private final List<Long> numbers = new ArrayList<>();
        private Ticker ticker = Ticker.every(millis(1));

        TickerRun(MissedTicks policy) {
            this.policy = policy;
        }

        private void note(Long number) {
            numbers.add(number);
        }

        @Override
        List<Runnable> threads() {
            ticker = Ticker.builder(millis(1)).missed(policy).start();
            return List.of(
                    thread(() -> {
                        while (ticker.awaitOrNull() instanceof Tick tick) {
                            note(tick.number());
                        }
                    }),
                    thread(() -> {
                        var select =
                                Select.of(
                                        ticker.onTick(Tick::number),
                                        Select.after(millis(5), () -> 0L));
                        while (select.awaitOrNull() instanceof Long number && number > 0) {
                            note(number);
                        }
                    }),
                    thread(() -> {
                        ticker.reset(millis(2));
                        Timer.after(millis(3)).await();
                        ticker.close();
                    }));
        }

        @Override
        void judge() {
            check(blocked == 0, "somebody did not hear of the close");
            check(deadlines == 0, "a deadline that nobody needs");
            check(numbers.size() == ticker.stats().taken(), "a tick was lost");
            check(
                    numbers.stream().distinct().count() == numbers.size(),
                    "a tick was taken twice: " + numbers);
        }
    }

    @Test
    void a_debounce_loses_no_last_value() {
        TimedRun.explore(
                "debounce",
                () ->
                        new ShaperRun(() ->
                                Debounce.<String>builder(TimedRun.millis(1))
                                        .longest(TimedRun.millis(2))
                                        .build()));
    }

    @Test
    void a_throttle_loses_no_last_value() {
        TimedRun.explore(
                "throttle",
                () ->
                        new ShaperRun(() ->
                                Throttle.<String>builder(TimedRun.millis(1))
                                        .edge(Edge.BOTH)
                                        .build()));
    }

    private static final class ShaperRun extends TimedRun {
        private final Supplier<Shaper<String>> maker;
        private final List<String> values = new ArrayList<>();
        private Shaper<String> shaper = Debounce.of(millis(1));

        ShaperRun(Supplier<Shaper<String>> maker) {
            this.maker = maker;
        }

        @Override
        List<Runnable> threads() {
            shaper = maker.get();
            return List.of(
                    thread(() -> {
                        while (shaper.awaitOrNull() instanceof String value) {
                            values.add(value);
                        }
                    }),
                    thread(() -> {
                        var select =
                                Select.of(
                                        shaper.onValue(value -> value),
                                        Select.after(millis(1), () -> "late"));
                        if (select.awaitOrNull() instanceof String value && !value.equals("late")) {
                            values.add(value);
                        }
                    }),
                    thread(() -> {
                        shaper.accept("a");
                        shaper.flush();
                        shaper.accept("b");
                        Timer.after(millis(2)).await();
                        shaper.accept("c");
                        shaper.close();
                    }));
        }

        @Override
        void judge() {
            var stats = shaper.stats();
            check(blocked == 0, "somebody did not hear of the close");
            check(deadlines == 0, "a deadline that nobody needs");
            check(stats.taken() == values.size(), "a value was lost");
            check(stats.accepted() == stats.taken() + stats.dropped(), "S1: " + stats);
            check(values.contains("c"), "the last value was lost: " + values);
        }
    }
}
