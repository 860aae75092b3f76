package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.assertQuiet;
import static io.millrace.channel.ChannelKind.awaitReceivers;
import static io.millrace.channel.ChannelKind.awaitSenders;
import static io.millrace.channel.QueueShape.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Waiting through the queue view, interrupts and timeouts, and many threads on one view; on
/// virtual and on platform threads.
class QueueViewWaitingTest {

    private interface Operation {
        Object on(BlockingQueue<Integer> queue) throws InterruptedException;
    }

    private static final List<Operation> ADDING =
            List.of(
                    queue -> {
                        queue.put(100);
                        return true;
                    },
                    queue -> queue.offer(100, 1, TimeUnit.DAYS));

    private static final List<Operation> TAKING =
            List.of(BlockingQueue::take, queue -> queue.poll(1, TimeUnit.DAYS));

    private static Stream<Arguments> all() {
        return Stream.of(QueueShape.values())
                .flatMap(shape ->
                        Stream.of(Crew.Kind.values()).map(kind -> Arguments.of(shape, kind)));
    }

    private static Stream<Arguments> bounded() {
        return all().filter(each -> ((QueueShape) each.get()[0]).isBounded());
    }

    private static Channel<Integer> full(QueueShape shape) {
        Channel<Integer> channel = shape.make();
        channel.asBlockingQueue().addAll(upTo(shape.room()));
        return channel;
    }

    // ---- interrupts

