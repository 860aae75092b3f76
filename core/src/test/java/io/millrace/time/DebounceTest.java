package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DebounceTest extends ShaperContract {

    @Override
    Shaper<String> open(String name, Edge edge) {
        return Debounce.<String>builder(seconds(10)).name(name).edge(edge).build();
    }

    @Override
    String kind() {
        return "debounce";
    }

    @Test
    void every_value_begins_the_quiet_time_anew() throws Exception {
        try (var time = new OwnTime();
                var debounce = Debounce.<String>of(seconds(10))) {
            var value = time.crew.go(() -> debounce.await() + "@" + time.elapsed());
            value.awaitParked();
            for (String each : List.of("a", "b", "c")) {
                debounce.accept(each);
                time.advance(9);
                time.awaitRung();
            }
            time.advance(1);
            assertEquals("c@28.0", value.get());
            assertEquals(2, debounce.stats().dropped());
        }
    }

    @Test
    void two_bursts_are_two_values() throws Exception {
        try (var time = new OwnTime();
                var debounce = Debounce.<String>of(seconds(10))) {
            debounce.accept("a");
            time.advance(10);
            assertEquals("a", debounce.await());
            debounce.accept("b");
            time.advance(10);
            assertEquals("b", debounce.await());
        }
    }

    @Test
    void a_burst_that_does_not_end_is_cut_and_goes_on() throws Exception {
        try (var time = new OwnTime();
                var debounce = Debounce.<String>builder(seconds(10)).longest(seconds(25)).build()) {
            debounce.accept("0");
            for (int second = 5; second <= 30; second += 5) {
                time.advance(5);
                Optional<String> out = debounce.tryAwait();
                assertEquals(second == 25 ? Optional.of("20") : Optional.empty(), out);
                debounce.accept(Integer.toString(second));
            }
            time.advance(9);
            assertEquals(Optional.empty(), debounce.tryAwait());
            time.advance(1);
            assertEquals(Optional.of("30"), debounce.tryAwait());
        }
    }

    @Test
    void a_burst_that_was_cut_has_no_second_leading_edge() throws Exception {
        try (var time = new OwnTime();
                var debounce =
                        Debounce.<String>builder(seconds(10))
                                .edge(Edge.BOTH)
                                .longest(seconds(10))
                                .build()) {
            debounce.accept("a");
            assertEquals("a", debounce.await());
            time.advance(5);
            debounce.accept("b");
            time.advance(5);
            assertEquals("b", debounce.await());
            debounce.accept("c");
            assertEquals(Optional.empty(), debounce.tryAwait());
            time.advance(10);
            assertEquals("c", debounce.await());
        }
    }

    @Test
    void what_makes_no_sense_is_refused() {
        for (Duration quiet : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThrows(IllegalArgumentException.class, () -> Debounce.of(quiet));
        }
        var builder = Debounce.<String>builder(seconds(10));
        var shorter =
                assertThrows(IllegalArgumentException.class, () -> builder.longest(seconds(9)));
        assertEquals(
                "longest(PT9S): must not be shorter than the quiet time, PT10S",
                shorter.getMessage());
        builder.longest(seconds(10)).edge(Edge.LEADING);
        assertThrows(IllegalStateException.class, builder::build);
    }

    @Test
    void a_debounce_without_a_name_is_given_a_number() {
        try (var debounce = Debounce.of(seconds(1))) {
            assertTrue(debounce.toString().matches("debounce-\\d+"), debounce.toString());
        }
    }
}
