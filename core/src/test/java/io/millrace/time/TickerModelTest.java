package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tickers beside a model that goes through time second by second.
class TickerModelTest {

    /// A ticker that ticks into a queue.
    private static final class Model {
        final MissedTicks policy;
        final ArrayDeque<List<Integer>> waiting = new ArrayDeque<>(); // number, when
        int period;
        int now;
        int next; // when the next tick is due; none while DELAY waits for one to be taken
        int number;

        Model(MissedTicks policy, int initial, int period) {
            this.policy = policy;
            this.period = period;
            next = initial;
            tick();
        }

        void second() {
            now++;
            tick();
        }

        void tick() {
            if (now != next) {
                return;
            }
            if (policy == MissedTicks.SKIP) {
                waiting.clear();
            }
            waiting.add(List.of(++number, now));
            next = policy == MissedTicks.DELAY ? -1 : now + period;
        }

        String take() {
            List<Integer> tick = waiting.poll();
            if (tick == null) {
                return "none";
            }
            if (policy == MissedTicks.DELAY) {
                next = now + period;
            }
            return "tick " + tick.get(0) + " late " + (now - tick.get(1));
        }

        void reset(int period) {
            this.period = period;
            number -= policy == MissedTicks.SKIP ? 0 : waiting.size();
            waiting.clear();
            next = now + period;
        }
    }

    @Test
    void a_ticker_does_as_its_model() {
        var random = new Random(9);
        try (var time = new OwnTime()) {
            for (int run = 0; run < 3_000; run++) {
                MissedTicks policy = MissedTicks.values()[random.nextInt(3)];
                int initial = random.nextInt(8);
                int period = 1 + random.nextInt(5);
                var done =
                        new ArrayList<>(
                                List.of(policy + " initial " + initial + " period " + period));
                var model = new Model(policy, initial, period);
                try (var ticker =
                        Ticker.builder(seconds(period))
                                .initialDelay(seconds(initial))
                                .missed(policy)
                                .start()) {
                    for (int step = 0; step < 60; step++) {
                        switch (random.nextInt(8)) {
                            case 0, 1, 2 -> {
                                int passed = 1 + random.nextInt(9);
                                done.add("advance " + passed);
                                time.advance(passed);
                                for (int i = 0; i < passed; i++) {
                                    model.second();
                                }
                            }
                            case 3 -> {
                                if (policy != MissedTicks.SKIP) { // whose numbers may jump
                                    int other = 1 + random.nextInt(5);
                                    done.add("reset " + other);
                                    ticker.reset(seconds(other));
                                    model.reset(other);
                                }
                            }
                            default -> {
                                done.add("take");
                                assertEquals(model.take(), take(ticker), done::toString);
                            }
                        }
                    }
                }
            }
        }
    }

    private static String take(Ticker ticker) {
        return ticker.tryAwait()
                .map(tick -> "tick " + tick.number() + " late " + tick.late().toSeconds())
                .orElse("none");
    }
}
