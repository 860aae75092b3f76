package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.QueueShape.upTo;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Waiting through the queue view, interrupts, timeouts and ends; on virtual and on platform
/// threads.
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

    private static Channel<Integer> full(QueueShape shape) {
        Channel<Integer> channel = shape.make();
        channel.asBlockingQueue().addAll(upTo(shape.room()));
        return channel;
    }

    // ---- interrupts

    @ParameterizedTest
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#boundedWithThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#boundedWithThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#boundedWithThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#boundedWithThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#withThreads")
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
    @MethodSource("io.millrace.channel.QueueShape#boundedWithThreads")
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
}
