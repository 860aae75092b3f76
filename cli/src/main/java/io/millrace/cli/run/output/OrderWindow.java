package io.millrace.cli.run.output;

import io.millrace.channel.Channel;
import io.millrace.cli.run.output.Event.Finished;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   read       7 8 9 10 11 12     between reading and printing: at most `size` jobs
 *   finished     8   10           wait here for 7
 *   printed  ..6
 *
 * W1  A job enters the window before it gets its number, and leaves it when it has been printed, or soon after: before
 *     the aggregator waits.
 * W2  Hence all numbers in the window are less than `size` apart, and each has a slot of its own: number mod size.
 * W3  The lowest number in the window never waits for the window: its job is queued, or runs, or is printed.
 *
 * W4  The producer is told of room after `printed` has grown, and looks again after it was told: it misses none.
 */
/// Puts results into the order of their inputs, holding a bounded number of them.
public final class OrderWindow {
    private final Channel<Boolean> released = Channel.buffered(1);
    private final AtomicLong printed = new AtomicLong(); // how many have left; by the aggregator
    private long entered; // by the producer only
    private final @Nullable Finished[] slots; // by the aggregator only
    private long next = 1; // by the aggregator only
    private int left; // that were printed, and not made room yet; likewise

    /// Makes a window for so many jobs between reading and printing.
    public OrderWindow(int size) {
        slots = new @Nullable Finished[size];
    }

    /// Waits until there is room for a job. Called by the producer, before it numbers some.
    ///
    /// @param most how many there are, at least 1
    /// @return for how many there was room
    public int enter(int most) throws InterruptedException {
        int count = tryEnter(most);
        while (count == 0) {
            released.receive(); // perhaps that of an earlier time: then it looks again
            count = tryEnter(most);
        }
        return count;
    }

    /// As [#enter], but returns 0 if there is no room.
    public int tryEnter(int most) {
        int count = (int) Math.min(slots.length - (entered - printed.get()), most);
        entered += count;
        return count;
    }

    /// Takes a finished job, and gives `print` all whose turn it is. Whoever waits to enter is told
    /// by [#release].
    void add(Finished finished, Consumer<Finished> print) {
        slots[slot(finished.job().seq())] = finished;
        for (Finished due = slots[slot(next)]; due != null; due = slots[slot(next)]) {
            leave(due, print);
        }
    }

    /// Gives `print` what is left when nothing more comes: what was not started leaves gaps.
    void flush(Consumer<Finished> print) {
        for (int i = 0; i < slots.length; i++) {
            Finished due = slots[slot(next)];
            if (due == null) {
                next++;
            } else {
                leave(due, print);
            }
        }
    }

    private void leave(Finished due, Consumer<Finished> print) {
        slots[slot(due.job().seq())] = null;
        next++;
        left++;
        print.accept(due);
    }

    /// Makes room for as many jobs as have left.
    void release() {
        if (left > 0) {
            printed.addAndGet(left);
            left = 0;
            released.trySend(true); // full: whoever waits will look anyway
        }
    }

    private int slot(long seq) {
        return (int) (seq % slots.length);
    }
}
