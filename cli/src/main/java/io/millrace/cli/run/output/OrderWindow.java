package io.millrace.cli.run.output;

import io.millrace.channel.Channel;
import io.millrace.cli.run.output.Event.Finished;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   read       7 8 9 10 11 12     between reading and printing: at most `size` jobs, each with a permit
 *   finished     8   10           wait here for 7
 *   printed  ..6
 *
 * W1  A job enters the window before it gets its number, and leaves it when it has been printed.
 * W2  Hence all numbers in the window are less than `size` apart, and each has a slot of its own: number mod size.
 * W3  The lowest number in the window never waits for the window: its job is queued, or runs, or is printed.
 *
 * The permits are a buffered channel, as Go makes a semaphore: sending takes one, receiving gives it back.
 */
/// Puts results into the order of their inputs, holding a bounded number of them.
public final class OrderWindow {
    private final Channel<Boolean> permits;
    private final @Nullable Finished[] slots; // by the aggregator only
    private long next = 1; // by the aggregator only

    /// Makes a window for so many jobs between reading and printing.
    public OrderWindow(int size) {
        permits = Channel.<Boolean>builder().name("window").capacity(size).build();
        slots = new @Nullable Finished[size];
    }

    /// Waits until there is room for one more job. Called by the producer, before it numbers one.
    public void enter() throws InterruptedException {
        permits.send(true);
    }

    /// Takes a finished job, and gives `print` all whose turn it is.
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
        permits.tryReceive();
        print.accept(due);
    }

    private int slot(long seq) {
        return (int) (seq % slots.length);
    }
}
