package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.QueueShape.upTo;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The queue view as the collection that it also is: what takes or gives many values, and many
/// threads that use all of it at once.
class QueueViewBulkTest {

    @ParameterizedTest
    @EnumSource
    void adding_many_stops_at_the_first_that_cannot_be_added_and_keeps_those_before_it(
            QueueShape shape) {
        if (shape.room() >= 2) {
            BlockingQueue<Integer> queue = shape.holding(0);
            List<Integer> withNull = Arrays.asList(0, 1, null, 3);
            if (shape.room() == 2) { // refused as null, though it is full, too
                withNull = Arrays.asList(0, 1, null);
            }
            List<Integer> values = withNull;
            assertThrows(NullPointerException.class, () -> queue.addAll(values));
            assertEquals(upTo(2), List.copyOf(queue));
        }
        if (shape.isBounded()) {
            BlockingQueue<Integer> queue = shape.holding(0);
            assertThrows(IllegalStateException.class, () -> queue.addAll(upTo(shape.room() + 3)));
            assertEquals(upTo(shape.room()), List.copyOf(queue));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_queue_contains_itself_and_loses_all_when_it_is_removed_from_itself(QueueShape shape) {
        for (int size : shape.sizes()) {
            BlockingQueue<Integer> queue = shape.holding(size);
            assertTrue(queue.containsAll(queue));
            assertFalse(queue.retainAll(queue));
            assertEquals(size, queue.size());
            assertEquals(size > 0, queue.removeAll(queue));
            assertTrue(queue.isEmpty());

            queue = shape.holding(size);
            assertFalse(queue.removeAll(List.of()));
            assertEquals(size > 0, queue.retainAll(List.of()));
            assertTrue(queue.isEmpty());

            queue = shape.holding(size);
            assertEquals(size > 0, queue.removeIf(value -> true));
            assertFalse(queue.removeIf(value -> true));
            assertTrue(queue.isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void copies_of_it_hold_its_values_in_order(QueueShape shape) {
        for (int size : shape.sizes()) {
            BlockingQueue<Integer> queue = shape.holding(size);
            assertEquals(upTo(size), new ArrayList<>(queue));
            assertEquals(upTo(size), List.copyOf(new ArrayDeque<>(queue)));
            assertEquals(upTo(size), queue.stream().sequential().toList());
            assertEquals(upTo(size), queue.parallelStream().map(value -> value).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_spliterator_covers_every_value_once_however_it_is_split(QueueShape shape) {
        for (int size : shape.sizes()) {
            BlockingQueue<Integer> queue = shape.holding(size);
            Spliterator<Integer> rest = queue.spliterator();
            assertTrue(rest.hasCharacteristics(Spliterator.ORDERED | Spliterator.NONNULL));
            assertThrows(NullPointerException.class, () -> queue.spliterator().tryAdvance(null));
            assertThrows(
                    NullPointerException.class, () -> queue.spliterator().forEachRemaining(null));
            queue.clear(); // it walks through a copy
            var seen = new ArrayList<Integer>();
            for (Spliterator<Integer> first = rest.trySplit();
                    first != null;
                    first = rest.trySplit()) {
                while (first.tryAdvance(seen::add)) {
                    // adds
                }
                rest.tryAdvance(seen::add);
            }
            rest.forEachRemaining(seen::add);
            assertFalse(rest.tryAdvance(seen::add));
            assertEquals(upTo(size), seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_rest_of_an_iteration_is_what_was_not_returned_before(QueueShape shape) {
        for (int size : shape.sizes()) {
            var iterator = shape.holding(size).iterator();
            for (int i = 0; i < size / 2; i++) {
                assertEquals(i, iterator.next());
            }
            var rest = new ArrayList<Integer>();
            iterator.forEachRemaining(rest::add);
            assertEquals(upTo(size).subList(size / 2, size), rest);
            assertFalse(iterator.hasNext());
        }
    }

    @ParameterizedTest
    @EnumSource
    void draining_takes_what_those_offer_who_wait_and_lets_all_of_them_go(QueueShape shape)
            throws Exception {
        if (!shape.isBounded()) {
            return; // nobody ever waits to add
        }
        for (Crew.Kind kind : Crew.Kind.values()) {
            Channel<Integer> channel = shape.make();
            BlockingQueue<Integer> queue = channel.asBlockingQueue();
            queue.addAll(upTo(shape.room()));
            try (var crew = new Crew(kind)) {
                for (int i = 0; i < 5; i++) {
                    int value = shape.room() + i;
                    crew.go(() -> queue.put(value));
                    awaitSenders(channel, i + 1);
                }
                var drained = new ArrayList<Integer>();
                assertEquals(shape.room() + 5, queue.drainTo(drained));
                assertEquals(upTo(shape.room() + 5), drained);
                crew.join();
            }
            assertFigures(channel, 0, shape.room() + 5, shape.room() + 5, 0);
            assertQuiet(channel);
        }
    }

    @Test
    void it_cannot_be_serialized() throws Exception {
        try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThrows(
                    NotSerializableException.class,
                    () -> out.writeObject(Channel.buffered(1).asBlockingQueue()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void timed_adding_and_timed_taking_meet_without_losing_or_inventing_a_value(QueueShape shape)
            throws Exception {
        int each = 5_000;
        int producers = 3;
        Channel<Integer> channel = shape.make();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        var added = new AtomicIntegerArray(producers * each);
        var taken = new AtomicIntegerArray(producers * each);
        try (var crew = new Crew()) {
            var adding = new ArrayList<Crew.Member<Void>>();
            for (int p = 0; p < producers; p++) {
                int first = p * each;
                adding.add(
                        crew.go(() -> {
                            for (int value = first; value < first + each; value++) {
                                boolean done =
                                        value % 3 == 0
                                                ? queue.offer(value)
                                                : queue.offer(value, 30, TimeUnit.MICROSECONDS);
                                added.addAndGet(value, done ? 1 : 0);
                            }
                        }));
            }
            for (int c = 0; c < 3; c++) {
                crew.go(() -> {
                    while (!channel.isDrained()) {
                        try {
                            Integer value = queue.poll(30, TimeUnit.MICROSECONDS);
                            if (value != null) {
                                taken.incrementAndGet(value);
                            }
                        } catch (ChannelClosedException e) {
                            return; // and nothing is left in it
                        }
                    }
                });
            }
            adding.forEach(Crew.Member::get);
            channel.close();
            crew.join();
        }
        int total = 0;
        for (int value = 0; value < producers * each; value++) {
            assertEquals(added.get(value), taken.get(value), "value " + value);
            total += added.get(value);
        }
        assertTrue(total > 0, "something was added");
        assertNull(queue.poll());
        assertFigures(channel, 0, total, total, 0);
        assertQuiet(channel);
    }
}
