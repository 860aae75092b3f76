package io.millrace.soak;

import io.millrace.channel.Channel;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Virtual threads that wait on one channel, and are woken by one close.
///
/// @param count how many they were
/// @param startNanos from the first start until the last was waiting
/// @param heap how many bytes they took together, their stacks included
/// @param wakeNanos from the close until the last had ended
record Waiters(int count, long startNanos, long heap, long wakeNanos) {

    /// Starts so many, and closes the channel.
    static Waiters measure(int count) throws InterruptedException {
        Channel<Integer> channel = Channel.rendezvous();
        var awake = new CountDownLatch(count);
        long before = Heap.used();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            if (channel.receiveOrNull() == null) {
                                awake.countDown();
                            }
                        } catch (InterruptedException e) {
                            throw new AssertionError("nobody interrupts it", e);
                        }
                    });
        }
        while (channel.stats().waitingReceivers() < count) {
            LockSupport.parkNanos(100_000); // of a poll; nothing depends on its length
        }
        long waiting = System.nanoTime();
        long heap = Heap.used() - before;
        long closing = System.nanoTime();
        channel.close();
        awake.await();
        long end = System.nanoTime();
        return new Waiters(count, waiting - start, heap, end - closing);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d waiters: started in %.2f s, %,d MB (%,d bytes each), close to all awake %.2f s",
                count,
                startNanos / 1e9,
                heap >> 20,
                heap / count,
                wakeNanos / 1e9);
    }
}
