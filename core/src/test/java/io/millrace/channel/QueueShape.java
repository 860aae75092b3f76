package io.millrace.channel;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;

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
}
