package io.millrace.pool;

import static io.millrace.fixture.CancelledWaits.inSelect;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.channel.Channel;
import io.millrace.fixture.CancelledWaits;
import io.millrace.fixture.CancelledWaits.Wait;
import io.millrace.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A million waits that were given up: none is left behind, no job of theirs runs, and who waits
/// for the same thing afterwards gets it.
class PoolMemoryTest {
    private static final int MANY = 1_000_000 / 4; // for each way to dispatch: a million in all
    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @EnumSource
    void cancelled_submits_and_waits_leave_no_memory_behind(Dispatch dispatch) throws Exception {
        var gate = new Gate();
        var ran = new AtomicInteger();
        try (var pool = WorkerPool.builder().dispatch(dispatch).workers(1).queue(1).open()) {
            Task<?> running = pool.submit(gate::pass);
            gate.awaitArrived(1);
            Task<?> queued = pool.submit(ran::incrementAndGet);
            List<Wait> ways = new ArrayList<>();
            ways.add(() -> pool.submit(ran::incrementAndGet));
            ways.add(() -> pool.trySubmit(ran::incrementAndGet, DAY));
            ways.add(pool::await);
            ways.add(() -> pool.await(DAY));
            ways.add(running::await);
            ways.add(queued::await);
            ways.add(inSelect(queued.onDone(outcome -> outcome)));
            if (dispatch == Dispatch.BY_KEY) {
                ways.add(() -> pool.submit("key", () -> ran.incrementAndGet()));
            }
            CancelledWaits.leaveNoMemory(MANY, ways);
            WorkerPoolStats stats = WorkerPoolTest.balanced(pool);
            assertEquals(2, stats.submitted());
            gate.open();
            pool.submit(ran::incrementAndGet); // the room was not given to one that has gone
            pool.await();
        }
        assertEquals(2, ran.get(), "jobs whose submit was given up ran");
    }

    @Test
    void cancelled_waits_for_results_leave_no_memory_behind() throws Exception {
        Channel<Integer> elements = Channel.buffered(1);
        var gate = new Gate();
        JobFunction<Integer, Integer> held =
                element -> {
                    gate.pass();
                    return element;
                };
        try (var pool = ChannelPool.builder(held).workers(1).ordered(2).open(elements)) {
            elements.send(1);
            gate.awaitArrived(1);
            CancelledWaits.leaveNoMemory(
                    MANY,
                    List.of(
                            () -> pool.results().receive(),
                            () -> pool.results().tryReceive(DAY),
                            inSelect(pool.results().onReceive(result -> result)),
                            pool::await,
                            () -> pool.await(DAY),
                            inSelect(pool.onDone(() -> "done"))));
            gate.open();
            elements.close();
            assertEquals(1, pool.results().receive());
            pool.await();
        }
    }
}
