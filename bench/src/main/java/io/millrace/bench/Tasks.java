package io.millrace.bench;

import java.util.concurrent.CountDownLatch;

/// A known number of tasks on virtual threads, awaited together. A task that throws ends the
/// process.
///
/// Plain virtual threads for every rival, Millrace too, so that the rows compare channels.
public final class Tasks {
    private final CountDownLatch running;

    /// Makes room for `count` tasks; as many must be started.
    public Tasks(int count) {
        running = new CountDownLatch(count);
    }

    /// Runs `body` in a task, and waits for its end.
    public static void run(Body body) throws InterruptedException {
        var one = new Tasks(1);
        one.start(body);
        one.join();
    }

    /// Starts a task.
    public Thread start(Body body) {
        return Thread.startVirtualThread(() -> {
            try {
                body.run();
            } catch (Throwable t) {
                Check.fail(t);
            }
            running.countDown();
        });
    }

    /// Waits until all tasks have ended.
    public void join() throws InterruptedException {
        running.await();
    }

    /// What a task does.
    @FunctionalInterface
    public interface Body {

        /// Does it.
        void run() throws Exception;
    }
}
