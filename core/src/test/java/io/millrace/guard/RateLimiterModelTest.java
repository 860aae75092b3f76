package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.guard.RateLine.Answer;
import io.millrace.waiting.Door;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random histories of all operations, in a time of their own, side by side with a model in
/// fractions of arbitrary precision. A failure names its seed.
class RateLimiterModelTest {
    private static final int HISTORIES = 40_000; // of each kind
    private static final int STEPS = 25;

    private enum Kind {
        BUCKET,
        CHANGING_BUCKET,
        FIXED,
        SLIDING
    }

    private record Waiting(Waiter waiter, PermitModel.Place place) {}

    private record Booked(Booking booking, PermitModel.Place place) {}

    /// One history.
    private static final class History {
        private final SplittableRandom random;
        private final StillHost host;
        private final Kind kind;
        private final RateLine line;
        private final PermitModel model;
        private final List<Waiting> waiting = new ArrayList<>();
        private final List<Booked> booked = new ArrayList<>();
        private final StringBuilder log = new StringBuilder();

        History(StillHost host, Kind kind, long seed) {
            this.random = new SplittableRandom(seed);
            this.host = host;
            this.kind = kind;
            Rate rate = rate();
            long now = Door.now();
            long burst = random.nextLong(1, 6);
            long initial = random.nextLong(burst + 1);
            log.append(rate).append(" burst ").append(burst).append(" initial ").append(initial);
            line =
                    new RateLine(
                            this,
                            switch (kind) {
                                case BUCKET, CHANGING_BUCKET ->
                                        new TokenBucket(now, rate, burst, initial);
                                case FIXED -> new FixedWindow(now, rate);
                                case SLIDING -> new SlidingWindow(now, rate);
                            });
            model =
                    new PermitModel(
                            switch (kind) {
                                case BUCKET, CHANGING_BUCKET ->
                                        new PermitModel.Bucket(now, rate, burst, initial);
                                case FIXED -> new PermitModel.Window(false, now, rate);
                                case SLIDING -> new PermitModel.Window(true, now, rate);
                            },
                            now);
        }

        private Rate rate() {
            return kind == Kind.CHANGING_BUCKET && random.nextInt(8) == 0
                    ? random.nextBoolean() ? Rate.zero() : Rate.infinite()
                    : Rate.of(random.nextLong(1, 6), Duration.ofNanos(random.nextLong(1, 30)));
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
        }

        private void step() {
            long permits = random.nextLong(1, 5);
            switch (random.nextInt(kind == Kind.CHANGING_BUCKET ? 9 : 7)) {
                case 0, 1 -> {
                    long time = random.nextLong(20);
                    log.append("\npass ").append(time);
                    host.advance(time);
                    model.to(Door.now());
                    line.stats("x"); // as the alarm would
                }
                case 2 -> {
                    boolean alone = waiting.isEmpty(); // or nobody sees to those whose time comes
                    for (int i = random.nextInt(1, 6); i > 0; i--) {
                        long time = alone ? random.nextLong(8) : 0;
                        log.append("\ntry ").append(permits).append(" after ").append(time);
                        host.advance(time);
                        model.to(Door.now());
                        assertEquals(
                                model.tryAcquire(permits), line.take(permits) == Answer.GRANTED);
                    }
                }
                case 3 -> join(permits);
                case 4 -> book(permits);
                case 5 -> {
                    if (!waiting.isEmpty()) {
                        Waiting who = waiting.remove(random.nextInt(waiting.size()));
                        log.append("\nleave ").append(who.place.permits);
                        line.giveUp(who.waiter, false);
                        model.leave(who.place);
                    }
                }
                case 6 -> {
                    if (!booked.isEmpty()) {
                        Booked what = booked.get(random.nextInt(booked.size()));
                        log.append("\ncancel ").append(what.booking.permits);
                        assertEquals(model.cancel(what.place), what.booking.cancel());
                    }
                }
                case 7 -> {
                    Rate rate = rate();
                    log.append("\nrate ").append(rate);
                    line.change(supply -> supply.setRate(rate));
                    ((PermitModel.Bucket) model.quota).setRate(rate);
                    model.refuseTooMany();
                }
                default -> {
                    long burst = random.nextLong(6);
                    log.append("\nburst ").append(burst);
                    line.change(supply -> supply.setMost(burst));
                    ((PermitModel.Bucket) model.quota).setBurst(burst);
                    model.refuseTooMany();
                }
            }
        }

