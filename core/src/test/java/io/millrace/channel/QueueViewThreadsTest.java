package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Many threads on one queue view; an executor on one, a select beside one.
class QueueViewThreadsTest {

    @ParameterizedTest
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
    void drainTo_ends_and_loses_nothing_while_producers_go_on(QueueShape shape, Crew.Kind kind)
            throws Exception {
        int each = 20_000;
        Channel<Integer> channel = shape.make();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        var seen = new ArrayList<Integer>();
        try (var crew = new Crew(kind)) {
            for (int p = 0; p < 2; p++) {
                int first = p * each;
                crew.go(() -> {
                    for (int i = 0; i < each; i++) {
                        queue.put(first + i);
                    }
                });
            }
            while (seen.size() < 2 * each) {
                seen.add(queue.take());
                int before = seen.size();
                int moved = queue.drainTo(seen);
                assertEquals(seen.size() - before, moved);
            }
            crew.join();
        }
        int[] next = {0, each};
        for (int value : seen) {
            assertEquals(next[value / each]++, value, "in the order of its producer");
        }
        assertFigures(channel, 0, 2 * each, 2 * each, 0);
        assertQuiet(channel);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
    void values_that_are_removed_iterated_over_and_taken_at_once_each_go_once(
            QueueShape shape, Crew.Kind kind) throws Exception {
        int values = 20_000;
        Channel<Integer> channel = shape.make();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        var gone = ConcurrentHashMap.<Integer>newKeySet();
        var stop = new AtomicBoolean();
        try (var crew = new Crew(kind)) {
            var remover =
                    crew.go(
                            Crew.Kind.PLATFORM,
                            () -> {
                                while (!stop.get()) {
                                    Object[] there = queue.toArray();
                                    for (int i = there.length - 1; i >= 0; i -= 3) {
                                        if (queue.remove(there[i])) {
                                            assertTrue(gone.add((Integer) there[i]), "twice");
                                        }
                                    }
                                    Thread.yield();
                                }
                            });
            var taker =
                    crew.go(() -> {
                        while (true) {
                            try {
                                assertTrue(gone.add(queue.take()), "twice");
                            } catch (ChannelClosedException e) {
                                return;
                            }
                        }
                    });
            crew.go(
                            () -> {
                                for (int i = 0; i < values; i++) {
                                    queue.put(i);
                                    assertTrue(queue.size() <= shape.capacity);
                                    Integer head = queue.peek();
                                    assertTrue(head == null || head <= i, "peek saw the future");
                                }
                                channel.close();
                            })
                    .get();
            taker.get();
            stop.set(true);
            remover.get();
        }
        assertEquals(values, gone.size());
        assertFigures(channel, 0, values, values, 0);
    }

    @Test
    void an_executor_runs_on_it() throws Exception {
        Channel<Runnable> work = Channel.buffered(100);
        var done = new LinkedBlockingQueue<Integer>();
        try (var pool = new ThreadPoolExecutor(2, 2, 1, TimeUnit.DAYS, work.asBlockingQueue())) {
            for (int i = 0; i < 50; i++) {
                int value = i;
                pool.execute(() -> done.add(value));
            }
            pool.shutdown();
            assertTrue(pool.awaitTermination(1, TimeUnit.MINUTES));
        }
        assertEquals(50, done.size());
        assertQuiet(work);
    }

    @Test
    void a_select_and_the_view_share_one_channel() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        try (var crew = new Crew()) {
            var selecting =
                    crew.go(() -> io.millrace.select.Select.of(channel.onReceive(v -> v)).await());
            awaitReceivers(channel, 1);
            assertTrue(queue.offer(4));
            assertEquals(4, selecting.get());
            assertThrows(IllegalStateException.class, () -> queue.add(5));
        }
    }
}
