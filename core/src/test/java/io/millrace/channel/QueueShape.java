package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.fixture.Crew;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// The capacities with which the tests of the queue view run.
enum QueueShape {
    RENDEZVOUS(0),
    ONE(1),
    TWO(2),
    TWENTY(20),
    UNBOUNDED(Integer.MAX_VALUE);

    final int capacity;

    QueueShape(int capacity) {
        this.capacity = capacity;
    }

    <T> Channel.Builder<T> builder() {
        return switch (this) {
            case RENDEZVOUS -> Channel.builder();
            case UNBOUNDED -> Channel.<T>builder().unbounded();
            default -> Channel.<T>builder().capacity(capacity);
        };
    }

    <T> Channel<T> make() {
        return this.<T>builder().build();
    }

    boolean isBounded() {
        return this != UNBOUNDED;
    }

    /// Returns how many values fill it; for the unbounded one, enough for several chunks.
    int room() {
        return isBounded() ? capacity : 200;
    }

    /// Returns how many values lie in it when it is empty, partly full and full.
    int[] sizes() {
        return room() < 2
                ? IntStream.rangeClosed(0, room()).toArray()
                : new int[] {0, room() / 2, room()};
    }

    /// Makes a queue that holds 0, 1, 2 and so on, with a buffer that has gone round once.
    BlockingQueue<Integer> holding(int size) {
        Channel<Integer> channel = make();
        for (int i = 0; i < room() / 2; i++) {
            channel.trySend(-1);
            channel.tryReceive();
        }
        for (int i = 0; i < size; i++) {
            channel.trySend(i);
        }
        return channel.asBlockingQueue();
    }

    static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    /// What is checked on a queue that holds so many values.
    interface Check {
        void on(BlockingQueue<Integer> queue, int size) throws Exception;
    }

    /// Runs a check on a new queue of every size.
    void each(Check check) throws Exception {
        for (int size : sizes()) {
            check.on(holding(size), size);
        }
    }

    /// Checks that a queue holds these values and no others, and takes them.
    static void assertHolds(BlockingQueue<Integer> queue, List<Integer> values) {
        assertEquals(values, List.copyOf(queue));
        assertEquals(values.size(), queue.size());
        for (Integer value : values) {
            assertEquals(value, queue.poll());
        }
        assertNull(queue.poll());
    }

    /// Returns every shape with every kind of thread, for a test with parameters.
    static Stream<Arguments> withThreads() {
        return Stream.of(values())
                .flatMap(shape ->
                        Stream.of(Crew.Kind.values()).map(kind -> Arguments.of(shape, kind)));
    }

    /// As [#withThreads], but for the unbounded one.
    static Stream<Arguments> boundedWithThreads() {
        return withThreads().filter(each -> ((QueueShape) each.get()[0]).isBounded());
    }
}
