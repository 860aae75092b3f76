package io.millrace.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Stop, reset, fire, close and giving up at every moment, in real time: whatever the order, the
/// books balance and nobody is forgotten.
class TimeStressTest {
    private static final int ROUNDS = Crew.fewer(20_000, 5_000);

    private static Duration micros(int micros) {
        return Duration.ofNanos(micros * 1_000L);
    }

    private static void assertNoDeadlineIsLeft() {
        Eventually.until("no deadline is left", () -> Door.timers().pending() == 0);
    }

    /// Waits for a timer in each way, in turn, until it is told to stop by an interrupt.
    private static void takeFires(Timer timer, int seed, AtomicInteger taken) {
        var random = new Random(seed);
        Select<String> select =
                Select.of(
                        timer.onFire(() -> "fire"),
                        Channel.<String>never().onReceive(v -> v),
                        Select.after(micros(30), () -> "late"));
        try {
            while (true) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        timer.await();
                        taken.incrementAndGet();
                    }
                    case 1 -> {
                        if (timer.tryAwait(micros(random.nextInt(40)))) {
                            taken.incrementAndGet();
                        }
                    }
                    default -> {
                        if (select.await().equals("fire")) {
                            taken.incrementAndGet();
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            // The end of the test.
        }
    }

    @Test
    void every_fire_is_taken_by_one_or_taken_back() throws Exception {
        try (var crew = new Crew()) {
            Timer timer = Timer.stopped();
            var armed = new AtomicInteger();
            var takenBack = new AtomicInteger();
            var taken = new AtomicInteger();
            var takers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 3; i++) {
                int seed = i;
                takers.add(crew.go(() -> takeFires(timer, seed, taken)));
            }
            var setters = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 2; i++) {
                int seed = 10 + i;
                setters.add(
                        crew.go(() -> {
                            var random = new Random(seed);
                            for (int round = 0; round < ROUNDS; round++) {
                                boolean back;
                                if (random.nextInt(4) == 0) {
                                    back = timer.stop();
                                } else {
                                    back = timer.reset(micros(random.nextInt(20)));
                                    armed.incrementAndGet();
                                }
                                if (back) {
                                    takenBack.incrementAndGet();
                                }
                                if (random.nextInt(8) == 0) {
                                    Thread.yield();
                                }
                            }
                        }));
            }
            setters.forEach(Crew.Member::get);
            for (int i = 0; i < 100; i++) { // nobody was forgotten: each of these is taken
                Eventually.until("the fire is taken", () -> !timer.isPending());
                timer.reset(micros(i % 10));
                armed.incrementAndGet();
            }
            Eventually.until("the last fire is taken", () -> !timer.isPending());
            takers.forEach(Crew.Member::interrupt);
            takers.forEach(Crew.Member::get);
            assertEquals(armed.get(), taken.get() + takenBack.get());
            assertTrue(taken.get() >= 100);
        }
        assertNoDeadlineIsLeft();
    }

    @Test
    void every_call_runs_or_is_taken_back() throws Exception {
        var runs = new AtomicInteger();
        var armed = new AtomicInteger();
        var takenBack = new AtomicInteger();
        TimedCall call = Timer.call(Duration.ZERO, Runnable::run, runs::incrementAndGet);
        armed.incrementAndGet();
        try (var crew = new Crew()) {
            for (int i = 0; i < 3; i++) {
                int seed = i;
                crew.go(() -> {
                    var random = new Random(seed);
                    for (int round = 0; round < ROUNDS; round++) {
                        boolean stops = random.nextInt(3) == 0;
                        boolean back = stops ? call.stop() : call.reset(micros(random.nextInt(20)));
                        armed.addAndGet(stops ? 0 : 1);
                        takenBack.addAndGet(back ? 1 : 0);
                    }
                });
            }
            crew.join();
        }
        Eventually.until(
                "all is done",
                () -> !call.isPending() && armed.get() == runs.get() + takenBack.get());
        assertNoDeadlineIsLeft();
    }

    /// Takes ticks in each way until the ticker is closed.
    private static void takeTicks(Ticker ticker, int seed, ConcurrentLinkedQueue<Long> numbers)
            throws InterruptedException {
        var random = new Random(seed);
        Select<Long> select = Select.of(ticker.onTick(Tick::number));
        while (true) {
            Long number;
            try {
                number =
                        switch (random.nextInt(3)) {
                            case 0 ->
                                    ticker.awaitOrNull() instanceof Tick tick
                                            ? (Long) tick.number()
                                            : null;
                            case 1 -> select.awaitOrNull();
                            default ->
                                    ticker.tryAwait(micros(random.nextInt(50)))
                                            .map(Tick::number)
                                            .orElse(-1L);
                        };
            } catch (SourceClosedException e) {
                number = null;
            }
            if (number == null) {
                return;
            }
            if (number > 0) {
                numbers.add(number);
            }
        }
    }

    @Test
    void every_tick_of_a_burst_is_taken_once_until_the_close() throws Exception {
        var numbers = new ConcurrentLinkedQueue<Long>();
        try (var crew = new Crew()) {
            var ticker = Ticker.builder(micros(20)).missed(MissedTicks.BURST).start();
            for (int i = 0; i < 4; i++) {
                int seed = i;
                crew.go(() -> takeTicks(ticker, seed, numbers));
            }
            Eventually.until("many ticks", () -> ticker.stats().taken() > ROUNDS / 4);
            ticker.close();
            crew.join();
            List<Long> all = LongStream.rangeClosed(1, ticker.stats().taken()).boxed().toList();
            assertEquals(all, numbers.stream().sorted().toList());
            assertEquals(0, ticker.stats().waiting());
        }
        assertNoDeadlineIsLeft();
    }

    @Test
    void ticks_that_are_skipped_and_those_that_are_taken_are_all_there_were() throws Exception {
        var numbers = new ConcurrentLinkedQueue<Long>();
        try (var crew = new Crew()) {
            var ticker = Ticker.every(micros(20));
            for (int i = 0; i < 3; i++) {
                int seed = i;
                crew.go(() -> takeTicks(ticker, seed, numbers));
            }
            Eventually.until("many ticks", () -> ticker.stats().taken() > ROUNDS / 10);
            ticker.close();
            crew.join();
            TickerStats stats = ticker.stats();
            assertEquals(stats.taken(), numbers.size());
            assertEquals(numbers.size(), numbers.stream().distinct().count());
            long last = numbers.stream().mapToLong(n -> n).max().orElse(0);
            assertEquals(last, stats.taken() + stats.missed());
        }
        assertNoDeadlineIsLeft();
    }

    @Test
    void a_close_and_a_reset_at_once_leave_nobody_waiting() throws Exception {
        for (int round = 0; round < ROUNDS / 40; round++) {
            try (var crew = new Crew()) {
                var ticker = Ticker.every(micros(5));
                for (int i = 0; i < 3; i++) {
                    int seed = round + i;
                    crew.go(() -> takeTicks(ticker, seed, new ConcurrentLinkedQueue<>()));
                }
                crew.go(() -> {
                    try {
                        for (int i = 0; i < 20; i++) {
                            ticker.reset(micros(1 + i % 5));
                        }
                    } catch (SourceClosedException e) {
                        // It came first.
                    }
                });
                crew.go(ticker::close);
                crew.join();
            }
        }
        assertNoDeadlineIsLeft();
    }

    @Test
    void a_debounce_balances_its_books() throws Exception {
        balance(Debounce.<Long>builder(micros(5)).longest(micros(40)).edge(Edge.BOTH).build());
    }

    @Test
    void a_throttle_balances_its_books() throws Exception {
        balance(Throttle.of(micros(10)));
    }

    private static void balance(Shaper<Long> shaper) throws Exception {
        var last = new AtomicLong(-1);
        var taken = new AtomicInteger();
        var accepted = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int i = 0; i < 3; i++) {
                int seed = i;
                crew.go(() -> takeValues(shaper, seed, taken, last));
            }
            var producers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 2; i++) {
                int seed = i;
                producers.add(
                        crew.go(() -> {
                            var random = new Random(seed);
                            for (long value = 0; value < ROUNDS; value++) {
                                shaper.accept(value);
                                accepted.incrementAndGet();
                                switch (random.nextInt(50)) {
                                    case 0 -> shaper.flush();
                                    case 1 -> shaper.cancel();
                                    case 2 -> Thread.yield();
                                    default -> {}
                                }
                            }
                        }));
            }
            producers.forEach(Crew.Member::get);
            shaper.accept((long) ROUNDS);
            shaper.close();
            crew.join();
        }
        ShaperStats stats = shaper.stats();
        assertEquals(accepted.get() + 1, stats.accepted());
        assertEquals(taken.get(), stats.taken());
        assertEquals(0, stats.held());
        assertEquals(stats.accepted(), stats.taken() + stats.dropped());
        assertEquals(ROUNDS, last.get(), "the newest value is not lost");
        assertNoDeadlineIsLeft();
    }

    private static void takeValues(
            Shaper<Long> shaper, int seed, AtomicInteger taken, AtomicLong last)
            throws InterruptedException {
        var random = new Random(seed);
        Select<Long> select = Select.of(shaper.onValue(value -> value));
        while (true) {
            Long value;
            try {
                value =
                        switch (random.nextInt(3)) {
                            case 0 -> shaper.awaitOrNull();
                            case 1 -> select.awaitOrNull();
                            default -> shaper.tryAwait(micros(random.nextInt(50))).orElse(-1L);
                        };
            } catch (SourceClosedException e) {
                value = null;
            }
            if (value == null) {
                return;
            }
            if (value >= 0) {
                taken.incrementAndGet();
                last.accumulateAndGet(value, Math::max);
            }
        }
    }
}
