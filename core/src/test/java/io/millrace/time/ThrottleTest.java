package io.millrace.time;

import static io.millrace.time.OwnTime.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class ThrottleTest extends ShaperContract {

    @Override
    Shaper<String> open(String name, Edge edge) {
        return Throttle.<String>builder(seconds(10)).name(name).edge(edge).build();
    }

    @Override
    String kind() {
        return "throttle";
    }

    @Test
    void of_a_steady_stream_one_value_comes_in_each_period_and_the_last_is_not_lost()
            throws Exception {
        try (var time = new OwnTime()) {
            var throttle = Throttle.<Integer>of(seconds(10));
            var out = new ConcurrentLinkedQueue<String>();
            var reader =
                    time.crew.go(() -> {
                        while (throttle.awaitOrNull() instanceof Integer value) {
                            out.add(value + "@" + time.elapsed());
                        }
                    });
            for (int second = 0; second <= 24; second++) {
                int expected = second / 10 + 1;
                throttle.accept(second);
                Eventually.until("so many came", () -> out.size() == expected);
                reader.awaitParked();
                time.advance(1);
                time.awaitRung();
                int next = (second + 1) / 10 + 1;
                Eventually.until("so many came", () -> out.size() == next);
                reader.awaitParked();
            }
            time.advance(5);
            Eventually.until("the last came", () -> out.size() == 4);
            assertEquals(List.of("0@0.0", "9@10.0", "19@20.0", "24@30.0"), List.copyOf(out));
            throttle.close();
            reader.get();
        }
    }

    @Test
    void the_period_counts_from_when_a_value_was_taken() throws Exception {
        try (var time = new OwnTime();
                var throttle = Throttle.<String>of(seconds(10))) {
            throttle.accept("a");
            time.advance(9);
            assertEquals(Optional.of("a"), throttle.tryAwait());
            throttle.accept("b");
            time.advance(9);
            assertEquals(Optional.empty(), throttle.tryAwait());
            time.advance(1);
            assertEquals(Optional.of("b"), throttle.tryAwait());
        }
    }

    @Test
    void after_a_pause_a_value_comes_at_once() throws Exception {
        try (var time = new OwnTime();
                var throttle = Throttle.<String>of(seconds(10))) {
            throttle.accept("a");
            assertEquals("a", throttle.await());
            time.advance(10);
            throttle.accept("b");
            assertEquals("b", throttle.await());
        }
    }

    @Test
    void a_flush_begins_a_period() throws Exception {
        try (var time = new OwnTime();
                var throttle = Throttle.<String>of(seconds(10))) {
            throttle.accept("a");
            assertEquals("a", throttle.await());
            time.advance(5);
            throttle.accept("b");
            assertTrue(throttle.flush());
            assertEquals("b", throttle.await());
            throttle.accept("c");
            time.advance(9);
            assertEquals(Optional.empty(), throttle.tryAwait());
            time.advance(1);
            assertEquals("c", throttle.await());
        }
    }

    @Test
    void a_period_of_zero_or_less_is_refused() {
        for (Duration period : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThrows(IllegalArgumentException.class, () -> Throttle.of(period));
        }
    }

    @Test
    void a_throttle_without_a_name_is_given_a_number() {
        try (var throttle = Throttle.of(seconds(1))) {
            assertTrue(throttle.toString().matches("throttle-\\d+"), throttle.toString());
        }
    }
}
