package io.millrace.examples;

import io.millrace.sync.Semaphore;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// A bounded number of downloads at a time, large ones among them that take half of the lines; then
/// a limit that is raised while all permits are held, and a request that can never be served.
public final class SemaphoreExample {
    private static final int DOWNLOADS = 24;
    private static final int LARGE = 8; // every eighth is large
    private static final int LINES = 4;

    private SemaphoreExample() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var lines = new Semaphore(LINES, "lines");
        var used = new AtomicInteger();
        var most = new AtomicInteger();
        try (var scope = Scope.open()) {
            for (int i = 1; i <= DOWNLOADS; i++) {
                int weight = i % LARGE == 0 ? LINES / 2 : 1;
                scope.go(() -> {
                    try (var _ =
                            lines.hold(weight)) { // waits for its turn, first come first served
                        most.accumulateAndGet(used.addAndGet(weight), Math::max);
                        Thread.sleep(5); // the download
                        used.addAndGet(-weight);
                    }
                });
            }
            scope.join();
        }
        out.println("downloads: " + DOWNLOADS);
        out.println("lines used at once, at most: " + most);
        out.println("free again: " + lines.available());

        lines.acquire(LINES);
        out.println("another one, now: " + lines.tryAcquire());
        lines.resize(LINES + 1);
        out.println("and with one line more: " + lines.tryAcquire());
        try {
            lines.acquire(LINES + 2);
        } catch (IllegalArgumentException e) {
            out.println("refused: " + e.getMessage());
        }
    }
}
