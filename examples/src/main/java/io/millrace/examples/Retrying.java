package io.millrace.examples;

import io.millrace.guard.Backoff;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.Fallback;
import io.millrace.guard.Guards;
import io.millrace.guard.Retry;
import io.millrace.guard.RetryBudget;
import io.millrace.guard.Timeout;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *   attempt ✗ ── wait ──► attempt ✗ ──── wait longer ────► attempt ✓
 *
 *   Fallback ( Retry ( CircuitBreaker ( Timeout ( the call ))))
 */
/// A call that fails is made again: not for ever, not at once, and not when everything fails.
public final class Retrying {

    private Retrying() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        untilItSucceeds(out);
        withinABudget(out);
        togetherWithOthers(out);
    }

    private static String failing(AtomicInteger attempts, int times) throws IOException {
        int attempt = attempts.incrementAndGet();
        if (attempt <= times) {
            throw new IOException("connection refused");
        }
        return "reply to attempt " + attempt;
    }

    /// Waits twice as long after each failure.
    private static void untilItSucceeds(PrintStream out) throws Exception {
        var attempts = new AtomicInteger();
        var retry =
                Retry.builder()
                        .attempts(5)
                        .backoff(Backoff.exponential(Duration.ofMillis(5), Duration.ofMillis(100)))
                        .within(Duration.ofSeconds(5))
                        .onRetry(event ->
                                out.println(
                                        "attempt "
                                                + event.attempt()
                                                + " in "
                                                + event.delay().toMillis()
                                                + " ms"))
                        .build();
        out.println(retry.call(() -> failing(attempts, 3)));
    }

    /// A hundred calls, all of which fail: the budget keeps that from becoming four hundred.
    private static void withinABudget(PrintStream out) throws InterruptedException {
        var attempts = new AtomicInteger();
        var retry =
                Retry.builder()
                        .attempts(4)
                        .backoff(Backoff.none())
                        .budget(RetryBudget.of(10, 10))
                        .build();
        int failed = 0;
        for (int i = 0; i < 100; i++) {
            try {
                retry.call(() -> failing(attempts, Integer.MAX_VALUE));
            } catch (IOException e) {
                failed++;
            }
        }
        out.println(failed + " calls failed, after " + attempts + " attempts");
    }

    /// Guards around each other: the retry stops when the breaker opens, and the fallback stands
    /// in.
    private static void togetherWithOthers(PrintStream out) throws Exception {
        var attempts = new AtomicInteger();
        Fallback<String> guarded =
                Guards.builder()
                        .retry(Retry.builder().attempts(10).backoff(Backoff.none()).build())
                        .circuitBreaker(CircuitBreaker.builder().consecutiveFailures(4).build())
                        .timeout(Timeout.of(Duration.ofSeconds(1)))
                        .build(Fallback.from(e -> "yesterday's page (" + why(e) + ")"));
        out.println(guarded.call(() -> failing(attempts, Integer.MAX_VALUE)));
        out.println("attempts before the breaker opened: " + attempts);
    }

    private static String why(Throwable e) {
        return e.getClass().getSimpleName();
    }
}
