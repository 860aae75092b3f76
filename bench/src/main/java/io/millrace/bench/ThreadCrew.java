package io.millrace.bench;

import java.util.concurrent.CountDownLatch;

/// Plain virtual threads; to cancel them is to interrupt each.
final class ThreadCrew implements Library.Crew {
    private final Thread[] threads;
    private final CountDownLatch running;
    private int started;

    ThreadCrew(int tasks) {
        threads = new Thread[tasks];
        running = new CountDownLatch(tasks);
    }

    @Override
    public void start(Tasks.Body body) {
        threads[started++] =
                Thread.startVirtualThread(() -> {
                    try {
                        body.run();
                    } catch (InterruptedException e) {
                        // Cancelled, as it should be.
                    } catch (Throwable t) {
                        Check.fail(t);
                    }
                    running.countDown();
                });
    }

    @Override
    public void cancel() {
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }

    @Override
    public void join() throws InterruptedException {
        running.await();
    }
}
