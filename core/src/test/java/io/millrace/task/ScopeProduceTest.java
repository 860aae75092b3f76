package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.fixture.Conformance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ScopeProduceTest extends ScopeFixture {

    private static Receiver<Integer> natural(Scope scope, int capacity) {
        return scope.produce(
                capacity,
                out -> {
                    for (int i = 0; ; i++) {
                        out.send(i);
                    }
                });
    }

    @Test
    void a_producer_that_returns_ends_its_channel_cleanly() throws Exception {
        for (int capacity : new int[] {0, 1, 64}) {
            try (var scope = Scope.open()) {
                Receiver<Integer> numbers =
                        scope.produce(
                                capacity,
                                out -> {
                                    for (int i = 0; i < 100; i++) {
                                        out.send(i);
                                    }
                                });
                var received = new ArrayList<Integer>();
                numbers.forEach(received::add);
                assertEquals(100, received.size());
                assertEquals(99, received.getLast());
                scope.join();
            }
        }
    }

    @Test
    void a_producer_that_sends_nothing_is_an_empty_channel() throws Exception {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers = scope.produce(1, out -> {});
            assertNull(numbers.receiveOrNull());
            scope.join();
        }
    }

    @Test
    void a_producer_that_throws_fails_its_channel_after_what_it_has_sent() throws Exception {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers =
                    scope.produce(
                            8,
                            out -> {
                                out.send(1);
                                out.send(2);
                                throw failure;
                            });
            assertEquals(1, numbers.receiveOrNull());
            assertEquals(2, numbers.receiveOrNull());
            var e = assertThrows(ChannelClosedException.class, numbers::receiveOrNull);
            assertSame(failure, e.closed().cause());
            assertSame(failure, assertThrows(ExecutionException.class, scope::join).getCause());
        }
    }

    @Test
    void a_producer_that_is_cancelled_fails_its_channel() throws Exception {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers = scope.produce(0, out -> Channel.never().receive());
            scope.cancel(failure);
            var e = assertThrows(ChannelClosedException.class, numbers::receive);
            assertSame(failure, e.closed().cause());
        }
    }

    @Test
    void a_producer_of_a_cancelled_scope_never_starts_and_its_channel_has_failed()
            throws Exception {
        try (var scope = Scope.open()) {
            scope.cancel(failure);
            Receiver<Integer> numbers = natural(scope, 0);
            var e = assertThrows(ChannelClosedException.class, numbers::receiveOrNull);
            assertSame(failure, e.closed().cause());
            assertEquals(0, threads.count());
        }
    }

    @Test
    void a_receiver_that_hangs_up_ends_the_producer_without_a_failure() throws Exception {
        for (int capacity : new int[] {0, 4}) {
            try (var scope = Scope.open()) {
                Receiver<Integer> numbers = natural(scope, capacity);
                assertEquals(0, numbers.receive());
                assertTrue(numbers.cancel());
                scope.join();
                assertEquals(1, scope.stats().succeeded());
            }
        }
    }

    @Test
    @Conformance("E63")
    void an_exception_in_the_loop_over_the_values_cancels_and_joins_the_producer() {
        var e =
                assertThrows(
                        IOException.class,
                        () -> {
                            try (var scope = Scope.open()) {
                                for (int number : natural(scope, 0)) {
                                    if (number == 3) {
                                        throw failure;
                                    }
                                }
                            }
                        });
        assertSame(failure, e);
        assertEquals(0, e.getSuppressed().length);
    }

    @Test
    void the_end_of_another_channel_is_a_failure_of_the_producer() throws Exception {
        try (var scope = Scope.open()) {
            Channel<Integer> other = Channel.buffered(1);
            other.close();
            Receiver<Integer> numbers = scope.produce(0, out -> other.send(1));
            var e = assertThrows(ChannelClosedException.class, numbers::receive);
            var why = (ChannelClosedException) e.closed().cause();
            assertSame(other, why.closed().channel());
            assertThrows(ExecutionException.class, scope::join);
        }
    }

    @Test
    void producers_chain() throws Exception {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers = natural(scope, 0);
            for (int stage = 0; stage < 50; stage++) {
                Receiver<Integer> above = numbers;
                numbers =
                        scope.produce(
                                0,
                                out -> {
                                    for (int number : above) {
                                        out.send(number + 1);
                                    }
                                });
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(50 + i, numbers.receive());
            }
        }
    }

    @Test
    void a_negative_capacity_is_refused_before_anything_starts() throws Exception {
        try (var scope = Scope.open()) {
            assertThrows(IllegalArgumentException.class, () -> scope.produce(-1, out -> {}));
            assertEquals(0, scope.stats().started());
            scope.join();
        }
    }
}
