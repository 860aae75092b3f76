package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.select.Select;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Null where no channel of another kind would take it.
class NullsTest {

    @Test
    @Conformance("Q179")
    void the_channel_on_which_nothing_happens_refuses_null_like_every_other() {
        Channel<Integer> never = Channel.never();
        List<Crew.Action> calls =
                List.of(
                        () -> never.onReceive(null),
                        () -> never.onReceive(null, end -> 1),
                        () -> never.onReceive(value -> 1, null),
                        () -> never.onSend(null, () -> 1),
                        () -> never.onSend(() -> 1, null),
                        () -> never.onSend(null, () -> 1, end -> 1),
                        () -> never.onSend(() -> 1, null, end -> 1),
                        () -> never.onSend(() -> 1, () -> 1, null));
        for (int i = 0; i < calls.size(); i++) {
            assertThrows(NullPointerException.class, calls.get(i)::run, "call " + i);
        }
    }

    @Test
    @Conformance("Q179")
    void the_records_that_never_hold_null_refuse_it() {
        assertThrows(NullPointerException.class, () -> new Received.Value<>(null));
        assertThrows(NullPointerException.class, () -> new Received.Ended<>(null));
        assertThrows(NullPointerException.class, () -> new Closed(null, null));
    }

    @Test
    void the_offer_to_a_channel_on_which_nothing_happens_is_asked_for_once_an_await()
            throws Exception {
        Channel<Integer> never = Channel.never();
        int[] asked = {0};
        var select =
                Select.of(never.onSend(() -> asked[0]++, () -> "sent"), Select.orElse(() -> "no"));
        assertEquals("no", select.await());
        assertEquals("no", select.await());
        assertEquals(2, asked[0]);
    }

    @Test
    void those_who_wait_on_the_channel_on_which_nothing_happens_are_counted() throws Exception {
        Channel<Integer> never = Channel.never();
        try (var crew = new Crew()) {
            var receiver = crew.go(() -> never.receive());
            var sender = crew.go(() -> never.send(1));
            receiver.awaitParked();
            sender.awaitParked();
            assertEquals(1, never.stats().waitingReceivers());
            assertEquals(1, never.stats().waitingSenders());
        }
    }
}
