package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.QueueShape.assertHolds;
import static io.millrace.channel.QueueShape.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the queue view does that takes no waiting: on an empty queue, one that is partly full and a
/// full one.
class QueueViewTest {

    // ---- adding

    @ParameterizedTest
    @EnumSource
    void null_is_refused_by_whatever_adds_or_collects(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            List<Executable> calls =
                    List.of(
                            () -> queue.put(null),
                            () -> queue.offer(null),
                            () -> queue.offer(null, 1, TimeUnit.DAYS),
                            () -> queue.offer(-5, 1, null),
                            () -> queue.poll(1, null),
                            () -> queue.add(null),
                            () -> queue.addAll(null),
                            () -> queue.addAll(Arrays.asList((Integer) null)),
                            () -> queue.drainTo(null),
                            () -> queue.drainTo(null, 1),
                            () -> queue.toArray((Object[]) null),
                            () -> queue.removeIf(null),
                            () -> queue.removeAll(null),
                            () -> queue.retainAll(null),
                            () -> queue.containsAll(null),
                            () -> queue.forEach(null));
            for (int i = 0; i < calls.size(); i++) {
                assertThrows(NullPointerException.class, calls.get(i), "call " + i);
            }
            assertFalse(queue.contains(null));
            assertFalse(queue.remove(null));
            assertHolds(queue, upTo(size));
        });
    }

    @ParameterizedTest
    @EnumSource
    void offer_and_add_say_whether_there_was_room(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            boolean room = size < shape.room() || !shape.isBounded();
            assertEquals(room, queue.offer(size));
            assertEquals(room ? size + 1 : size, queue.size());
        });
        shape.each((queue, size) -> {
            boolean room = size < shape.room() || !shape.isBounded();
            assertEquals(room, queue.offer(size, 0, TimeUnit.SECONDS));
            assertEquals(room ? size + 1 : size, queue.size());
        });
        shape.each((queue, size) -> {
            if (size < shape.room() || !shape.isBounded()) {
                assertTrue(queue.add(size));
                assertHolds(queue, upTo(size + 1));
            } else {
                var failure = assertThrows(IllegalStateException.class, () -> queue.add(9));
                assertTrue(failure.getMessage().contains("is full"), failure.getMessage());
                assertHolds(queue, upTo(size));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void put_stores_in_order_while_there_is_room(QueueShape shape) throws Exception {
        BlockingQueue<Integer> queue = shape.holding(0);
        for (int i = 0; i < shape.room(); i++) {
            queue.put(i);
        }
        assertHolds(queue, upTo(shape.room()));
    }

    @ParameterizedTest
    @EnumSource
    void addAll_adds_until_it_is_full(QueueShape shape) {
        BlockingQueue<Integer> queue = shape.holding(0);
        assertThrows(IllegalArgumentException.class, () -> queue.addAll(queue));
        assertFalse(queue.addAll(List.of()));
        if (shape.room() > 0) {
            assertTrue(queue.addAll(upTo(shape.room())));
        }
        if (shape.isBounded()) {
            assertThrows(IllegalStateException.class, () -> queue.addAll(List.of(1)));
        }
        assertHolds(queue, upTo(shape.room()));
    }

    @ParameterizedTest
    @EnumSource
    void remaining_capacity_and_size_add_up(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            assertEquals(size, queue.size());
            assertEquals(size == 0, queue.isEmpty());
            assertEquals(
                    shape.isBounded() ? shape.capacity - size : Integer.MAX_VALUE,
                    queue.remainingCapacity());
        });
    }

    // ---- taking

    @ParameterizedTest
    @EnumSource
    void every_way_to_take_takes_the_oldest(QueueShape shape) throws Exception {
        BlockingQueue<Integer> queue = shape.holding(shape.room());
        for (int i = 0; i < shape.room(); i++) {
            assertEquals(i, queue.peek());
            assertEquals(i, queue.element());
            Integer taken =
                    switch (i % 4) {
                        case 0 -> queue.take();
                        case 1 -> queue.poll();
                        case 2 -> queue.poll(0, TimeUnit.SECONDS);
                        default -> queue.remove();
                    };
            assertEquals(i, taken);
            assertEquals(shape.room() - i - 1, queue.size());
        }
        assertNull(queue.peek());
        assertNull(queue.poll());
        assertNull(queue.poll(0, TimeUnit.SECONDS));
        assertNull(queue.poll(-1, TimeUnit.DAYS));
        assertThrows(NoSuchElementException.class, queue::remove);
        assertThrows(NoSuchElementException.class, queue::element);
    }

    @ParameterizedTest
    @EnumSource
    void drainTo_moves_what_is_there_in_order(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            var target = new ArrayList<>(List.of(-7));
            assertEquals(size, queue.drainTo(target));
            assertEquals(upTo(size), target.subList(1, target.size()));
            assertTrue(queue.isEmpty());
            assertEquals(0, queue.drainTo(target));
        });
        shape.each((queue, size) -> {
            for (int most : new int[] {0, -1, Integer.MIN_VALUE}) {
                assertEquals(0, queue.drainTo(new ArrayList<>(), most));
            }
            var target = new ArrayList<Integer>();
            int moved = queue.drainTo(target, 2);
            assertEquals(Math.min(2, size), moved);
            assertEquals(upTo(moved), target);
            assertEquals(size - moved, queue.size());
        });
    }

    @ParameterizedTest
    @EnumSource
    void drainTo_refuses_itself(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue));
            assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue, 0));
            assertHolds(queue, upTo(size));
        });
    }

    @ParameterizedTest
    @EnumSource
    void clear_empties_it_and_it_goes_on(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            queue.clear();
            assertTrue(queue.isEmpty());
            assertEquals(
                    shape.isBounded() ? shape.capacity : Integer.MAX_VALUE,
                    queue.remainingCapacity());
            assertEquals(shape.room() > 0, queue.offer(1));
            queue.clear();
            assertTrue(queue.isEmpty());
        });
    }

    // ---- ends

    @ParameterizedTest
    @EnumSource
    void after_a_close_nothing_can_be_added_and_the_rest_can_be_taken(QueueShape shape)
            throws Exception {
        for (int size : shape.sizes()) {
            Channel<Integer> channel = shape.make();
            BlockingQueue<Integer> queue = channel.asBlockingQueue();
            queue.addAll(upTo(size));
            channel.close();
            List<Executable> adding =
                    List.of(
                            () -> queue.put(1),
                            () -> queue.offer(1),
                            () -> queue.offer(1, 1, TimeUnit.DAYS),
                            () -> queue.add(1),
                            () -> queue.addAll(List.of(1)));
            for (Executable call : adding) {
                var thrown = assertThrows(ChannelClosedException.class, call);
                assertSame(channel, thrown.closed().channel());
            }
            assertEquals(0, queue.remainingCapacity());
            assertEquals(upTo(size), List.copyOf(queue));
            for (int i = 0; i < size; i++) {
                assertEquals(i, i % 2 == 0 ? queue.take() : queue.poll(1, TimeUnit.DAYS));
            }
            assertThrows(ChannelClosedException.class, queue::take);
            assertThrows(ChannelClosedException.class, () -> queue.poll(1, TimeUnit.DAYS));
            assertThrows(ChannelClosedException.class, () -> queue.poll(0, TimeUnit.DAYS));
            assertNull(queue.poll());
            assertNull(queue.peek());
            assertThrows(NoSuchElementException.class, queue::remove);
            assertThrows(NoSuchElementException.class, queue::element);
            assertEquals(0, queue.drainTo(new ArrayList<>()));
            assertFigures(channel, 0, size, size, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_failure_is_named_by_whatever_says_that_the_channel_has_ended(QueueShape shape) {
        Channel<Integer> channel = shape.make();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        var cause = new IllegalArgumentException("broken off");
        channel.fail(cause);
        for (Executable call :
                List.<Executable>of(
                        queue::take,
                        () -> queue.poll(1, TimeUnit.DAYS),
                        () -> queue.put(1),
                        () -> queue.offer(1))) {
            assertSame(cause, assertThrows(ChannelClosedException.class, call).getCause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_cancelled_channel_looks_empty(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            var dropped = new ArrayList<Integer>();
            Channel<Integer> channel = shape.<Integer>builder().onUndelivered(dropped::add).build();
            BlockingQueue<Integer> mine = channel.asBlockingQueue();
            mine.addAll(upTo(size));
            var iterator = mine.iterator();
            channel.cancel();
            assertEquals(upTo(size), dropped);
            assertNull(mine.peek());
            assertEquals(0, mine.toArray().length);
            assertFalse(mine.remove(0));
            if (size > 0) {
                iterator.next();
                iterator.remove();
            }
            assertFigures(channel, 0, size, 0, size);
        });
    }

    // ---- other kinds

    @Test
    void a_channel_that_drops_is_never_full() throws Exception {
        for (Overflow policy : List.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST)) {
            var dropped = new ArrayList<Integer>();
            Channel<Integer> channel =
                    Channel.<Integer>builder()
                            .capacity(3)
                            .overflow(policy)
                            .onUndelivered(dropped::add)
                            .build();
            BlockingQueue<Integer> queue = channel.asBlockingQueue();
            assertTrue(queue.addAll(upTo(3)));
            assertEquals(0, queue.remainingCapacity());
            assertTrue(queue.offer(3));
            assertTrue(queue.add(4));
            queue.put(5);
            boolean oldest = policy == Overflow.DROP_OLDEST;
            assertEquals(oldest ? List.of(3, 4, 5) : upTo(3), List.copyOf(queue));
            assertEquals(oldest ? upTo(3) : List.of(3, 4, 5), dropped);
            assertTrue(queue.remove(oldest ? 4 : 1));
            assertEquals(1, queue.remainingCapacity());
            assertFigures(channel, 2, 6, 1, 3);
        }
    }

    @Test
    void a_channel_that_rejects_is_full_for_offer_and_throws_for_put() {
        Channel<Integer> channel =
                Channel.<Integer>builder().capacity(1).overflow(Overflow.REJECT).build();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        assertTrue(queue.offer(1));
        assertFalse(queue.offer(2));
        assertThrows(IllegalStateException.class, () -> queue.add(2));
        assertThrows(ChannelFullException.class, () -> queue.put(2));
        assertHolds(queue, List.of(1));
    }

    @Test
    void the_channel_on_which_nothing_happens_is_a_queue_that_is_empty_and_full() throws Exception {
        BlockingQueue<Integer> queue = Channel.<Integer>never().asBlockingQueue();
        assertFalse(queue.offer(1));
        assertFalse(queue.offer(1, 1, TimeUnit.NANOSECONDS));
        assertNull(queue.poll());
        assertNull(queue.poll(1, TimeUnit.NANOSECONDS));
        assertNull(queue.peek());
        assertFalse(queue.remove(1));
        assertEquals(0, queue.remainingCapacity());
        assertEquals(List.of(), List.copyOf(queue));
        assertThrows(NullPointerException.class, () -> queue.put(null));
    }

    @Test
    void two_views_of_one_channel_show_the_same() {
        Channel<Integer> channel = Channel.unbounded();
        channel.asBlockingQueue().addAll(upTo(3));
        assertHolds(channel.asBlockingQueue(), upTo(3));
        assertFigures(channel, 0, 3, 3, 0);
    }
}
