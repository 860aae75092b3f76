package io.millrace.cli.run.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final Intake intake = new Intake(8, 2);
    private final List<Event> received = new ArrayList<>();

    private static Event event(String text) {
        return new Event.Note(text);
    }

    private boolean receive() throws InterruptedException {
        return intake.receive(received::add, () -> {});
    }

    @Test
    void a_full_outbox_is_to_be_sent() throws Exception {
        Outbox outbox = intake.newOutbox();
        assertFalse(outbox.add(event("a")));
        assertTrue(outbox.add(event("b")));
        outbox.send();
        assertTrue(receive());
        assertEquals(List.of(event("a"), event("b")), received);
    }

    @Test
    void i1_what_nobody_sends_is_found_in_the_outboxes() throws Exception {
        Outbox one = intake.newOutbox();
        Outbox other = intake.newOutbox();
        assertFalse(one.add(event("a")));
        assertFalse(other.add(event("b")));
        assertTrue(receive());
        assertEquals(List.of(event("a"), event("b")), received);
    }

    @Test
    void i2_what_was_sent_is_received_before_what_was_told_later() throws Exception {
        Outbox outbox = intake.newOutbox();
        assertFalse(outbox.add(event("a")));
        outbox.send();
        assertFalse(outbox.add(event("b")));
        assertTrue(receive());
        assertTrue(receive());
        assertEquals(List.of(event("a"), event("b")), received);
    }

    @Test
    void it_ends_when_it_is_closed_and_empty() throws Exception {
        intake.send(event("a"));
        intake.close();
        assertTrue(receive());
        assertFalse(receive());
        assertEquals(List.of(event("a")), received);
    }
}
