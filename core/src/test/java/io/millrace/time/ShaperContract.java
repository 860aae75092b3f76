package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Eventually;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every shaper does. Each kind is made with a time of ten seconds and the trailing edge.
abstract class ShaperContract {

    abstract Shaper<String> open(String name, Edge edge);

    abstract String kind();

    private Shaper<String> trailing() {
        return open("shaper", Edge.TRAILING);
    }

    private static void assertBalanced(Shaper<?> shaper) {
        ShaperStats stats = shaper.stats();
        assertEquals(stats.accepted(), stats.taken() + stats.dropped() + stats.held(), "S1");
    }

    @Test
    void the_last_value_is_let_through_when_the_time_is_over() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            var value = time.crew.go(() -> shaper.await());
            value.awaitParked();
            shaper.accept("a");
            shaper.accept("b");
            time.clock.advance(seconds(10).minusNanos(1));
            time.awaitRung();
            assertFalse(value.isDone());
            time.clock.advance(Duration.ofNanos(1));
            assertEquals("b", value.get());
            assertEquals(new ShaperStats(kind(), "shaper", false, 2, 1, 1, 0, 0), shaper.stats());
        }
    }

    @Test
    void nobody_has_to_be_there_when_a_value_is_let_through() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            shaper.accept("a");
            assertEquals(Optional.empty(), shaper.tryAwait());
            time.advance(1000);
            assertEquals(0, time.threads.count(), "nobody waits, so no thread is needed");
            assertEquals(Optional.of("a"), shaper.tryAwait());
            assertEquals(Optional.empty(), shaper.tryAwait());
        }
    }

    @Test
    void with_the_leading_edge_the_first_value_comes_at_once_and_the_others_are_dropped()
            throws Exception {
        try (var time = new OwnTime();
                var shaper = open("shaper", Edge.LEADING)) {
            shaper.accept("a");
            assertEquals("a", shaper.await());
            shaper.accept("b");
            time.advance(1000);
            assertEquals(Optional.empty(), shaper.tryAwait());
            shaper.accept("c");
            assertEquals("c", shaper.await());
            assertEquals(1, shaper.stats().dropped());
        }
    }

    @Test
    void with_both_edges_the_first_and_the_last_value_come_and_a_lone_one_comes_once()
            throws Exception {
        try (var time = new OwnTime();
                var shaper = open("shaper", Edge.BOTH)) {
            shaper.accept("a");
            assertEquals("a", shaper.await());
            time.advance(1000);
            assertEquals(Optional.empty(), shaper.tryAwait());
            shaper.accept("b");
            assertEquals("b", shaper.await());
            shaper.accept("c");
            shaper.accept("d");
            assertEquals(Optional.empty(), shaper.tryAwait());
            time.advance(10);
            assertEquals("d", shaper.await());
        }
    }

    @Test
    void a_value_that_nobody_took_gives_way_to_a_newer_one() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            shaper.accept("a");
            time.advance(10);
            shaper.accept("b");
            time.advance(10);
            assertEquals(Optional.of("b"), shaper.tryAwait());
            assertEquals(Optional.empty(), shaper.tryAwait());
            assertEquals(1, shaper.stats().dropped());
        }
    }

    @Test
    void a_flush_lets_through_at_once() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            assertFalse(shaper.flush());
            var value = time.crew.go(() -> shaper.await());
            value.awaitParked();
            shaper.accept("a");
            assertTrue(shaper.flush());
            assertEquals("a", value.get());
            assertFalse(shaper.flush());
            time.advance(1000);
            assertEquals(Optional.empty(), shaper.tryAwait());
        }
    }

    @Test
    void a_cancel_discards_what_is_inside_and_takes_its_deadline_back() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            assertFalse(shaper.cancel());
            var value = time.crew.go(() -> shaper.await());
            value.awaitParked();
            shaper.accept("a");
            assertEquals(1, time.deadlines());
            assertTrue(shaper.cancel());
            assertEquals(0, time.deadlines());
            time.advance(1000);
            time.awaitRung();
            assertFalse(value.isDone());
            assertBalanced(shaper);
            shaper.accept("b");
            shaper.flush();
            assertEquals("b", value.get());
        }
    }

    @Test
    void a_cancel_discards_a_value_that_nobody_took() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            shaper.accept("a");
            time.advance(10);
            assertTrue(shaper.cancel());
            assertEquals(Optional.empty(), shaper.tryAwait());
            assertBalanced(shaper);
        }
    }

    @Test
    void a_close_gives_what_is_held_to_the_first_who_waits_and_tells_the_others() throws Exception {
        try (var time = new OwnTime()) {
            var shaper = trailing();
            shaper.accept("a");
            var first = time.crew.go(() -> shaper.await());
            first.awaitParked();
            var second = time.crew.go(() -> shaper.awaitOrNull() == null);
            second.awaitParked();
            shaper.close();
            assertEquals("a", first.get());
            assertTrue(second.get());
            assertEquals(0, time.deadlines());
            assertEquals(0, time.elapsed());
        }
    }

    @Test
    void what_is_left_at_a_close_is_there_for_whoever_comes_and_then_the_end() throws Exception {
        try (var time = new OwnTime()) {
            var shaper = trailing();
            shaper.accept("a");
            shaper.close();
            shaper.close();
            assertEquals("a", shaper.await());
            var ended = assertThrows(SourceClosedException.class, shaper::await);
            assertEquals(
                    "shaper was closed and nothing is left: leave the loop, or use awaitOrNull()",
                    ended.getMessage());
            assertNull(shaper.awaitOrNull());
            assertThrows(SourceClosedException.class, shaper::tryAwait);
            assertThrows(SourceClosedException.class, () -> shaper.tryAwait(seconds(1)));
            assertNull(Select.of(shaper.onValue(v -> v)).awaitOrNull());
            assertTrue(shaper.stats().isClosed());
            assertEquals(0, time.threads.count());
        }
    }

    @Test
    void a_closed_shaper_takes_no_more_values() {
        var shaper = trailing();
        shaper.close();
        var refused = assertThrows(SourceClosedException.class, () -> shaper.accept("a"));
        assertEquals("shaper was closed: it takes no more values", refused.getMessage());
        assertEquals(0, shaper.stats().accepted());
        assertFalse(shaper.flush());
        assertFalse(shaper.cancel());
    }

    @Test
    void a_close_and_a_cancel_together_discard_what_is_left() throws Exception {
        try (var time = new OwnTime()) {
            var shaper = trailing();
            shaper.accept("a");
            shaper.close();
            assertTrue(shaper.cancel());
            assertNull(shaper.awaitOrNull());
            assertBalanced(shaper);
            assertEquals(0, time.deadlines());
        }
    }

    @Test
    void a_select_takes_values_and_the_clause_retires_at_the_end() throws Exception {
        try (var time = new OwnTime()) {
            var shaper = trailing();
            Channel<String> other = Channel.rendezvous();
            Select<String> next =
                    Select.of(shaper.onValue(v -> "shaped " + v), other.onReceive(v -> v));
            var first = time.crew.go(() -> next.await());
            first.awaitParked();
            shaper.accept("a");
            time.advance(10);
            assertEquals("shaped a", first.get());
            shaper.accept("b");
            var second = time.crew.go(() -> next.await());
            second.awaitParked();
            other.send("c");
            assertEquals("c", second.get());
            assertEquals(0, time.deadlines(), "the select has left");
            shaper.close();
            assertEquals("shaped b", next.await());
            var third = time.crew.go(() -> next.awaitOrNull() == null);
            third.awaitParked();
            other.close();
            assertTrue(third.get());
        }
    }

    @Test
    void an_interrupt_ends_a_wait_and_no_value_is_lost() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            shaper.accept("a");
            var waits = time.crew.go(() -> shaper.await());
            waits.awaitParked();
            waits.interrupt();
            waits.failure(InterruptedException.class);
            assertEquals(0, time.deadlines());
            time.advance(10);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, shaper::await);
            assertEquals("a", shaper.await());
        }
    }

    @Test
    void a_wait_with_a_limit_ends_with_a_value_or_empty() throws Exception {
        try (var time = new OwnTime();
                var shaper = trailing()) {
            shaper.accept("a");
            assertEquals(Optional.empty(), shaper.tryAwait(Duration.ZERO));
            var early = time.crew.go(() -> shaper.tryAwait(seconds(9)));
            early.awaitParked();
            time.advance(9);
            assertEquals(Optional.empty(), early.get());
            var exact = time.crew.go(() -> shaper.tryAwait(seconds(1)));
            exact.awaitParked();
            time.advance(1);
            assertEquals(Optional.of("a"), exact.get());
        }
    }

    @Test
    void a_watch_sees_a_shaper_until_it_is_closed() throws Exception {
        try (var time = new OwnTime();
                var watch = Watch.open()) {
            var shaper = trailing();
            shaper.accept("a");
            var waits = time.crew.go(() -> shaper.awaitOrNull());
            waits.awaitParked();
            assertEquals(
                    List.of(new ShaperStats(kind(), "shaper", false, 1, 0, 0, 1, 1)),
                    watch.snapshot().of(ShaperStats.class).toList());
            assertTrue(
                    watch.snapshot().waits().parked().stream()
                            .anyMatch(wait -> wait.doing().equals(kind())));
            shaper.close();
            assertEquals("a", waits.get());
            Eventually.until(
                    "it is out of sight",
                    () -> watch.snapshot().of(ShaperStats.class).findAny().isEmpty());
        }
    }
}
