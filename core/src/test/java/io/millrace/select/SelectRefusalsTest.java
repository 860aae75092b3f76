package io.millrace.select;

import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.select.Select.after;
import static io.millrace.select.Select.orElse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a select refuses, and what is left when a handler fails.
class SelectRefusalsTest {

    // ---- what is refused

    @Test
    @Conformance("F80")
    void a_select_that_makes_no_sense_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Select.<Integer>of());
        assertThrows(IllegalArgumentException.class, () -> Select.<Integer>of(List.of()));
        var twoDefaults =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Select.of(orElse(() -> 1), orElse(() -> 2)));
        assertTrue(twoDefaults.getMessage().contains("orElse"), twoDefaults.getMessage());
        Clause<Integer> foreign = new Clause<>() {};
        var refused = assertThrows(IllegalArgumentException.class, () -> Select.of(foreign));
        assertTrue(refused.getMessage().contains("made by"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Select.of(Select.<Integer>orElse(() -> 1).when(() -> true)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Select.of(after(Duration.ofDays(1), () -> 1).when(() -> true)));
    }

    @Test
    @Conformance("Q179")
    void null_is_refused() {
        Clause<Integer> clause = Channel.<Integer>rendezvous().onReceive(v -> v);
        List<Crew.Action> calls =
                List.of(
                        () -> Select.of((Clause<Integer>[]) null),
                        () -> Select.of((List<Clause<Integer>>) null),
                        () -> Select.of(clause, null),
                        () -> Select.of(java.util.Arrays.asList(clause, null)),
                        () -> after(null, () -> 1),
                        () -> after(Duration.ZERO, null),
                        () -> orElse(null),
                        () -> clause.when(null));
        for (int i = 0; i < calls.size(); i++) {
            assertThrows(NullPointerException.class, calls.get(i)::run, "call " + i);
        }
    }

    @Test
    void it_does_not_see_later_changes_of_the_list_that_it_was_made_of() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        List<Clause<Integer>> clauses = new ArrayList<>(List.of(channel.onReceive(v -> v)));
        var select = Select.<Integer>of(clauses);
        clauses.clear();
        assertEquals(1, select.await());
        assertEquals("select of 1", select.toString());
    }

    // ---- handlers that fail

    @Test
    void a_handler_that_throws_leaves_no_waiter_and_the_select_works_on() throws Exception {
        Channel<Integer> a = Channel.buffered(1);
        Channel<Integer> b = Channel.rendezvous();
        boolean[] fails = {true};
        var select =
                Select.of(
                        a.onReceive(v -> {
                            if (fails[0]) {
                                throw new IllegalStateException("handler");
                            }
                            return v;
                        }),
                        b.onReceive(v -> v));
        a.send(1);
        assertThrows(IllegalStateException.class, select::await);
        assertQuiet(a, b);
        assertEquals(1, a.stats().received(), "the value was received; the handler lost it");
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> select.await());
            awaitReceivers(b, 1);
            a.send(2);
            waiting.failure(IllegalStateException.class);
            assertQuiet(a, b);
            fails[0] = false;
            a.send(3);
            assertEquals(3, select.await());
        }
    }

    @Test
    void a_handler_that_returns_null_is_told_so() throws Exception {
        Channel<Integer> a = Channel.buffered(1);
        Channel<Integer> ended = Channel.buffered(1);
        ended.close();
        List<Select<Integer>> selects =
                List.of(
                        Select.of(a.<Integer>onReceive(v -> null)),
                        Select.of(a.<Integer>onSend(() -> 1, () -> null)),
                        Select.of(ended.<Integer>onReceive(v -> 1, end -> null)),
                        Select.of(ended.<Integer>onSend(() -> 1, () -> 1, end -> null)),
                        Select.of(Select.<Integer>orElse(() -> null)),
                        Select.of(Select.<Integer>after(Duration.ZERO, () -> null)));
        a.send(1);
        for (Select<Integer> select : selects) {
            var failure = assertThrows(NullPointerException.class, select::await);
            assertTrue(failure.getMessage().contains("null"), failure.getMessage());
            assertQuiet(a, ended);
        }
    }
}
