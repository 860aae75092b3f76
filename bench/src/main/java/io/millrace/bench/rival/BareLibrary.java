package io.millrace.bench.rival;

import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A bound: the least that two threads can do to hand something over if each parks at once.
///
/// One compare-and-set, a park and an unpark. For one sender and one receiver only; it cannot be
/// closed, interrupted, timed or looked at. What it takes is what the JDK's threads take.
public final class BareLibrary implements Library {

    @Override
    public Line line(int capacity) {
        if (capacity != 0) {
            throw new IllegalArgumentException("jdk-park hands over only: no capacity " + capacity);
        }
        return new BareLine();
    }

    private static final class BareLine extends Line {

        /// Empty, or who waits: the receiver's place with the last item for nothing in it, or the
        /// sender's with its item.
        private final AtomicReference<@Nullable Place> waiting = new AtomicReference<>();

        @Override
        public void send(Item item) {
            Place mine = new Place(item);
            if (!waiting.compareAndSet(null, mine)) {
                waiting.getAndSet(null).complete(item);
                return;
            }
            mine.await();
        }

        @Override
        public Item receive() {
            Place mine = new Place(Item.LAST);
            if (!waiting.compareAndSet(null, mine)) {
                Place sender = waiting.getAndSet(null);
                Item item = sender.item;
                sender.complete(item);
                return item;
            }
            mine.await();
            return mine.item;
        }

        @Override
        public @Nullable Item tryReceive() {
            throw new UnsupportedOperationException("jdk-park hands over only");
        }
    }

    private static final class Place {
        private final Thread thread = Thread.currentThread();
        private Item item; // the sender's, or, written before done, the receiver's
        private volatile boolean done;

        Place(Item item) {
            this.item = item;
        }

        void complete(Item handed) {
            item = handed;
            done = true;
            LockSupport.unpark(thread);
        }

        void await() {
            while (!done) {
                LockSupport.park(this);
            }
        }
    }
}