    @ParameterizedTest
    @MethodSource("all")
    void a_pending_interrupt_makes_whatever_may_wait_throw_with_no_effect(
            QueueShape shape, Crew.Kind kind) throws Exception {
        var operations = new ArrayList<>(ADDING);
        operations.addAll(TAKING);
        for (int size : shape.sizes()) {
            for (Operation operation : operations) {
                Channel<Integer> channel = shape.make();
                channel.asBlockingQueue().addAll(upTo(size));
                try (var crew = new Crew(kind)) {
                    var interrupted =
                            crew.go(() -> {
                                Thread.currentThread().interrupt();
                                return operation.on(channel.asBlockingQueue());
                            });
                    interrupted.failure(InterruptedException.class);
                    assertFalse(interrupted.endedInterrupted());
                }
                assertFigures(channel, size, size, 0, 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_never_waits_does_not_mind_an_interrupt(QueueShape shape, Crew.Kind kind) {
        Channel<Integer> channel = shape.make();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        boolean room = shape.room() > 0;
        try (var crew = new Crew(kind)) {
            var member =
                    crew.go(() -> {
                        Thread.currentThread().interrupt();
                        assertEquals(room, queue.offer(1));
                        assertEquals(room, queue.contains(1));
                        assertEquals(room ? 1 : null, queue.peek());
                        assertEquals(room, queue.remove(1));
                        assertNull(queue.poll());
                        assertEquals(0, queue.drainTo(new ArrayList<>()));
                        queue.clear();
                    });
            member.get();
            assertTrue(member.endedInterrupted());
        }
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void an_interrupt_ends_a_wait_to_add_and_the_value_stays_out(QueueShape shape, Crew.Kind kind)
            throws Exception {
        for (Operation operation : ADDING) {
            Channel<Integer> channel = full(shape);
            try (var crew = new Crew(kind)) {
                var waiting = crew.go(() -> operation.on(channel.asBlockingQueue()));
                awaitSenders(channel, 1);
                waiting.awaitParked();
                waiting.interrupt();
                waiting.failure(InterruptedException.class);
            }
            assertQuiet(channel);
            assertEquals(upTo(shape.room()), List.copyOf(channel.asBlockingQueue()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void an_interrupt_ends_a_wait_to_take_and_the_next_value_is_not_lost(
            QueueShape shape, Crew.Kind kind) throws Exception {
        for (Operation operation : TAKING) {
            Channel<Integer> channel = shape.make();
            BlockingQueue<Integer> queue = channel.asBlockingQueue();
            try (var crew = new Crew(kind)) {
                var waiting = crew.go(() -> operation.on(queue));
                awaitReceivers(channel, 1);
                waiting.awaitParked();
                waiting.interrupt();
                waiting.failure(InterruptedException.class);
                assertQuiet(channel);
                var next = crew.go(() -> queue.take());
                queue.put(5);
                assertEquals(5, next.get());
            }
            assertFigures(channel, 0, 1, 1, 0);
        }
    }

    // ---- waiting and being served

    @ParameterizedTest
    @MethodSource("bounded")
    void whoever_waits_to_add_is_let_in_by_every_way_to_take(QueueShape shape, Crew.Kind kind)
            throws Exception {
        List<Operation> taking =
                List.of(
                        BlockingQueue::take,
                        BlockingQueue::poll,
                        BlockingQueue::remove,
                        queue -> queue.poll(1, TimeUnit.DAYS),
                        queue -> {
                            var target = new ArrayList<Integer>();
                            assertEquals(1, queue.drainTo(target, 1));
                            return target.getFirst();
                        });
        for (Operation adding : ADDING) {
            for (Operation operation : taking) {
                Channel<Integer> channel = full(shape);
                BlockingQueue<Integer> queue = channel.asBlockingQueue();
                try (var crew = new Crew(kind)) {
                    var waiting = crew.go(() -> adding.on(queue));
                    awaitSenders(channel, 1);
                    assertFalse(queue.offer(1));
                    assertEquals(shape.room() > 0 ? 0 : 100, operation.on(queue));
                    assertEquals(true, waiting.get());
                }
                int left = shape.room();
                assertFigures(channel, left, left + 1, 1, 0);
                assertEquals(shape.room() > 0, queue.contains(100));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void whoever_waits_to_add_is_let_in_when_a_value_is_removed_from_the_middle(
            QueueShape shape, Crew.Kind kind) throws Exception {
        for (int place = 0; place < shape.room(); place++) {
            Channel<Integer> channel = full(shape);
            BlockingQueue<Integer> queue = channel.asBlockingQueue();
            try (var crew = new Crew(kind)) {
                var waiting = crew.go(() -> queue.put(100));
                awaitSenders(channel, 1);
                assertTrue(queue.remove(place));
                waiting.get();
            }
            var expected = new ArrayList<>(upTo(shape.room()));
            expected.remove(place);
            expected.add(100);
            assertEquals(expected, List.copyOf(queue));
            assertFigures(channel, shape.room(), shape.room() + 1, 1, 0);
            assertQuiet(channel);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whoever_waits_to_take_is_given_what_is_added_by_every_way(QueueShape shape, Crew.Kind kind)
            throws Exception {
        List<Operation> adding =
                List.of(
                        queue -> queue.offer(9),
                        queue -> queue.add(9),
                        queue -> queue.offer(9, 1, TimeUnit.DAYS),
                        queue -> queue.addAll(List.of(9)),
                        queue -> {
                            queue.put(9);
                            return true;
                        });
        for (Operation taking : TAKING) {
            for (Operation operation : adding) {
                Channel<Integer> channel = shape.make();
                BlockingQueue<Integer> queue = channel.asBlockingQueue();
                try (var crew = new Crew(kind)) {
                    var waiting = crew.go(() -> taking.on(queue));
                    awaitReceivers(channel, 1);
                    assertEquals(true, operation.on(queue));
                    assertEquals(9, waiting.get());
                }
                assertFigures(channel, 0, 1, 1, 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void those_who_wait_to_add_come_in_in_the_order_in_which_they_came(
            QueueShape shape, Crew.Kind kind) throws Exception {
        Channel<Integer> channel = full(shape);
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        try (var crew = new Crew(kind)) {
            for (int i = 0; i < 8; i++) {
                int value = shape.room() + i;
                crew.go(() -> queue.put(value));
                awaitSenders(channel, i + 1);
            }
            for (int i = 0; i < shape.room() + 8; i++) {
                assertEquals(i, queue.take());
            }
            crew.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_rendezvous_looks_empty_while_senders_wait_and_gives_what_they_offer(Crew.Kind kind)
            throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        try (var crew = new Crew(kind)) {
            for (int i = 0; i < 3; i++) {
                int value = i;
                crew.go(() -> queue.put(value));
                awaitSenders(channel, i + 1);
            }
            assertNull(queue.peek());
            assertTrue(queue.isEmpty());
            assertEquals(0, queue.remainingCapacity());
            assertFalse(queue.iterator().hasNext());
            assertFalse(queue.contains(0));
            assertFalse(queue.remove(0));
            queue.clear();
            var taken = new ArrayList<Integer>();
            assertEquals(2, queue.drainTo(taken, 2));
            assertEquals(List.of(0, 1), taken);
            assertEquals(1, queue.drainTo(taken));
            assertEquals(upTo(3), taken);
            crew.join();
        }
        assertFigures(channel, 0, 3, 3, 0);
    }

    // ---- time

    @ParameterizedTest
    @MethodSource("all")
    void a_timed_wait_ends_when_its_time_has_passed_and_not_sooner(QueueShape shape, Crew.Kind kind)
            throws Exception {
        try (var clock = ManualClock.install()) {
            Channel<Integer> channel = full(shape);
            Channel<Integer> empty = shape.make();
            try (var crew = new Crew(kind)) {
                var polling =
                        crew.go(() -> empty.asBlockingQueue().poll(2_000, TimeUnit.MILLISECONDS));
                var offering =
                        crew.go(() -> channel.asBlockingQueue().offer(1, 2, TimeUnit.SECONDS));
                clock.awaitSleepers(shape.isBounded() ? 2 : 1);
                clock.advance(Duration.ofMillis(1_999));
                assertFalse(polling.isDone());
                clock.advance(Duration.ofMillis(1));
                assertNull(polling.get());
                assertEquals(!shape.isBounded(), offering.get());
            }
            assertQuiet(channel);
            assertQuiet(empty);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_longest_time_is_a_wait_and_not_an_overflow(QueueShape shape, Crew.Kind kind)
            throws Exception {
        Channel<Integer> channel = shape.make();
        try (var crew = new Crew(kind)) {
            var waiting =
                    crew.go(() -> channel.asBlockingQueue().poll(Long.MAX_VALUE, TimeUnit.DAYS));
            awaitReceivers(channel, 1);
            channel.send(3);
            assertEquals(3, waiting.get());
        }
    }

    // ---- ends

    @ParameterizedTest
    @MethodSource("bounded")
    void an_end_is_told_to_all_who_wait(QueueShape shape, Crew.Kind kind) throws Exception {
        Channel<Integer> channel = full(shape);
        Channel<Integer> empty = shape.make();
        try (var crew = new Crew(kind)) {
            var waiting = new ArrayList<Crew.Member<Object>>();
            for (Operation operation : ADDING) {
                waiting.add(crew.go(() -> operation.on(channel.asBlockingQueue())));
            }
            for (Operation operation : TAKING) {
                waiting.add(crew.go(() -> operation.on(empty.asBlockingQueue())));
            }
            awaitSenders(channel, 2);
            awaitReceivers(empty, 2);
            channel.close();
            empty.close();
            waiting.forEach(each -> each.failure(ChannelClosedException.class));
        }
        assertFigures(channel, shape.room(), shape.room(), 0, 0);
    }

    // ---- many threads

    @ParameterizedTest
    @MethodSource("all")
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
    @MethodSource("all")
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
