package io.millrace.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rival's channel. A process loads one subclass only, so the JIT compiler calls it directly.
public abstract class Line {

    /// Sends, waiting for room or for a receiver.
    public abstract void send(Item item) throws InterruptedException;

    /// Receives, waiting for an item.
    public abstract Item receive() throws InterruptedException;

    /// Receives if something is there, else returns null.
    public abstract @Nullable Item tryReceive() throws InterruptedException;

    /// Tells whether [#close] is there.
    public boolean closes() {
        return false;
    }

    /// Ends the channel.
    public void close() {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no close");
    }

    /// Receives, or returns null once the channel has ended.
    public @Nullable Item receiveOrNull() throws InterruptedException {
        return receive();
    }

    /// Sends all items in their order. One by one, where a rival has no batches.
    public void sendAll(List<Item> items) throws InterruptedException {
        for (Item item : items) {
            send(item);
        }
    }

    /// Receives at least one item and at most `most`, in the rival's best way. The list may be
    /// `spare`, cleared.
    public List<Item> receiveSome(List<Item> spare, int most) throws InterruptedException {
        spare.clear();
        spare.add(receive());
        drainTo(spare, most - 1);
        return spare;
    }

    /// Adds what is there to `target`, at most `most` items, without waiting.
    public void drainTo(List<Item> target, int most) throws InterruptedException {
        for (int i = 0; i < most; i++) {
            Item item = tryReceive();
            if (item == null) {
                return;
            }
            target.add(item);
        }
    }
}
