package io.millrace.lincheck;

/// The threads of a program. Platform threads: Lincheck knows no others.
final class Actors {
    private Actors() {}

    static Thread start(Effort.Program body) {
        var thread =
                new Thread(
                        () -> {
                            try {
                                body.run();
                            } catch (InterruptedException e) {
                                throw new AssertionError("an interrupt that nobody expected", e);
                            }
                        });
        thread.start();
        return thread;
    }

    static void join(Thread... threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
