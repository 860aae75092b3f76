package io.millrace.examples;

import io.millrace.task.Scope;
import io.millrace.time.MissedTicks;
import io.millrace.time.Tick;
import io.millrace.time.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/*
 *   due      0    50   100   150   200   250   300   350 ms
 *   SKIP     1    2    3 ......................7     8          number 7 says that 3 were missed
 *   BURST    1    2    3 ......................4567  8          all are delivered
 *   DELAY    1    2    3 ......................4           5    a whole period after the one that was taken
 *                      '--- the reader is busy -'
 */
/// Tickers: a first tick at once, no drift, and what becomes of ticks that come while nobody looks.
public final class Ticking {
    private static final Duration PERIOD = Duration.ofMillis(50);

    private Ticking() {}

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
        for (MissedTicks policy : MissedTicks.values()) {
            out.println(policy);
            take(policy, out);
        }
        close(out);
    }

    private static void take(MissedTicks policy, PrintStream out) throws InterruptedException {
        try (var ticker =
                Ticker.builder(PERIOD).initialDelay(Duration.ZERO).missed(policy).start()) {
            Tick first = ticker.await(); // at once
            print(first, first, out);
            print(ticker.await(), first, out);
            print(ticker.await(), first, out);
            Thread.sleep(190); // the reader is busy
            for (int i = 0; i < 5; i++) {
                print(ticker.await(), first, out);
            }
        }
    }

    private static void print(Tick tick, Tick first, PrintStream out) {
        out.printf(
                "  tick %d, due after %d ms%s%n",
                tick.number(),
                Duration.between(first.due(), tick.due()).toMillis(),
                tick.missed() == 0 ? "" : ", missed " + tick.missed());
    }

    /// A close ends the loop of whoever waits.
    private static void close(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            var ticker = Ticker.every(Duration.ofHours(1));
            var loop =
                    scope.go(() -> {
                        int ticks = 0;
                        while (ticker.awaitOrNull() instanceof Tick) {
                            ticks++;
                        }
                        return ticks;
                    });
            ticker.close();
            out.println("closed after " + loop.await() + " ticks");
            scope.join();
        }
    }
}
