package io.millrace.soak;

import io.millrace.channel.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// One thread of a round: what all kinds have in common.
abstract class Worker {
    final List<Channel<Integer>> lanes;
    final Books books;
    final SplittableRandom random;
    final Tally tally = new Tally(); // by its thread, read by others after it has ended
    private final int each;
    private final int[][] latest; // by lane and sender: the last value that came

    /// @param each how many values a sender has; those of sender `i` start at `i * each`
    Worker(
            List<Channel<Integer>> lanes,
            Books books,
            int senders,
            int each,
            SplittableRandom random) {
        this.lanes = lanes;
        this.books = books;
        this.each = each;
        this.random = random;
        latest = new int[lanes.size()][senders];
        for (int[] lane : latest) {
            Arrays.fill(lane, -1);
        }
    }

    /// Works until there is nothing left to do. Interrupts do not end it.
    abstract void work();

    /// Notes a value that this thread received, and that each sender's come in its order.
    final void took(int lane, int value) {
        books.received(value);
        int sender = value / each;
        if (value <= latest[lane][sender]) {
            tally.disorders++;
        }
        latest[lane][sender] = value;
    }

    /// Returns a time to wait, rarely none.
    final java.time.Duration aMoment() {
        return java.time.Duration.ofNanos(random.nextInt(40_000) - 2_000L);
    }
}
