package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.fixture.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Channel<Request<String, Integer>> lengths = Request.channel(1);
    private final IOException failure = new IOException("on purpose");

    @Test
    void many_ask_one_server_and_each_has_its_own_answer() throws Exception {
        try (var crew = new Crew()) {
            var server =
                    crew.go(() -> {
                        int answered = 0;
                        for (var request : lengths) {
                            answered += request.answer(String::length) ? 1 : 0;
                        }
                        return answered;
                    });
            var asking = new Crew.Member<?>[50];
            for (int i = 0; i < asking.length; i++) {
                String question = "x".repeat(i);
                asking[i] = crew.go(() -> Request.ask(lengths, question));
            }
            for (int i = 0; i < asking.length; i++) {
                assertEquals(i, asking[i].get());
            }
            assertEquals(Optional.of(new Outcome.Success<>(3)), Request.ask(lengths, "abc", HOUR));
            lengths.close();
            assertEquals(51, server.get());
        }
    }

    @Test
    void what_the_handler_throws_fails_the_request_and_not_the_server() throws Exception {
        try (var crew = new Crew()) {
            var asks = crew.go(() -> Request.ask(lengths, "?"));
            assertTrue(
                    lengths.receive()
                            .answer(_ -> {
                                throw failure;
                            }));
            var e = asks.failure(ExecutionException.class);
            assertSame(failure, e.getCause());
        }
    }

    @Test
    void an_error_fails_both() throws Exception {
        var error = new AssertionError("on purpose");
        try (var crew = new Crew()) {
            var asks = crew.go(() -> Request.ask(lengths, "?"));
            var request = lengths.receive();
            assertSame(
                    error,
                    assertThrows(
                            AssertionError.class,
                            () ->
                                    request.answer(_ -> {
                                        throw error;
                                    })));
            assertSame(error, asks.failure(ExecutionException.class).getCause());
        }
    }

    @Test
    void an_asker_that_is_interrupted_is_not_worked_for() throws Exception {
        try (var crew = new Crew()) {
            var asks = crew.go(() -> Request.ask(lengths, "?"));
            var request = lengths.receive();
            assertTrue(request.isWanted());
            asks.awaitParked();
            asks.interrupt();
            asks.failure(InterruptedException.class);
            assertFalse(request.isWanted());
            var called = new AtomicInteger();
            assertFalse(request.answer(_ -> called.incrementAndGet()));
            assertEquals(0, called.get());
        }
    }

    @Test
    void an_asker_whose_time_is_over_gets_nothing_and_its_request_is_cancelled() throws Exception {
        assertEquals(Optional.empty(), Request.ask(lengths, "queued", Duration.ZERO));
        assertEquals(Optional.empty(), Request.ask(lengths, "no room", Duration.ofNanos(1)));
        assertFalse(lengths.receive().isWanted());
        assertEquals(0, lengths.stats().size());
    }

    @Test
    void requests_that_nobody_will_receive_are_cancelled() throws Exception {
        try (var crew = new Crew()) {
            var queued = crew.go(() -> Request.ask(lengths, "queued"));
            queued.awaitParked();
            assertEquals(1, lengths.stats().size());
            lengths.cancel();
            var e = queued.failure(CancellationException.class);
            assertEquals("nobody received the request", e.getCause().getMessage());
            assertThrows(ChannelClosedException.class, () -> Request.ask(lengths, "late"));
            assertThrows(ChannelClosedException.class, () -> Request.ask(lengths, "late", HOUR));
        }
    }

    @Test
    void a_server_that_is_stopped_cancels_the_request_it_is_at() throws Exception {
        Channel<Request<String, Integer>> direct = Request.channel(0);
        try (var crew = new Crew()) {
            var asks = crew.go(() -> Request.ask(direct, "?"));
            var server =
                    crew.go(() -> direct.receive().answer(_ -> Channel.<Integer>never().receive()));
            asks.awaitParked();
            server.awaitParked();
            server.interrupt();
            server.failure(InterruptedException.class);
            assertInstanceOf(
                    InterruptedException.class,
                    asks.failure(CancellationException.class).getCause());
        }
    }

    @Test
    void a_negative_capacity_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Request.channel(-1));
    }
}
