package io.millrace.cli.run.output;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   read       7 8 9 10 11 12 13 ..    between reading and printing: at most `most` jobs
 *   finished     8   10                wait here for 7, in memory: small ones that are next to it
 *                         12 13        or in the spill: the others
 *   printed  ..6
 *
 * W1  A job enters the window before it gets its number, and leaves it when it has been printed, or soon after: before
 *     the aggregator waits.
 * W2  All numbers in the window are less than `most` apart. Those that are less than slots.length after `next` have a
 *     slot of their own, number mod size; so it is with the addresses of those that have been spilled.
 * W3  The lowest number in the window never waits for the window: its job is queued, or runs, or is printed.
 *
 * W4  The producer is told of room after `printed` and `spilled` have changed, and looks again after it was told: it
 *     misses none.
 * W5  Memory is bounded: by small results in the slots, and eight bytes for each job between reading and printing.
 *     While more is spilled than may be, nothing is read; what was read already is spilled nevertheless.
 * W6  A head that is about to come, as its consumer has not passed it on yet, is not slow: only if nothing was printed for
 *     a while does the producer go ahead of the slots, and then until the window has become small again.
 */
/// Puts results into the order of their inputs, holding a bounded number of them: a few in memory,
/// more in files.
public final class OrderWindow implements AutoCloseable {
    private static final int LEAST_ADDRESSES = 1 << 10;
    private static final Duration PATIENCE = Duration.ofMillis(10);

    /// Prints what a job has printed, and closes it.
    @FunctionalInterface
    interface Printing {
        void print(long seq, Printout printout);
    }

    private final Channel<Boolean> released = Channel.buffered(1);
    private final int most;
    private final long mostSpilled;
    private final @Nullable Spill spill;
    private final Consumer<SinkException> observer;

    private final AtomicLong printed = new AtomicLong(); // how many have left; by the aggregator
    private volatile long spilled; // bytes; by the aggregator
    private long entered; // by the producer only
    private boolean ahead; // by the producer only: W6

    // by the aggregator only
    private final @Nullable Printout[] slots;
    private long[] addresses = new long[LEAST_ADDRESSES]; // of those in the spill; 0 if not there
    private final Map<Long, Printout> left = new HashMap<>(); // for which there was no place
    private long next = 1;
    private long last; // the highest number that has come
    private boolean failed; // has been told
    private int leaving; // were printed, and have not made room yet

    private OrderWindow(
            int slots,
            int most,
            @Nullable Spill spill,
            long mostSpilled,
            Consumer<SinkException> observer) {
        this.slots = new @Nullable Printout[slots];
        this.most = most;
        this.spill = spill;
        this.mostSpilled = mostSpilled;
        this.observer = observer;
    }

    /// Makes a window that holds results in memory only.
    ///
    /// @param slots how many jobs may be between reading and printing
    public static OrderWindow inMemory(int slots) {
        return new OrderWindow(slots, slots, null, 0, _ -> {});
    }

    /// Makes a window that holds results in files, too.
    ///
    /// @param slots how many results may be in memory
    /// @param spill the files
    /// @param mostSpilled how many bytes of them, before nothing more is read
    /// @param observer is told if that fails
    /// @param most how many jobs may be between reading and printing
    static OrderWindow spilling(
            int slots, Spill spill, long mostSpilled, int most, Consumer<SinkException> observer) {
        return new OrderWindow(slots, Math.max(most, slots), spill, mostSpilled, observer);
    }

    /// As above, with files in the system's place for them.
    public static OrderWindow spilling(
            int slots, Path folder, long mostSpilled, int most, Consumer<SinkException> observer) {
        long segment = Math.max(1 << 20, mostSpilled / 16);
        return spilling(slots, new Spill(folder, segment), mostSpilled, most, observer);
    }

    /// Waits until there is room for a job. Called by the producer, before it numbers some.
    ///
    /// @param wanted how many there are, at least 1
    /// @return for how many there was room
    public int enter(int wanted) throws InterruptedException {
        int count = tryEnter(wanted);
        while (count == 0) {
            if (ahead || spill == null) {
                released.receive(); // perhaps that of an earlier time: then it looks again
            } else if (released.tryReceive(PATIENCE) instanceof Received.Empty<Boolean>) {
                ahead = true;
            }
            count = tryEnter(wanted);
        }
        return count;
    }

