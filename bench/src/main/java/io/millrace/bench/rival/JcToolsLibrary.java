package io.millrace.bench.rival;

import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import java.util.List;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;

/// JCTools as a bound: what moving elements costs when nobody ever parks. Who finds the ring full
/// or empty spins, and yields now and then; so it has no channel's semantics and is no rival.
///
/// One producer and one consumer get the ring that is made for them.
public final class JcToolsLibrary implements Library {
    private final boolean one;

    /// Makes the library.
    public JcToolsLibrary(Order order) {
        one = order.get("producers", 1) == 1 && order.get("consumers", 1) == 1;
    }

    @Override
    public Line line(int capacity) {
        return new RingLine(one ? new SpscArrayQueue<>(capacity) : new MpmcArrayQueue<>(capacity));
    }

    private static final class RingLine extends Line {
        private static final int SPINS = 100;
        private final MessagePassingQueue<Item> ring;

        RingLine(MessagePassingQueue<Item> ring) {
            this.ring = ring;
        }

        @Override
        public void send(Item item) {
            for (int spins = 0; !ring.relaxedOffer(item); ) {
                spins = pause(spins);
            }
        }

        @Override
        public Item receive() {
            Item item = ring.relaxedPoll();
            for (int spins = 0; item == null; item = ring.relaxedPoll()) {
                spins = pause(spins);
            }
            return item;
        }

        @Override
        public @Nullable Item tryReceive() {
            return ring.relaxedPoll();
        }

        @Override
        public void sendAll(List<Item> items) {
            for (int sent = 0, spins = 0; sent < items.size(); ) {
                int now = ring.fill(new Cursor(items, sent), items.size() - sent);
                sent += now;
                spins = now == 0 ? pause(spins) : 0;
            }
        }

        @Override
        public void drainTo(List<Item> target, int most) {
            ring.drain(target::add, most);
        }

        @SuppressWarnings(
                "ThreadPriorityCheck") // a ring that cannot wait has nothing better than yield
        private static int pause(int spins) {
            if (spins < SPINS) {
                Thread.onSpinWait();
                return spins + 1;
            }
            Thread.yield();
            return 0;
        }
    }

    /// Supplies the items from a place on.
    private static final class Cursor implements MessagePassingQueue.Supplier<Item> {
        private final List<Item> items;
        private int next;

        Cursor(List<Item> items, int first) {
            this.items = items;
            next = first;
        }

        @Override
        public Item get() {
            return items.get(next++);
        }
    }
}
