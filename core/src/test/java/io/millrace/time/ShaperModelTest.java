package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Debounce and throttle beside models that go through time second by second, while the real ones
/// compute afterwards what has happened.
class ShaperModelTest {
    private static final int RUNS = 3_000;
    private static final int STEPS = 60;

    /// What a shaper is to do, in whole seconds.
    private abstract static class Model {
        int now;
        Integer held;
        Integer ready;
        int accepted;
        int taken;

        abstract void accept(int value);

        abstract void second();

        abstract void flushed();

        abstract void cancelled();

        abstract void took();

        Integer take() {
            Integer value = ready;
            ready = null;
            if (value != null) {
                taken++;
                took();
            }
            return value;
        }

        boolean flush() {
            boolean any = held != null;
            release();
            flushed();
            return any;
        }

        boolean cancel() {
            boolean any = held != null || ready != null;
            held = null;
            ready = null;
            cancelled();
            return any;
        }

        void release() {
            if (held != null) {
                ready = held;
                held = null;
            }
        }
    }

    private static final class DebounceModel extends Model {
        final Edge edge;
        final int quiet;
        final int longest;
        Integer last; // when the last value of the burst came; null outside a burst
        int cut;

        DebounceModel(Edge edge, int quiet, int longest) {
            this.edge = edge;
            this.quiet = quiet;
            this.longest = longest;
        }

        @Override
        void accept(int value) {
            if (last == null) {
                cut = now + longest;
                if (edge == Edge.TRAILING) {
                    held = value;
                } else {
                    ready = value;
                }
            } else if (edge != Edge.LEADING) {
                held = value;
            }
            last = now;
        }

        @Override
        void second() {
            now++;
            if (last == null) {
                return;
            }
            if (now - last == quiet) {
                release();
                last = null;
            } else if (now == cut) {
                release();
                cut = now + longest;
            }
        }

        @Override
        void flushed() {
            last = null;
        }

        @Override
        void cancelled() {
            last = null;
        }

        @Override
        void took() {}
    }

    private static final class ThrottleModel extends Model {
        final Edge edge;
        final int period;
        int shut; // for so many more seconds

        ThrottleModel(Edge edge, int period) {
            this.edge = edge;
            this.period = period;
        }

        @Override
        void accept(int value) {
            if (shut == 0 && edge == Edge.TRAILING && ready == null) {
                shut = period;
            }
            if (shut == 0) {
                ready = value;
            } else if (edge != Edge.LEADING) {
                held = value;
            }
        }

        @Override
        void second() {
            now++;
            if (shut > 0 && --shut == 0) {
                release();
            }
        }

        @Override
        void flushed() {}

        @Override
        void cancelled() {}

        @Override
        void took() {
            shut = period;
        }
    }

    @Test
    void a_debounce_does_as_its_model() {
        var random = new Random(7);
        try (var time = new OwnTime()) {
            for (int run = 0; run < RUNS; run++) {
                Edge edge = Edge.values()[random.nextInt(3)];
                int quiet = 1 + random.nextInt(5);
                boolean cuts = edge != Edge.LEADING && random.nextBoolean();
                int longest = cuts ? quiet + random.nextInt(8) : 1_000_000;
                var builder = Debounce.<Integer>builder(seconds(quiet)).edge(edge);
                if (cuts) {
                    builder.longest(seconds(longest));
                }
                String setting = edge + " quiet " + quiet + " longest " + longest;
                compare(
                        time,
                        random,
                        builder.build(),
                        new DebounceModel(edge, quiet, longest),
                        setting);
            }
        }
    }

    @Test
    void a_throttle_does_as_its_model() {
        var random = new Random(8);
        try (var time = new OwnTime()) {
            for (int run = 0; run < RUNS; run++) {
                Edge edge = Edge.values()[random.nextInt(3)];
                int period = 1 + random.nextInt(6);
                var builder = Throttle.<Integer>builder(seconds(period)).edge(edge);
                compare(
                        time,
                        random,
                        builder.build(),
                        new ThrottleModel(edge, period),
                        edge + " period " + period);
            }
        }
    }

    private static void compare(
            OwnTime time, Random random, Shaper<Integer> shaper, Model model, String setting) {
        List<String> done = new ArrayList<>(List.of(setting));
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    done.add("accept " + step);
                    shaper.accept(step);
                    model.accept(step);
                    model.accepted++;
                }
                case 4, 5, 6 -> {
                    int passed = 1 + random.nextInt(7);
                    done.add("advance " + passed);
                    time.advance(passed);
                    for (int i = 0; i < passed; i++) {
                        model.second();
                    }
                }
                case 7, 8 -> {
                    done.add("take");
                    assertEquals(model.take(), shaper.tryAwait().orElse(null), done::toString);
                }
                default -> {
                    boolean flushes = random.nextInt(3) > 0;
                    done.add(flushes ? "flush" : "cancel");
                    assertEquals(
                            flushes ? model.flush() : model.cancel(),
                            flushes ? shaper.flush() : shaper.cancel(),
                            done::toString);
                }
            }
            ShaperStats stats = shaper.stats();
            assertEquals(model.accepted, stats.accepted(), done::toString);
            assertEquals(model.taken, stats.taken(), done::toString);
            assertEquals(
                    stats.accepted(), stats.taken() + stats.dropped() + stats.held(), "S1" + done);
        }
        shaper.close();
        model.release();
        Integer last = model.take();
        assertEquals(last, last == null ? null : shaper.tryAwait().orElse(null), done::toString);
        assertEquals(0, shaper.stats().held(), done::toString);
    }
}