    /// As [#enter], but returns 0 if there is no room now.
    public int tryEnter(int wanted) {
        long under = entered - printed.get();
        ahead &= under >= slots.length;
        long room = (ahead ? most : slots.length) - under;
        if (room <= 0 || (spill != null && spilled >= mostSpilled)) {
            return 0;
        }
        int count = (int) Math.min(room, wanted);
        entered += count;
        return count;
    }

    /// Takes what a job has printed, and gives `print` all whose turn it is; that closes it.
    /// Whoever waits to enter is told by [#release].
    void add(long seq, Printout printout, Printing print) {
        last = Math.max(last, seq);
        if (seq == next) {
            leave(printout, print);
            while (printNext(print)) {}
        } else if (seq - next < slots.length && (spill == null || printout.isSmall())) {
            slots[slot(seq)] = printout;
        } else {
            spill(seq, printout);
        }
    }

    /// Gives `print` what is left when nothing more comes: what was not started leaves gaps.
    void flush(Printing print) {
        while (next <= last) {
            if (!printNext(print)) {
                next++;
            }
        }
    }

    private boolean printNext(Printing print) {
        Printout due = slots[slot(next)];
        if (due != null) {
            slots[slot(next)] = null;
            leave(due, print);
            return true;
        }
        due = left.isEmpty() ? null : left.remove(next);
        if (due != null) {
            leave(due, print);
            return true;
        }
        int at = (int) (next & addresses.length - 1);
        long address = addresses[at];
        if (spill == null || address == 0) {
            return false;
        }
        addresses[at] = 0;
        try {
            due = spill.read(address);
        } catch (IOException e) {
            next++; // what is lost was not printed
            leaving++;
            fail("read back", e);
            return true;
        }
        leave(due, print);
        try {
            spill.free(address);
        } catch (IOException e) {
            fail("make room for", e);
        }
        spilled = spill.size();
        return true;
    }

    private void leave(Printout due, Printing print) {
        long seq = next++;
        leaving++;
        print.print(seq, due);
    }

    private void spill(long seq, Printout printout) {
        try {
            if (spill == null) {
                throw new IllegalStateException("W2: job " + seq + ", next is " + next);
            }
            long address = spill.write(printout);
            spilled = spill.size();
            printout.close();
            makeAddresses(seq);
            addresses[(int) (seq & addresses.length - 1)] = address;
        } catch (IOException e) {
            left.put(seq, printout); // the run is ended now: there will not be many
            fail("keep", e);
        }
    }

    private void makeAddresses(long seq) {
        if (seq - next < addresses.length) {
            return;
        }
        long[] before = addresses;
        int size = Integer.highestOneBit((int) (seq - next)) << 1;
        addresses = new long[size];
        for (long i = next; i < next + before.length; i++) {
            addresses[(int) (i & size - 1)] = before[(int) (i & before.length - 1)];
        }
    }

    /// Tells once: if a disk is full, what comes after will meet with the same.
    private void fail(String doing, IOException e) {
        if (failed || spill == null) {
            return;
        }
        failed = true;
        String message =
                "cannot "
                        + doing
                        + " output that waits for job "
                        + next
                        + " in "
                        + spill.folder()
                        + ": "
                        + e.getMessage()
                        + "; set TMPDIR to a larger disk, or --spill to a smaller size";
        observer.accept(new SinkException(message, false, e));
    }

    /// Makes room for as many jobs as have left.
    void release() {
        if (leaving > 0) {
            printed.addAndGet(leaving);
            leaving = 0;
            released.trySend(true); // full: whoever waits will look anyway
        }
    }

    private int slot(long seq) {
        return (int) (seq % slots.length);
    }

    /// Closes the files.
    @Override
    public void close() throws IOException {
        if (spill != null) {
            spill.close();
        }
        Arrays.fill(slots, null);
    }
}
