package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Eventually;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.select.SelectEndedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TickerTest {

    /// `number@elapsed` of a tick that was just taken.
    private static String mark(OwnTime time, Tick tick) {
        return tick.number() + "@" + time.elapsed();
    }

    /// Takes what there is until there is nothing more.
    private static List<String> takeAll(OwnTime time, Ticker ticker) {
        var taken = new ArrayList<String>();
        for (var tick = ticker.tryAwait(); tick.isPresent(); tick = ticker.tryAwait()) {
            taken.add(mark(time, tick.get()));
        }
        return taken;
    }

    @Test
    @Conformance("G91")
    void ticks_come_at_multiples_of_the_period() throws Exception {
        try (var time = new OwnTime()) {
            var ticker = Ticker.every(seconds(10));
            var ticks = new ConcurrentLinkedQueue<String>();
            var reader =
                    time.crew.go(() -> {
                        while (ticker.awaitOrNull() instanceof Tick tick) {
                            ticks.add(mark(time, tick));
                        }
                    });
            for (int i = 1; i <= 5; i++) {
                int count = i;
                reader.awaitParked();
                time.advance(10);
                Eventually.until("a tick is taken", () -> ticks.size() == count);
            }
            assertEquals(
                    List.of("1@10.0", "2@20.0", "3@30.0", "4@40.0", "5@50.0"), List.copyOf(ticks));
            ticker.close();
            reader.get();
        }
    }

    @Test
    @Conformance("G91")
    void ticks_that_are_taken_late_do_not_move_those_after_them() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(seconds(10))) {
            Instant start = time.clock.instant();
            var due = new ArrayList<Duration>();
            for (int i = 0; i < 1_000; i++) {
                time.advance(i == 0 ? 13 : 10); // each is taken 3 s late
                Tick tick = ticker.await();
                assertEquals(i + 1, tick.number());
                assertEquals(0, tick.missed());
                assertEquals(seconds(3), tick.late());
                due.add(Duration.between(start, tick.due()));
            }
            assertEquals(
                    LongStream.rangeClosed(1, 1_000).mapToObj(k -> seconds(10 * k)).toList(), due);
        }
    }

    @Test
    @Conformance("G92")
    void of_ticks_that_nobody_took_the_latest_is_waiting_and_says_how_many_were_missed()
            throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(seconds(10))) {
            Instant start = time.clock.instant();
            time.advance(54);
            Tick tick = ticker.await();
            assertEquals(new Tick(5, 4, start.plus(seconds(50)), seconds(4)), tick);
            assertEquals(Optional.empty(), ticker.tryAwait());
            time.advance(6);
            assertEquals(List.of("6@60.0"), takeAll(time, ticker));
            assertEquals(2, ticker.stats().taken());
            assertEquals(4, ticker.stats().missed());
        }
    }

    @Test
    void a_burst_delivers_every_tick() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.builder(seconds(10)).missed(MissedTicks.BURST).start()) {
            time.advance(10);
            assertEquals(List.of("1@10.0"), takeAll(time, ticker));
            time.advance(35);
            assertEquals(List.of("2@45.0", "3@45.0", "4@45.0"), takeAll(time, ticker));
            time.advance(5);
            assertEquals(List.of("5@50.0"), takeAll(time, ticker));
            assertEquals(0, ticker.stats().missed());
        }
    }

    @Test
    void with_a_delay_there_is_a_whole_period_between_two_ticks_that_are_taken() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.builder(seconds(10)).missed(MissedTicks.DELAY).start()) {
            time.advance(10);
            assertEquals(List.of("1@10.0"), takeAll(time, ticker));
            time.advance(35);
            assertEquals(List.of("2@45.0"), takeAll(time, ticker));
            time.advance(9.5);
            assertEquals(List.of(), takeAll(time, ticker));
            time.advance(0.5);
            assertEquals(List.of("3@55.0"), takeAll(time, ticker));
        }
    }

    @Test
    void a_burst_is_shared_out_among_those_who_wait() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.builder(seconds(10)).missed(MissedTicks.BURST).start()) {
            var first = time.crew.go(() -> ticker.await().number());
            first.awaitParked();
            var second = time.crew.go(() -> ticker.await().number());
            second.awaitParked();
            time.advance(25);
            assertEquals(1, first.get());
            assertEquals(2, second.get());
        }
    }

    @Test
    void a_tick_goes_to_the_one_who_has_waited_longest() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(seconds(10))) {
            var first = time.crew.go(() -> ticker.await().number());
            first.awaitParked();
            var second = time.crew.go(() -> ticker.await().number());
            second.awaitParked();
            time.advance(10);
            assertEquals(1, first.get());
            assertFalse(second.isDone());
            time.advance(10);
            assertEquals(2, second.get());
        }
    }

    @Test
    void the_first_tick_may_come_at_once_or_later_and_the_others_follow_it() throws Exception {
        try (var time = new OwnTime();
                var now = Ticker.builder(seconds(10)).initialDelay(Duration.ZERO).start();
                var soon = Ticker.builder(seconds(10)).initialDelay(seconds(3)).start();
                var past = Ticker.builder(seconds(10)).initialDelay(seconds(-5)).start()) {
            assertEquals(List.of("1@0.0"), takeAll(time, now));
            assertEquals(List.of("1@0.0"), takeAll(time, past));
            assertEquals(List.of(), takeAll(time, soon));
            time.advance(3);
            assertEquals(List.of("1@3.0"), takeAll(time, soon));
            time.advance(7);
            assertEquals(List.of("2@10.0"), takeAll(time, now));
            assertEquals(List.of("2@10.0"), takeAll(time, past));
            time.advance(3);
            assertEquals(List.of("2@13.0"), takeAll(time, soon));
            assertEquals(0, time.threads.count(), "nobody had to wait");
        }
    }

    @Test
    @Conformance("G93")
    void a_period_of_zero_or_less_is_refused() {
        for (Duration period : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThrows(IllegalArgumentException.class, () -> Ticker.every(period));
            assertThrows(IllegalArgumentException.class, () -> Ticker.builder(period));
            try (var ticker = Ticker.every(Duration.ofDays(1))) {
                assertThrows(IllegalArgumentException.class, () -> ticker.reset(period));
            }
        }
        var refused =
                assertThrows(IllegalArgumentException.class, () -> Ticker.every(Duration.ZERO));
        assertEquals("period(PT0S): must be more than zero", refused.getMessage());
    }

    @Test
    void a_reset_begins_a_new_period_forgets_what_was_due_and_counts_on() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(seconds(10))) {
            time.advance(10);
            assertEquals(List.of("1@10.0"), takeAll(time, ticker));
            time.advance(15);
            ticker.reset(seconds(4));
            assertEquals(List.of(), takeAll(time, ticker), "a stale tick");
            time.advance(4);
            assertEquals(List.of("2@29.0"), takeAll(time, ticker));
            time.advance(4);
            assertEquals(List.of("3@33.0"), takeAll(time, ticker));
            assertEquals(seconds(4), ticker.stats().period());
        }
    }

    @Test
    void a_reset_to_a_shorter_period_wakes_who_waits_in_time() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(Duration.ofDays(1))) {
            var tick = time.crew.go(() -> mark(time, ticker.await()));
            tick.awaitParked();
            ticker.reset(seconds(1));
            time.advance(1);
            assertEquals("1@1.0", tick.get());
        }
    }

    @Test
    void a_close_tells_all_who_wait_and_all_who_come() throws Exception {
        try (var time = new OwnTime()) {
            var ticker = Ticker.builder(seconds(10)).name("heartbeat").start();
            var waits = time.crew.go(() -> ticker.await());
            var mayEnd = time.crew.go(() -> ticker.awaitOrNull() == null);
            var timed = time.crew.go(() -> ticker.tryAwait(Duration.ofDays(1)));
            var selects =
                    time.crew.go(() -> Select.of(ticker.onTick(t -> t)).awaitOrNull() == null);
            for (var each : List.of(waits, mayEnd, timed, selects)) {
                each.awaitParked();
            }
            time.advance(9);
            ticker.close();
            var closed = waits.failure(SourceClosedException.class);
            assertEquals(
                    "heartbeat was closed: leave the loop, or use awaitOrNull()",
                    closed.getMessage());
            assertTrue(mayEnd.get());
            timed.failure(SourceClosedException.class);
            assertTrue(selects.get());
            time.advance(1);
            assertThrows(SourceClosedException.class, ticker::await);
            assertNull(ticker.awaitOrNull());
            assertThrows(SourceClosedException.class, ticker::tryAwait);
            assertThrows(SourceClosedException.class, () -> ticker.tryAwait(Duration.ZERO));
            assertThrows(SourceClosedException.class, () -> ticker.reset(seconds(1)));
            assertThrows(
                    SelectEndedException.class, () -> Select.of(ticker.onTick(t -> t)).await());
            ticker.close();
            assertTrue(ticker.stats().isClosed());
        }
    }

    @Test
    void a_tick_that_was_due_is_gone_after_a_close() throws Exception {
        try (var time = new OwnTime()) {
            var ticker = Ticker.every(seconds(1));
            time.advance(1);
            ticker.close();
            assertNull(ticker.awaitOrNull());
            assertEquals(0, ticker.stats().taken());
        }
    }

    @Test
    void a_select_takes_ticks_among_other_things_and_ends_with_its_sources() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(seconds(10))) {
            Channel<String> lines = Channel.rendezvous();
            Select<String> next =
                    Select.of(
                            lines.onReceive(line -> line), ticker.onTick(tick -> mark(time, tick)));
            var seen = new ConcurrentLinkedQueue<String>();
            var loop =
                    time.crew.go(() -> {
                        while (next.awaitOrNull() instanceof String event) {
                            seen.add(event);
                        }
                    });
            loop.awaitParked();
            lines.send("a");
            loop.awaitParked();
            time.advance(10);
            Eventually.until("a tick is taken", () -> seen.size() == 2);
            loop.awaitParked();
            lines.close();
            loop.get();
            assertEquals(List.of("a", "1@10.0"), List.copyOf(seen));
        }
    }

    @Test
    void a_ticker_that_is_closed_retires_from_a_select_that_goes_on() throws Exception {
        try (var time = new OwnTime()) {
            var ticker = Ticker.every(seconds(10));
            Channel<String> lines = Channel.rendezvous();
            Select<String> next =
                    Select.of(lines.onReceive(line -> line), ticker.onTick(tick -> "tick"));
            var event = time.crew.go(() -> next.await());
            event.awaitParked();
            ticker.close();
            Eventually.until("it waits again", () -> event.isParked());
            lines.send("line");
            assertEquals("line", event.get());
        }
    }

    @Test
    void a_select_of_tickers_only_ends_when_all_are_closed() throws Exception {
        try (var time = new OwnTime()) {
            var one = Ticker.every(seconds(10));
            var other = Ticker.every(seconds(10));
            Select<Long> next = Select.of(one.onTick(Tick::number), other.onTick(Tick::number));
            one.close();
            time.advance(10);
            assertEquals(1L, next.await());
            other.close();
            assertNull(next.awaitOrNull());
            assertNull(next.awaitOrNull());
        }
    }

    @Test
    void an_interrupt_ends_a_wait_and_no_tick_is_lost() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(seconds(10))) {
            var waits = time.crew.go(() -> ticker.await());
            waits.awaitParked();
            waits.interrupt();
            waits.failure(InterruptedException.class);
            assertEquals(0, time.deadlines());
            time.advance(10);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, ticker::awaitOrNull);
            assertEquals(1, ticker.await().number());
        }
    }

    @Test
    void a_tick_that_is_faster_than_an_interrupt_leaves_it_pending() throws Exception {
        try (var ticker = Ticker.every(Duration.ofDays(1))) {
            try (var _ =
                    new AtPark(() -> {
                        ticker.reset(Duration.ofNanos(1));
                        Eventually.until("it ticked", () -> ticker.stats().taken() > 0);
                        Thread.currentThread().interrupt();
                    })) {
                assertTrue(ticker.await().number() >= 1);
            }
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void a_wait_with_a_limit_takes_a_tick_that_is_due_at_that_moment() throws Exception {
        try (var time = new OwnTime();
                var ticker = Ticker.every(seconds(10))) {
            assertEquals(Optional.empty(), ticker.tryAwait(Duration.ZERO));
            var early = time.crew.go(() -> ticker.tryAwait(seconds(9)));
            early.awaitParked();
            time.advance(9);
            assertEquals(Optional.empty(), early.get());
            var exact = time.crew.go(() -> ticker.tryAwait(seconds(1)));
            exact.awaitParked();
            time.advance(1);
            assertEquals(1, exact.get().orElseThrow().number());
        }
    }

    @Test
    void a_watch_sees_a_ticker_until_it_is_closed() throws Exception {
        try (var time = new OwnTime();
                var watch = Watch.open()) {
            var ticker = Ticker.builder(seconds(10)).name("heartbeat").start();
            var waits = time.crew.go(() -> ticker.awaitOrNull());
            waits.awaitParked();
            assertEquals(
                    List.of(new TickerStats("heartbeat", false, seconds(10), 0, 0, 1)),
                    watch.snapshot().of(TickerStats.class).toList());
            assertEquals("ticker", ticker.stats().kind());
            assertTrue(
                    watch.snapshot().waits().parked().stream()
                            .anyMatch(wait ->
                                    wait.doing().equals("tick")
                                            && wait.blocker().equals("heartbeat")));
            ticker.close();
            waits.get();
            assertEquals(List.of(), watch.snapshot().of(TickerStats.class).toList());
        }
    }

    @Test
    void a_ticker_without_a_name_is_given_a_number() {
        try (var one = Ticker.every(Duration.ofDays(1))) {
            assertTrue(one.stats().name().matches("ticker-\\d+"), one.stats().name());
            assertEquals(one.stats().name(), one.toString());
        }
    }
}
