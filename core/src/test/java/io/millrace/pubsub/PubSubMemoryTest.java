package io.millrace.pubsub;

import static io.millrace.fixture.CancelledWaits.inSelect;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.fixture.CancelledWaits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A million waits that were given up: none is left behind, and who waits for the same thing
/// afterwards gets it.
class PubSubMemoryTest {
    private static final int MANY = 1_000_000 / 2; // in each of two tests: a million in all
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void cancelled_publishes_and_receives_leave_no_memory_behind() throws Exception {
        try (Topic<Integer> full = Topic.open();
                Topic<Integer> quiet = Topic.open();
                var slow = full.subscription().capacity(1).open();
                var messages = quiet.subscribe()) {
            full.publish(1);
            CancelledWaits.leaveNoMemory(
                    MANY,
                    List.of(
                            () -> full.publish(2),
                            () -> messages.messages().receive(),
                            () -> messages.messages().tryReceive(DAY),
                            inSelect(messages.messages().onReceive(message -> message))));
            assertEquals(1, slow.messages().receive());
            full.publish(3);
            assertEquals(3, slow.messages().receive()); // 2 was missed by whoever had no room
            quiet.publish(4);
            assertEquals(4, messages.messages().receive());
        }
    }

    @Test
    void cancelled_waits_where_messages_are_acknowledged_leave_no_memory_behind() throws Exception {
        try (Topic<Integer> full = Topic.open();
                Topic<Integer> quiet = Topic.open();
                var slow = full.acknowledged().capacity(1).unlimitedVisibility().open();
                var jobs = quiet.acknowledged().deadLetters(1).open()) {
            full.publish(1);
            Delivery<Integer> first = slow.deliveries().receive(); // in a reader's hands
            CancelledWaits.leaveNoMemory(
                    MANY,
                    List.of(
                            () -> full.publish(2),
                            () -> slow.deliveries().receive(),
                            () -> jobs.deliveries().tryReceive(DAY),
                            inSelect(jobs.deliveries().onReceive(delivery -> delivery)),
                            () -> jobs.handle(job -> {}),
                            () -> jobs.deadLetters().receive()));
            first.ack();
            full.publish(3);
            assertEquals(3, slow.deliveries().receive().message());
            quiet.publish(4);
            assertEquals(4, jobs.deliveries().receive().message());
        }
    }
}
