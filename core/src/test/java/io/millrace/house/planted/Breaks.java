package io.millrace.house.planted;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/// Code that breaks the rules of the house, so that the tests of the rules can be seen to fail.
public final class Breaks {
    private Breaks() {}

    public static final class UsesMonitors {
        private int count;

        synchronized void aMethod() {
            count++;
        }

        void aBlock() {
            synchronized (this) {
                count++;
            }
        }

        int neither() {
            return count;
        }
    }

    public static final class Waits {
        void inManyWays(Object monitor, Future<String> future, CountDownLatch latch)
                throws Exception {
            monitor.wait(1);
            future.get();
            latch.await();
            new LinkedBlockingQueue<String>().take(); // counts twice: the constructor and the call
            Runnable reference = LockSupport::park;
            reference.run();
        }
    }

    public static final class StartsThreads {
        void one() {
            Thread.startVirtualThread(() -> {});
        }
    }

    public static final class ReadsTheClock {
        long now() {
            return System.nanoTime();
        }
    }
}
