package io.millrace.bench.rival;

import io.millrace.bench.Flows;
import io.millrace.bench.Group;
import io.millrace.bench.Guard;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A queue of the JDK. A queue has neither close nor select; those who wait on a bounded one may be
/// overtaken, which makes it faster than a fair one would be.
public final class JdkLibrary implements Library {
    private final String queue;

    /// Makes the library of `queue`: `jdk-sync`, `jdk-transfer`, `jdk-array`, `jdk-linked`, or
    /// `jdk-threads` or `jdk-locks` where no queue is used.
    public JdkLibrary(String queue) {
        this.queue = queue;
    }

    @Override
    public Line line(int capacity) {
        return switch (queue) {
            case "jdk-sync" -> new QueueLine(new SynchronousQueue<>(true));
            case "jdk-transfer" -> new TransferLine();
            case "jdk-array" -> new QueueLine(new ArrayBlockingQueue<>(capacity));
            case "jdk-linked" -> new QueueLine(new LinkedBlockingQueue<>(capacity));
            default -> throw new IllegalArgumentException(queue + ": no such queue");
        };
    }

    @Override
    public Flows flows() {
        return new LineFlows(this);
    }

    @Override
    public Guard guard(int permits) {
        if (permits == 0) {
            return new LockGuard();
        }
        return new SemaphoreGuard(permits);
    }

    @Override
    public Group group(int tasks, boolean starts) {
        return new LatchGroup(tasks);
    }

    private static final class LockGuard extends Guard {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void enter() throws InterruptedException {
            lock.lockInterruptibly();
        }

        @Override
        public void leave() {
            lock.unlock();
        }
    }

    private static final class SemaphoreGuard extends Guard {
        private final Semaphore semaphore;

        SemaphoreGuard(int permits) {
            semaphore = new Semaphore(permits);
        }

        @Override
        public void enter() throws InterruptedException {
            semaphore.acquire();
        }

        @Override
        public void leave() {
            semaphore.release();
        }
    }

    private static final class LatchGroup extends Group {
        private final CountDownLatch latch;

        LatchGroup(int tasks) {
            latch = new CountDownLatch(tasks);
        }

        @Override
        public void done() {
            latch.countDown();
        }

        @Override
        public void await() throws InterruptedException {
            latch.await();
        }
    }

    private static final class QueueLine extends Line {
        private final BlockingQueue<Item> queue;

        QueueLine(BlockingQueue<Item> queue) {
            this.queue = queue;
        }

        @Override
        public void send(Item item) throws InterruptedException {
            queue.put(item);
        }

        @Override
        public Item receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        public @Nullable Item tryReceive() {
            return queue.poll();
        }

        @Override
        public void drainTo(List<Item> target, int most) {
            queue.drainTo(target, most);
        }
    }

    /// A transfer queue used as a rendezvous: `transfer` waits until the item is taken.
    private static final class TransferLine extends Line {
        private final LinkedTransferQueue<Item> queue = new LinkedTransferQueue<>();

        @Override
        public void send(Item item) throws InterruptedException {
            queue.transfer(item);
        }

        @Override
        public Item receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        public @Nullable Item tryReceive() {
            return queue.poll();
        }
    }
}
