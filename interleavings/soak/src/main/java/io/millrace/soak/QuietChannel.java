package io.millrace.soak;

import io.millrace.channel.Channel;
import io.millrace.select.Select;
import java.util.Locale;

/// A channel on which nothing ever happens, and which many selects have waited for: Go programs
/// call it `done`.
///
/// @param selects how many have waited
/// @param waiters how many stand in its queue afterwards
/// @param growth by how many bytes the heap has grown
/// @param nanos how long it took
record QuietChannel(int selects, int waiters, long growth, long nanos) {

    /// Lets so many selects wait for a quiet channel and a busy one, half of them made anew.
    static QuietChannel measure(int selects) throws InterruptedException {
        Channel<Integer> quiet = Channel.rendezvous();
        Channel<Integer> busy = Channel.rendezvous();
        run(quiet, busy, Math.min(selects, 10_000)); // so that classes and pools are there
        long before = Heap.used();
        long start = System.nanoTime();
        run(quiet, busy, selects);
        long nanos = System.nanoTime() - start;
        return new QuietChannel(
                selects, quiet.stats().waitingReceivers(), Heap.used() - before, nanos);
    }

    private static void run(Channel<Integer> quiet, Channel<Integer> busy, int selects)
            throws InterruptedException {
        Thread sender =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                for (int i = 0; i < selects; i++) {
                                    busy.send(1);
                                }
                            } catch (InterruptedException e) {
                                throw new AssertionError("nobody interrupts it", e);
                            }
                        });
        Thread receiver =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                var reused = select(quiet, busy);
                                for (int i = 0; i < selects; i++) {
                                    (i % 2 == 0 ? reused : select(quiet, busy)).await();
                                }
                            } catch (InterruptedException e) {
                                throw new AssertionError("nobody interrupts it", e);
                            }
                        });
        sender.join();
        receiver.join();
    }

    private static Select<Integer> select(Channel<Integer> quiet, Channel<Integer> busy) {
        return Select.of(quiet.onReceive(v -> v), busy.onReceive(v -> v));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d selects on a quiet channel: %d left in its queue, heap grown by %,d KB, %.2f s",
                selects,
                waiters,
                growth >> 10,
                nanos / 1e9);
    }
}