        private void join(long permits) {
            if (permits > model.quota.most()) {
                return;
            }
            log.append("\njoin ").append(permits);
            var waiter = new Waiter();
            waiter.item = new Wish(permits);
            waiter.begin();
            line.lock();
            boolean served = line.isThere(permits, Door.now());
            if (served) {
                line.grant(permits);
            } else {
                line.join(waiter);
            }
            line.unlock();
            line.joined();
            PermitModel.Place place = model.join(permits);
            if (served) {
                assertTrue(place.served);
            } else {
                line.stats("x");
                waiting.add(new Waiting(waiter, place));
            }
        }

        private void book(long permits) {
            long most = random.nextBoolean() ? RateLine.FOREVER : random.nextLong(40);
            log.append("\nbook ").append(permits).append(" within ").append(most);
            Booking booking = Booking.make(line, permits, most);
            PermitModel.Place place = model.book(permits, most);
            assertEquals(place != null, booking != null);
            if (booking != null) {
                assertEquals(place.due, booking.due);
                booked.add(new Booked(booking, place));
            }
        }

        private void check() {
            RateLimiterStats stats = line.stats("x");
            assertEquals(model.quota.available(), stats.available());
            assertEquals(model.granted, stats.granted());
            assertEquals(
                    model.line.stream().filter(place -> !place.booked).count(), stats.waiting());
            assertEquals(
                    model.line.stream().filter(p -> p.booked).mapToLong(p -> p.permits).sum(),
                    stats.reserved());
            waiting.removeIf(who -> {
                assertEquals(who.place.served || who.place.refused, who.waiter.isDone());
                assertEquals(who.place.refused, who.waiter.ended);
                return who.waiter.isDone();
            });
            // P5, A2. At the rate zero nothing can be waited for.
            boolean waits = stats.waiting() > 0 && !stats.rate().isZero();
            if (waits) {
                assertEquals(1, Door.timers().pending());
            }
            if (stats.waiting() == 0) {
                assertEquals(0, Door.timers().pending());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_history_goes_as_in_the_model(Kind kind) {
        long first = new SplittableRandom().nextLong();
        for (long seed = first; seed != first + HISTORIES; seed++) {
            try (var host = StillHost.install()) {
                var history = new History(host, kind, seed);
                try {
                    history.run();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + "L:\n" + history.log, e);
                }
            }
        }
    }

    /// Whatever was asked, and however it was given back: in no stretch of time is more granted
    /// than the burst and what the rate brings in it.
    @Test
    void no_stretch_of_time_sees_more_than_the_burst_and_the_rate() {
        long first = new SplittableRandom().nextLong();
        for (long seed = first; seed != first + HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            try (var host = StillHost.install()) {
                long permits = random.nextLong(1, 6);
                long period = random.nextLong(1, 30);
                long burst = random.nextLong(1, 6);
                long start = Door.now();
                var limiter = RateLimiter.of(Rate.of(permits, Duration.ofNanos(period)), burst);
                var taken = new ArrayList<long[]>(); // when and how many
                var reserved = new ArrayList<Reservation>();
                var due = new ArrayList<long[]>();
                for (int i = 0; i < STEPS; i++) {
                    long many = random.nextLong(1, burst + 1);
                    switch (random.nextInt(4)) {
                        case 0 -> host.advance(random.nextLong(20));
                        case 1 -> {
                            if (limiter.tryAcquire(many)) {
                                taken.add(new long[] {Door.now() - start, many});
                            }
                        }
                        case 2 -> {
                            Reservation reservation = limiter.reserve(many);
                            reserved.add(reservation);
                            due.add(
                                    new long[] {
                                        Door.now() - start + reservation.delay().toNanos(), many
                                    });
                        }
                        default -> {
                            if (!reserved.isEmpty()) {
                                int which = random.nextInt(reserved.size());
                                if (reserved.get(which).cancel()) {
                                    due.get(which)[1] = 0;
                                }
                            }
                        }
                    }
                }
                taken.addAll(due);
                taken.sort((a, b) -> Long.compare(a[0], b[0]));
                for (int i = 0; i < taken.size(); i++) {
                    long sum = 0;
                    for (int j = i; j < taken.size(); j++) {
                        sum += taken.get(j)[1];
                        long stretch = taken.get(j)[0] - taken.get(i)[0];
                        assertTrue(
                                (sum - burst) * period <= stretch * permits,
                                "seed " + seed + "L: " + sum + " within " + stretch);
                    }
                }
            }
        }
    }
}
