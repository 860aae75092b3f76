package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.select.Select;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// An interrupt and a partner come to one wait: whoever is first decides. Each order is played
/// once, for everything that can be waited for.
class SyncInterruptTest {
    private static final Runnable INTERRUPT = () -> Thread.currentThread().interrupt();

    private static void assertWaitsAgain(Waiting it) {
        assertEquals(0, it.waiting().getAsInt(), it.thing()::toString);
        try (var _ = new AtPark(INTERRUPT)) { // whatever is not given back would be had at once
            assertThrows(InterruptedException.class, it.op()::run, it.thing()::toString);
        }
        assertEquals(0, it.waiting().getAsInt(), it.thing()::toString);
    }

    @Test
    @Conformance("K138")
    void an_interrupt_alone_ends_the_wait_and_takes_nothing() throws Exception {
        for (Waiting it : Waiting.all()) {
            assertWaitsAgain(it);
            assertFalse(Thread.interrupted());
            try (var crew = new Crew()) { // and what it waited for is had by the next
                var next = crew.go(it.op()::run);
                next.awaitParked();
                it.serve().run();
                next.get();
                it.putBack().run();
            }
            assertWaitsAgain(it);
        }
    }

    @Test
    void whoever_is_served_and_interrupted_has_it_and_keeps_the_interrupt() throws Exception {
        for (Waiting it : Waiting.all()) {
            for (boolean first : new boolean[] {true, false}) {
                Runnable race =
                        () -> {
                            if (first) {
                                INTERRUPT.run();
                            }
                            it.serve().run();
                            INTERRUPT.run();
                        };
                try (var _ = new AtPark(race)) {
                    it.op().run();
                }
                assertTrue(Thread.interrupted(), it.thing()::toString);
                it.putBack().run();
                assertWaitsAgain(it);
            }
        }
    }

    @Test
    void an_interrupt_that_is_pending_is_seen_even_if_nobody_would_wait() throws Exception {
        for (Waiting it : Waiting.all()) {
            if (!(it.thing() instanceof Condition)) {
                it.serve().run();
            }
            INTERRUPT.run();
            assertThrows(InterruptedException.class, it.op()::run, it.thing()::toString);
            assertFalse(Thread.interrupted());
        }
    }

    @Test
    void a_wake_up_for_no_reason_does_not_end_a_wait() throws Exception {
        for (Waiting it : Waiting.all()) {
            try (var crew = new Crew();
                    var _ = new AtPark(() -> crew.go(it.serve()::run))) {
                it.op().run(); // is woken for nothing, and served while it parks again
            }
            assertFalse(Thread.interrupted());
            it.putBack().run();
            assertWaitsAgain(it);
        }
    }

    /// Memory or stack may run out while a thread parks: what was handed to it meanwhile goes on.
    @Test
    void a_wait_that_breaks_down_takes_nothing() throws Exception {
        for (Waiting it : Waiting.all()) {
            for (boolean served : new boolean[] {false, true}) {
                boolean keeps = // these are not handed anything
                        it.thing() instanceof WaitGroup
                                || it.thing() instanceof Barrier
                                || it.thing() instanceof Condition;
                if (served && keeps) {
                    continue;
                }
                var failure = new StackOverflowError("on purpose");
                try (var _ =
                        new AtPark(() -> {
                            if (served) {
                                it.serve().run();
                            }
                            throw failure;
                        })) {
                    it.op().run();
                    throw new AssertionError("it returned");
                } catch (StackOverflowError e) {
                    assertSame(failure, e);
                }
                assertEquals(0, it.waiting().getAsInt(), it.thing()::toString);
            }
        }
    }

    @Test
    @Conformance("Q178")
    void every_waiting_thread_names_what_it_waits_for() throws Exception {
        for (Crew.Kind kind : Crew.Kind.values()) {
            for (Waiting it : Waiting.all()) {
                try (var crew = new Crew(kind)) {
                    var member = crew.go(kind, it.op()::run);
                    member.awaitParked();
                    boolean selects = member.blocker() instanceof Select;
                    if (!selects) {
                        assertSame(it.thing(), member.blocker());
                        assertTrue(
                                Objects.toString(member.blocker()).matches("[a-z-]+ '[a-z0-9-]+'"));
                    }
                    it.serve().run();
                    member.get();
                }
            }
        }
    }

    @Test
    void the_figures_are_of_the_kind_that_the_thing_says() {
        var kinds =
                List.of(
                        "mutex",
                        "semaphore",
                        "read-write-mutex",
                        "wait-group",
                        "barrier",
                        "condition");
        assertEquals(
                kinds,
                Waiting.all().stream().map(it -> it.thing().stats().kind()).distinct().toList());
    }
}
