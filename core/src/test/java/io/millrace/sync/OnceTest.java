package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.select.Select;
import io.millrace.sync.OnceStats.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {
    private final Once once = new Once("start");

    private void awaitWaiting(int count) {
        Eventually.until(count + " wait", () -> once.stats().waiting() == count);
    }

    @Test
    @Conformance("J126")
    void of_a_thousand_callers_one_runs_it_and_all_return_after_it_has_ended() throws Exception {
        int callers = Crew.fewer(1_000, 200);
        var runs = new AtomicInteger();
        var ended = new AtomicInteger();
        var ran = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int i = 0; i < callers; i++) {
                crew.go(() -> {
                    boolean mine =
                            once.run(() -> {
                                runs.incrementAndGet();
                                for (int k = 0; k < 100; k++) {
                                    Thread.yield();
                                }
                                ended.incrementAndGet();
                            });
                    assertEquals(1, ended.get());
                    if (mine) {
                        ran.incrementAndGet();
                    }
                });
            }
            crew.join();
        }
        assertEquals(1, runs.get());
        assertEquals(1, ran.get());
        assertEquals(new OnceStats("start", State.DONE, 0), once.stats());
    }

    @Test
    @Conformance("J127")
    void what_the_body_wrote_is_seen_by_every_caller() throws Exception {
        try (var crew = new Crew()) {
            for (int round = 0; round < 2_000; round++) {
                var fresh = new Once();
                var plain = new long[2];
                var callers = new ArrayList<Crew.Member<Long>>();
                for (int i = 0; i < 3; i++) {
                    callers.add(
                            crew.go(() -> {
                                fresh.run(() -> {
                                    plain[0] = 21;
                                    plain[1] = 21;
                                });
                                return plain[0] + plain[1];
                            }));
                }
                for (var caller : callers) {
                    assertEquals(42, caller.get());
                }
            }
        }
    }

    @Test
    @Conformance("J128")
    void a_body_that_throws_is_not_run_again_and_every_later_call_says_why() throws Exception {
        var failure = new IOException("on purpose");
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () ->
                                once.run(() -> {
                                    throw failure;
                                })));
        assertTrue(once.isDone());
        var e =
                assertThrows(
                        IllegalStateException.class,
                        () -> once.run(() -> assertEquals(1, 2, "it runs again")));
        assertEquals("once 'start' has failed, and its body is not run again", e.getMessage());
        assertSame(failure, e.getCause());
        assertThrows(
                IllegalStateException.class, () -> Select.of(once.onDone(() -> "done")).await());
        assertEquals(State.FAILED, once.stats().state());
    }

    @Test
    void whoever_waits_is_told_of_the_failure() throws Exception {
        Channel<Integer> go = Channel.rendezvous();
        try (var crew = new Crew()) {
            var first =
                    crew.go(() ->
                            once.run(() -> {
                                go.receive();
                                throw new IOException("on purpose");
                            }));
            Eventually.until("it runs", () -> once.stats().state() == State.RUNNING);
            var second = crew.go(() -> once.run(() -> {}));
            awaitWaiting(1);
            go.send(1);
            first.failure(IOException.class);
            second.failure(IllegalStateException.class);
        }
    }

    @Test
    void an_interrupt_ends_a_wait_and_not_the_body() throws Exception {
        Channel<Integer> go = Channel.rendezvous();
        try (var crew = new Crew()) {
            var first = crew.go(() -> once.run(go::receive));
            Eventually.until("it runs", () -> once.stats().state() == State.RUNNING);
            var second = crew.go(() -> once.run(() -> {}));
            awaitWaiting(1);
            second.interrupt();
            second.failure(InterruptedException.class);
            assertFalse(once.isDone());
            go.send(1);
            assertTrue(first.get());
        }
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> once.run(() -> {}));
    }

    @Test
    void a_body_that_runs_its_own_once_is_told() throws Exception {
        var e = assertThrows(IllegalStateException.class, () -> once.run(() -> once.run(() -> {})));
        assertEquals(
                "once 'start' is run by its own body, which would wait for itself", e.getMessage());
    }

    @Test
    void a_select_hears_of_the_end() throws Exception {
        Select<String> select =
                Select.of(once.onDone(() -> "done"), Select.orElse(() -> "not yet"));
        assertEquals("not yet", select.await());
        try (var crew = new Crew()) {
            var selecting =
                    crew.go(() ->
                            Select.of(
                                            once.onDone(() -> "done"),
                                            Channel.never().onReceive(v -> "?"))
                                    .await());
            awaitWaiting(1);
            assertTrue(once.run(() -> {}));
            assertFalse(once.run(() -> {}));
            assertEquals("done", selecting.get());
        }
        assertEquals("done", select.await());
    }

    @Test
    void it_says_its_name() {
        assertEquals("once 'start'", once.toString());
        assertTrue(new Once().toString().matches("once 'once-\\d+'"));
        assertEquals(new OnceStats("start", State.NEW, 0), once.stats());
        assertEquals("once", once.stats().kind());
    }
}
