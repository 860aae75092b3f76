package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.Heap;
import io.millrace.select.Select;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Nothing that was stopped, cancelled or forgotten holds memory until its time comes.
class TimeMemoryTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MANY = 100_000;
    private static final long SOME = 4_000_000; // bytes: 4 for each of a million

    private static long alive(List<? extends WeakReference<?>> references) {
        System.gc();
        return references.stream().filter(reference -> reference.get() != null).count();
    }

    @Test
    @Conformance("G95")
    void calls_that_were_stopped_are_garbage_long_before_their_time() throws Exception {
        try (var time = new OwnTime()) {
            var references = new ArrayList<WeakReference<TimedCall>>();
            var kept = new ArrayList<TimedCall>();
            for (int i = 0; i < MANY; i++) {
                TimedCall call = Timer.call(DAY.plusSeconds(i * 7919L % MANY), () -> {});
                references.add(new WeakReference<>(call));
                if (i % 100 == 0) {
                    kept.add(call);
                } else {
                    assertTrue(call.stop());
                }
            }
            assertEquals(1_000, time.deadlines());
            Eventually.until("the others are garbage", () -> alive(references) == kept.size());
            kept.forEach(TimedCall::stop);
            assertEquals(0, time.elapsed());
        }
    }

    @Test
    @Conformance("G95")
    void timers_and_tickers_that_were_forgotten_are_garbage_though_nobody_stopped_them()
            throws Exception {
        try (var time = new OwnTime()) {
            var references = new ArrayList<WeakReference<Object>>();
            Channel<String> ready = Channel.unbounded();
            for (int i = 0; i < MANY; i++) {
                Timer timer = Timer.after(DAY);
                var ticker = Ticker.every(DAY);
                ready.send("value");
                Select.of(
                                timer.onFire(() -> "fire"),
                                ticker.onTick(tick -> "tick"),
                                ready.onReceive(v -> v))
                        .await();
                references.add(new WeakReference<>(timer));
                references.add(new WeakReference<>(ticker));
            }
            assertEquals(0, time.deadlines());
            Eventually.until("they are garbage", () -> alive(references) == 0);
        }
    }

    @Test
    void a_million_timers_and_calls_that_were_stopped_leave_the_heap_as_it_was() throws Exception {
        try (var time = new OwnTime()) {
            makeAndStop(MANY);
            long before = Heap.used();
            makeAndStop(1_000_000);
            long more = Heap.used() - before;
            assertTrue(more < SOME, more + " bytes more");
            assertEquals(0, time.deadlines());
        }
    }

    private static void makeAndStop(int count) {
        for (int i = 0; i < count; i++) {
            Timer timer = Timer.after(DAY);
            assertTrue(timer.reset(DAY));
            assertTrue(timer.stop());
            TimedCall call = Timer.call(DAY, () -> {});
            assertTrue(call.reset(DAY));
            assertTrue(call.stop());
        }
    }

    @Test
    void waits_that_were_given_up_leave_the_heap_as_it_was() throws Exception {
        Timer timer = Timer.after(DAY);
        var ticker = Ticker.every(DAY);
        var select =
                Select.of(
                        timer.onFire(() -> "fire"),
                        ticker.onTick(tick -> "tick"),
                        Select.after(Duration.ofNanos(1), () -> "late"));
        long before = 0;
        for (int i = 0; i < 30_000; i++) {
            if (i == 10_000) {
                before = Heap.used();
            }
            timer.tryAwait(Duration.ofNanos(1));
            ticker.tryAwait(Duration.ofNanos(1));
            assertEquals("late", select.await());
        }
        long more = Heap.used() - before;
        assertTrue(more < SOME / 4, more + " bytes more");
        assertEquals(0, ticker.stats().waiting());
        ticker.close();
    }

    @Test
    void a_hundred_thousand_may_wait_for_one_ticker_and_all_hear_of_its_close() throws Exception {
        int count = Crew.fewer(MANY, 1_000);
        try (var time = new OwnTime()) {
            var ticker = Ticker.every(seconds(1));
            var waiting = new ArrayList<Crew.Member<Boolean>>();
            for (int i = 0; i < count; i++) {
                waiting.add(time.crew.go(() -> ticker.awaitOrNull() == null));
            }
            Eventually.until("all wait", () -> ticker.stats().waiting() == count);
            assertEquals(1, time.deadlines(), "one for all");
            time.advance(1);
            Eventually.until("one got a tick", () -> ticker.stats().waiting() == count - 1);
            ticker.close();
            long told = waiting.stream().filter(Crew.Member::get).count();
            assertEquals(count - 1, told);
        }
    }
}
