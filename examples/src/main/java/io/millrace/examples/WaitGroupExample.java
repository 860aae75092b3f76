package io.millrace.examples;

import io.millrace.select.Select;
import io.millrace.sync.WaitGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// Go's wait group: start many tasks and wait for all of them, with a deadline, in a select, round
/// by round; and what becomes of a task that fails.
public final class WaitGroupExample {
    private static final int PARTS = 10;
    private static final int SIZE = 100;

    private WaitGroupExample() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws InterruptedException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var group = new WaitGroup("parts");
        var sum = new LongAdder();
        for (int part = 0; part < PARTS; part++) {
            int from = part * SIZE + 1;
            group.go(() -> sum.add(IntStream.range(from, from + SIZE).sum()));
        }
        group.await();
        out.println("sum of 1 to " + PARTS * SIZE + ": " + sum);

        group.add(1); // something that never ends
        out.println("done within 5 ms: " + group.await(Duration.ofMillis(5)));
        String first =
                Select.of(
                                group.onDone(() -> "the group"),
                                Select.after(Duration.ofMillis(5), () -> "the time"))
                        .await();
        out.println("what came first: " + first);
        group.done();

        group.go(() -> {
            throw new IOException("disk full");
        });
        try {
            group.await();
        } catch (CompletionException e) {
            out.println(e.getMessage() + ": " + e.getCause());
        }
        try {
            group.done();
        } catch (IllegalStateException e) {
            out.println("refused: " + e.getMessage());
        }
    }
}
