package io.millrace.task;

import static io.millrace.fixture.CancelledWaits.inSelect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.fixture.CancelledWaits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A million waits that were given up: none is left behind, and who waits for the same thing
/// afterwards gets it.
class TaskMemoryTest {
    private static final int MANY = 1_000_000 / 4; // in each of four tests: a million in all
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void cancelled_waits_for_a_promise_leave_no_memory_behind() throws Exception {
        var promise = new Promise<String>();
        CancelledWaits.leaveNoMemory(
                MANY,
                List.of(
                        promise::await,
                        promise::outcome,
                        () -> promise.outcome(DAY),
                        inSelect(promise.onDone(outcome -> outcome))));
        assertEquals(0, promise.stats().waiting());
        promise.complete("value");
        assertEquals("value", promise.await());
    }

    @Test
    void cancelled_waits_at_the_limit_of_a_group_leave_no_memory_behind() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        var ran = new AtomicInteger();
        try (var group = ErrGroup.builder().limit(1).open()) {
            group.go(gate::receive);
            CancelledWaits.leaveNoMemory(
                    MANY,
                    List.of(
                            () -> group.go(ran::incrementAndGet),
                            () -> group.tryGo(ran::incrementAndGet, DAY),
                            group::await,
                            () -> group.await(DAY),
                            inSelect(group.onDone(() -> "idle"))));
            assertEquals(1, group.stats().running());
            gate.send(1);
            group.go(ran::incrementAndGet); // the permit was not given to one that has gone
            group.await();
        }
        assertEquals(1, ran.get());
    }

    @Test
    void cancelled_waits_for_a_task_and_its_scope_leave_no_memory_behind() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(gate::receive);
            CancelledWaits.leaveNoMemory(
                    MANY,
                    List.of(
                            task::await,
                            task::outcome,
                            () -> task.outcome(DAY),
                            inSelect(task.onDone(outcome -> outcome)),
                            () -> scope.context().await(),
                            inSelect(scope.context().onDone(() -> "ended"))));
            gate.send(1);
            assertEquals(1, task.await());
            scope.join();
        }
    }

    @Test
    void requests_that_were_given_up_leave_no_memory_behind() throws Exception {
        Channel<Request<Integer, Integer>> nobody = Request.channel(0);
        Channel<Request<Integer, Integer>> silent = Request.channel(1);
        CancelledWaits.leaveNoMemory(
                MANY,
                List.of(
                        () -> Request.ask(nobody, 1),
                        () -> Request.ask(nobody, 1, DAY),
                        () -> unanswered(silent, () -> Request.ask(silent, 1)),
                        () -> unanswered(silent, () -> Request.ask(silent, 1, DAY))));
        assertEquals(0, nobody.stats().waitingSenders());
        assertEquals(0, silent.stats().size());
    }

    /// Asks, and takes the request out of the channel when it was given up.
    private static void unanswered(
            Channel<Request<Integer, Integer>> server, CancelledWaits.Wait ask) throws Exception {
        try {
            ask.run();
        } finally {
            var received = server.tryReceive();
            var value = assertInstanceOf(Received.Value.class, received);
            assertTrue(value.value() instanceof Request<?, ?> request && !request.isWanted());
        }
    }
}
