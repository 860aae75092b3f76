package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.QueueShape.assertHolds;
import static io.millrace.channel.QueueShape.upTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the queue view shows of the values in it, and how it takes some out of their midst:
/// searching, bulk removal, arrays and iterators.
class QueueViewContentsTest {

    @ParameterizedTest
    @EnumSource
    void contains_and_containsAll_compare_by_equals(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            for (int i = 0; i < size; i++) {
                assertTrue(queue.contains(i));
            }
            assertFalse(queue.contains(size));
            assertFalse(queue.contains("0"));
            assertTrue(queue.containsAll(upTo(size)));
            assertFalse(queue.containsAll(upTo(size + 1)));
        });
        Channel<String> words = shape.make();
        if (words.trySend("a word") == Sent.SENT) {
            var equal = new StringBuilder("a word").toString();
            assertNotSame("a word", equal);
            assertTrue(words.asBlockingQueue().contains(equal));
            assertTrue(words.asBlockingQueue().remove(equal));
        }
    }

    @ParameterizedTest
    @EnumSource
    void remove_takes_the_first_that_is_equal_from_wherever_it_is(QueueShape shape)
            throws Exception {
        shape.each((queue, size) -> {
            var left = new ArrayList<>(upTo(size));
            for (int i = size / 2; i < size; i += 2) {
                assertTrue(queue.remove(i));
                assertFalse(queue.remove(i));
                left.remove((Integer) i);
                assertEquals(left, List.copyOf(queue));
            }
            assertFalse(queue.remove(-1));
            assertFalse(queue.remove("0"));
            assertHolds(queue, left);
        });
        Channel<Object> channel = shape.make();
        BlockingQueue<Object> queue = channel.asBlockingQueue();
        var twins = List.of("x", "y", "x");
        if (shape.room() >= 3) {
            queue.addAll(twins);
            assertTrue(queue.remove("x"));
            assertEquals(List.of("y", "x"), List.copyOf(queue));
            assertFigures(channel, 2, 3, 1, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_value_can_be_removed_from_every_place(QueueShape shape) {
        for (int place = 0; place < shape.room(); place++) {
            BlockingQueue<Integer> queue = shape.holding(shape.room());
            assertTrue(queue.remove(place));
            assertTrue(queue.offer(-2));
            var expected = new ArrayList<>(upTo(shape.room()));
            expected.remove(place);
            expected.add(-2);
            assertHolds(queue, expected);
            assertEquals(shape.room() > 0, queue.offer(-3), "it goes on after it was empty");
            assertEquals(-3, queue.poll());
        }
    }

    @ParameterizedTest
    @EnumSource
    void bulk_removal_keeps_the_order_of_the_rest(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            assertEquals(size > 1, queue.removeIf(value -> value % 2 == 1));
            List<Integer> even = upTo(size).stream().filter(v -> v % 2 == 0).toList();
            assertEquals(even, List.copyOf(queue));
            assertEquals(size > 0, queue.removeAll(List.of(0)));
            assertFalse(queue.retainAll(upTo(size)));
            assertHolds(queue, even.subList(Math.min(1, even.size()), even.size()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void arrays_hold_the_values_in_order(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            Object[] wanted = upTo(size).toArray();
            assertArrayEquals(wanted, queue.toArray());
            assertNotSame(queue.toArray(), queue.toArray());
            assertArrayEquals(wanted, queue.toArray(new Integer[0]));
            assertArrayEquals(wanted, queue.toArray(Integer[]::new));
            var exact = new Integer[size];
            assertSame(exact, queue.toArray(exact));
            assertArrayEquals(wanted, exact);
            var large = new Integer[size + 2];
            Arrays.fill(large, -9);
            assertSame(large, queue.toArray(large));
            assertNull(large[size]);
            assertEquals(-9, large[size + 1]);
            assertEquals(
                    Integer.class, queue.toArray(new Integer[0]).getClass().getComponentType());
            if (size > 0) {
                assertThrows(ArrayStoreException.class, () -> queue.toArray(new String[size]));
                queue.toArray()[0] = -1;
            }
            assertHolds(queue, upTo(size));
        });
    }

    @ParameterizedTest
    @EnumSource
    void iterators_streams_and_text_show_the_values_in_order(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            var iterated = new ArrayList<Integer>();
            queue.iterator().forEachRemaining(iterated::add);
            assertEquals(upTo(size), iterated);
            var consumed = new ArrayList<Integer>();
            queue.forEach(consumed::add);
            assertEquals(upTo(size), consumed);
            assertEquals(upTo(size), queue.stream().toList());
            assertEquals(size, queue.parallelStream().count());
            assertEquals(upTo(size).toString(), queue.toString());
            var past = queue.iterator();
            for (int i = 0; i < size; i++) {
                past.next();
            }
            assertFalse(past.hasNext());
            assertThrows(NoSuchElementException.class, past::next);
            assertHolds(queue, upTo(size));
        });
    }

    @ParameterizedTest
    @EnumSource
    void an_iterator_removes_what_it_returned_last_and_counts_it_as_received(QueueShape shape)
            throws Exception {
        for (int size : shape.sizes()) {
            for (int place = 0; place < size; place++) {
                Channel<Integer> channel = shape.make();
                BlockingQueue<Integer> queue = channel.asBlockingQueue();
                queue.addAll(upTo(size));
                var iterator = queue.iterator();
                assertThrows(IllegalStateException.class, iterator::remove);
                for (int i = 0; i <= place; i++) {
                    iterator.next();
                }
                iterator.remove();
                assertThrows(IllegalStateException.class, iterator::remove);
                var left = new ArrayList<>(upTo(size));
                left.remove(place);
                assertEquals(size - place - 1, drainedBy(iterator), "the rest is still returned");
                assertEquals(left, List.copyOf(queue));
                assertFigures(channel, size - 1, size, 1, 0);
            }
        }
    }

    private static int drainedBy(java.util.Iterator<?> iterator) {
        int count = 0;
        for (; iterator.hasNext(); iterator.next()) {
            count++;
        }
        return count;
    }

    @Test
    void an_iterator_removes_its_own_place_though_the_same_object_is_there_more_than_once() {
        for (int place = 0; place < 5; place++) {
            Channel<String> channel = Channel.buffered(5);
            BlockingQueue<String> queue = channel.asBlockingQueue();
            queue.addAll(List.of("x", "y", "x", "z", "x"));
            var iterator = queue.iterator();
            for (int i = 0; i <= place; i++) {
                iterator.next();
            }
            iterator.remove();
            var left = new ArrayList<>(List.of("x", "y", "x", "z", "x"));
            left.remove(place);
            assertEquals(left, List.copyOf(queue));
        }
    }

    @Test
    void an_iterator_does_not_remove_what_was_received_meanwhile() {
        Channel<String> channel = Channel.buffered(3);
        BlockingQueue<String> queue = channel.asBlockingQueue();
        queue.addAll(List.of("x", "y", "x"));
        var iterator = queue.iterator();
        iterator.next();
        assertEquals("x", queue.poll());
        iterator.remove(); // the first "x", which has gone: not the other
        assertEquals(List.of("y", "x"), List.copyOf(queue));
        iterator.next();
        queue.clear();
        iterator.remove();
        assertFigures(channel, 0, 3, 3, 0);
    }

    @ParameterizedTest
    @EnumSource
    void an_iterator_is_not_disturbed_by_what_happens_meanwhile(QueueShape shape) throws Exception {
        shape.each((queue, size) -> {
            var iterator = queue.iterator();
            queue.clear();
            queue.offer(77);
            for (int i = 0; i < size; i++) {
                assertEquals(i, iterator.next());
            }
            assertFalse(iterator.hasNext());
        });
    }
}
