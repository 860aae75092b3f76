package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
    private final StartedThreads threads = StartedThreads.install();
    private final SingleFlight<String, String> users = new SingleFlight<>("users");
    private final Channel<String> source = Channel.rendezvous();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void every_body_has_ended() {
        threads.awaitNone();
        threads.close();
        assertEquals(0, users.stats().keys());
    }

    private String slow() throws InterruptedException {
        calls.incrementAndGet();
        return source.receive();
    }

    private void awaitRunning(int count) {
        Eventually.until(count + " run", () -> source.stats().waitingReceivers() == count);
    }

    private void awaitJoined(int count) {
        Eventually.until(count + " joined", () -> users.stats().joined() == count);
    }

    @Test
    @Conformance("M147")
    void a_hundred_callers_of_one_key_share_one_call() throws Exception {
        var value = new String("value");
        try (var crew = new Crew()) {
            var members = new ArrayList<Crew.Member<String>>();
            for (int i = 0; i < 100; i++) {
                members.add(
                        crew.go(() -> {
                            try (var flight = users.join("key", this::slow)) {
                                String result = flight.await();
                                assertTrue(flight.isShared());
                                return result;
                            }
                        }));
            }
            awaitJoined(99);
            awaitRunning(1);
            source.send(value);
            for (var member : members) {
                assertSame(value, member.get());
            }
        }
        assertEquals(1, calls.get());
        assertEquals(new SingleFlightStats("users", 0, 1, 99, 0), users.stats());
    }

    @Test
    void a_caller_that_is_alone_shares_nothing() throws Exception {
        try (var flight = users.join("key", () -> "value")) {
            assertEquals("value", flight.await());
            assertFalse(flight.isShared());
            assertTrue(flight.isDone());
        }
        assertEquals("again", users.call("key", () -> "again"), "nothing is kept");
        assertNull(users.call("key", () -> null));
    }

    @Test
    @Conformance("M148")
    void a_failure_goes_to_all_callers_and_the_next_call_runs_afresh() throws Exception {
        var failure = new IOException("on purpose");
        try (var crew = new Crew()) {
            var members = new ArrayList<Crew.Member<String>>();
            for (int i = 0; i < 10; i++) {
                members.add(
                        crew.go(() ->
                                users.call(
                                        "key",
                                        () -> {
                                            slow();
                                            throw failure;
                                        })));
            }
            awaitJoined(9);
            awaitRunning(1);
            source.send("go");
            var thrown = new ArrayList<ExecutionException>();
            for (var member : members) {
                thrown.add(member.failure(ExecutionException.class));
                assertSame(failure, thrown.getLast().getCause());
            }
            assertNotSame(thrown.get(0), thrown.get(1));
            assertEquals("a call of single-flight 'users' failed", thrown.get(0).getMessage());
        }
        assertEquals(1, calls.get());
        assertEquals("fresh", users.call("key", () -> "fresh"));
    }

    @Test
    @Conformance("M149")
    void calls_of_different_keys_run_side_by_side() throws Exception {
        try (var crew = new Crew()) {
            var one = crew.go(() -> users.call("one", this::slow));
            var two = crew.go(() -> users.call("two", this::slow));
            awaitRunning(2);
            assertEquals(2, users.stats().keys());
            source.send("value");
            source.send("value");
            assertEquals("value", one.get());
            assertEquals("value", two.get());
        }
    }

    @Test
    @Conformance("M150")
    void after_forget_a_new_call_runs_and_the_old_callers_get_the_old_result() throws Exception {
        try (var crew = new Crew()) {
            var old = crew.go(() -> users.call("key", this::slow));
            awaitRunning(1);
            assertTrue(users.forget("key"));
            assertFalse(users.forget("key"));
            assertEquals("new", users.call("key", () -> "new"));
            var newer = crew.go(() -> users.call("key", this::slow));
            awaitRunning(2);
            source.send("old"); // the end of the old call does not remove the new one
            assertEquals("old", old.get());
            assertEquals(1, users.stats().keys());
            source.send("newer");
            assertEquals("newer", newer.get());
        }
        assertEquals(2, calls.get());
    }

    @Test
    @Conformance("M151")
    void in_the_form_for_selects_each_caller_has_its_own_flight_with_one_result() throws Exception {
        try (var one = users.join("key", this::slow);
                var two = users.join("key", this::slow)) {
            Channel<String> other = Channel.rendezvous();
            var first =
                    Select.of(
                            one.onDone(value -> "one: " + value), other.onReceive(value -> value));
            var second =
                    Select.of(
                            two.onDone(value -> "two: " + value), other.onReceive(value -> value));
            try (var crew = new Crew()) {
                var a = crew.go(first::await);
                var b = crew.go(second::await);
                awaitRunning(1);
                source.send("value");
                assertEquals("one: value", a.get());
                assertEquals("two: value", b.get());
            }
            other.close();
            assertNull(first.awaitOrNull(), "a result is delivered once");
            assertEquals("value", two.await());
        }
        assertEquals(1, calls.get());
    }

    @Test
    void a_select_hears_of_a_failure() throws Exception {
        var failure = new IOException("on purpose");
        try (var flight =
                users.join(
                        "key",
                        () -> {
                            throw failure;
                        })) {
            var thrown =
                    assertThrows(
                            CompletionException.class,
                            () -> Select.of(flight.onDone(value -> value)).await());
            assertSame(failure, thrown.getCause());
            assertSame(
                    failure,
                    Select.<Object>of(flight.onDone(value -> value, cause -> cause)).await());
        }
    }

    @Test
    void a_caller_that_is_cancelled_does_not_disturb_the_others() throws Exception {
        try (var crew = new Crew()) {
            var starter = crew.go(() -> users.call("key", this::slow));
            awaitRunning(1);
            var other = crew.go(() -> users.call("key", this::slow));
            awaitJoined(1);
            starter.interrupt();
            starter.failure(InterruptedException.class);
            assertEquals(1, source.stats().waitingReceivers(), "the body goes on");
            source.send("value");
            assertEquals("value", other.get());
        }
        assertEquals(0, users.stats().abandoned());
    }

    @Test
    void when_the_last_caller_has_left_the_body_is_interrupted_and_the_next_starts_afresh()
            throws Exception {
        try (var crew = new Crew()) {
            var members =
                    List.of(
                            crew.go(() -> users.call("key", this::slow)),
                            crew.go(() -> users.call("key", this::slow)));
            awaitRunning(1);
            awaitJoined(1);
            members.forEach(Crew.Member::interrupt);
            members.forEach(member -> member.failure(InterruptedException.class));
        }
        threads.awaitNone();
        assertEquals(0, source.stats().waitingReceivers());
        assertEquals(1, users.stats().abandoned());
        assertEquals("fresh", users.call("key", () -> "fresh"));
    }

    @Test
    void a_body_that_ignores_its_cancellation_keeps_nobody_from_starting_afresh() throws Exception {
        Channel<String> stubborn = Channel.rendezvous();
        var flight =
                users.join(
                        "key",
                        () -> {
                            while (true) {
                                try {
                                    return stubborn.receive();
                                } catch (InterruptedException e) {
                                    calls.incrementAndGet();
                                }
                            }
                        });
        Eventually.until("it runs", () -> stubborn.stats().waitingReceivers() == 1);
        flight.close();
        flight.close();
        Eventually.until("it was interrupted", () -> calls.get() == 1);
        assertThrows(CancellationException.class, flight::await);
        assertEquals("fresh", users.call("key", () -> "fresh"));
        stubborn.send("late");
    }

    @Test
    void closing_after_the_end_cancels_nothing() throws Exception {
        var flight = users.join("key", () -> "value");
        assertEquals("value", flight.await());
        flight.close();
        assertEquals("value", flight.await(), "the result is still there");
        assertEquals(0, users.stats().abandoned());
    }

    @Test
    void a_time_that_is_over_ends_the_wait_and_leaves_the_caller_in_the_call() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew();
                var flight = users.join("key", this::slow)) {
            awaitRunning(1);
            var waiting = crew.go(() -> flight.await(Duration.ofHours(1)));
            clock.awaitSleepers(1);
            clock.advance(Duration.ofHours(1));
            waiting.failure(TimeoutException.class);
            source.send("value");
            assertEquals("value", flight.await(Duration.ofHours(1)));
        }
    }

    @Test
    void a_pending_interrupt_starts_nothing() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> users.call("key", this::slow));
        assertEquals(0, users.stats().started());
    }

    @Test
    void callers_that_come_and_go_lose_nothing() throws Exception {
        try (var crew = new Crew()) {
            var members = new ArrayList<Crew.Member<Integer>>();
            for (int i = 0; i < 8; i++) {
                int number = i;
                members.add(
                        crew.go(() -> {
                            int results = 0;
                            for (int k = 0; k < 500; k++) {
                                String key = "key" + k % 3;
                                try (var flight =
                                        users.join(
                                                key,
                                                () -> {
                                                    Thread.yield();
                                                    return key;
                                                })) {
                                    if ((k + number) % 4 != 0) {
                                        assertEquals(key, flight.await());
                                        results++;
                                    }
                                }
                            }
                            return results;
                        }));
            }
            for (var member : members) {
                assertEquals(375, member.get());
            }
        }
        SingleFlightStats stats = users.stats();
        assertEquals(8 * 500, stats.started() + stats.joined());
    }

    @Test
    void it_says_its_name() {
        assertEquals("single-flight 'users'", users.toString());
        assertTrue(
                new SingleFlight<String, String>()
                        .toString()
                        .matches("single-flight 'single-flight-\\d+'"));
        assertEquals("single-flight", users.stats().kind());
    }

    /// Keeps what is to run on a thread of its own, for a test to run it when it likes.
    private static final class LateStart extends Host implements AutoCloseable {
        private final Queue<Runnable> bodies = new ConcurrentLinkedQueue<>();
        private final Host before = Door.use(this);

        @Override
        public Thread start(ThreadFactory factory, String name, Runnable body) {
            bodies.add(body);
            return Thread.ofVirtual().unstarted(body);
        }

        @Override
        public void close() {
            Door.use(before);
        }
    }

    @Test
    void who_still_waits_for_a_call_that_was_abandoned_before_it_began_is_not_left_alone() {
        try (var late = new LateStart();
                var crew = new Crew()) {
            var flight = users.join("ann", this::slow);
            var waits = crew.go(() -> flight.await());
            var selects = crew.go(() -> Select.of(flight.onDone(user -> user)).await());
            waits.awaitParked();
            selects.awaitParked();
            flight.close();
            late.bodies.remove().run();
            assertTrue(
                    waits.failure(ExecutionException.class).getCause()
                            instanceof CancellationException);
            assertTrue(
                    selects.failure(CompletionException.class).getCause()
                            instanceof CancellationException);
        }
        assertEquals(0, calls.get());
    }
}
