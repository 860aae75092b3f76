package io.millrace.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import org.junit.jupiter.api.Test;

class SignalTest {

    @Test
    void whoever_waits_in_any_way_is_woken() throws Exception {
        var signal = new Signal("the owner");
        try (var crew = new Crew()) {
            var plain = crew.go(() -> signal.await("wait"));
            var timed = crew.go(() -> signal.awaitUntil("wait", Door.now() + Door.LONGEST));
            var anyway = crew.go(() -> signal.awaitAnyway("wait"));
            Eventually.until("three wait", () -> signal.waiting() == 3);
            plain.awaitParked();
            timed.awaitParked();
            anyway.awaitParked();
            assertTrue(signal.fire());
            plain.get();
            assertTrue(timed.get());
            anyway.get();
            assertEquals(0, signal.waiting());
        }
    }

    @Test
    void an_interrupt_does_not_end_a_wait_that_goes_on_anyway_and_stays_pending() throws Exception {
        var signal = new Signal("the owner");
        try (var crew = new Crew()) {
            var anyway = crew.go(() -> signal.awaitAnyway("wait"));
            anyway.awaitParked();
            anyway.interrupt();
            signal.fire();
            anyway.get();
            assertTrue(anyway.endedInterrupted());
        }
    }
}
