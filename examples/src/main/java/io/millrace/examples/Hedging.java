package io.millrace.examples;

import io.millrace.guard.Call;
import io.millrace.guard.Hedge;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *   replica 1  ├───────────────────────────── ✗ cancelled
 *   replica 2             ├─────✓ reply
 *              └─ delay ──┘
 */
/// One request in ten is slow. Asking a second time, after a while, makes a few requests more and
/// no reply slow.
public final class Hedging {
    private static final int REQUESTS = 40;
    private static final Duration FAST = Duration.ofMillis(2);
    private static final Duration SLOW = Duration.ofMillis(500);

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();

    private Hedging() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws InterruptedException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var plain = new Hedging();
        report(out, "without", plain.slowest(Hedging::none), plain);
        var hedged = new Hedging();
        var hedge = Hedge.after(Duration.ofMillis(40));
        report(out, "with", hedged.slowest(hedge::<String, RuntimeException>call), hedged);
        out.println("won by the second: " + hedge.stats().won());
    }

    private static void report(PrintStream out, String how, long slowest, Hedging done) {
        out.println(how + " a hedge, requests: " + done.asked.get());
        out.println(how + " a hedge, slowest reply in ms: " + slowest);
        out.println(how + " a hedge, cancelled: " + done.cancelled.get());
    }

    /// How a request is made.
    private interface Way {
        String call(Call<String, RuntimeException> request) throws InterruptedException;
    }

    private static String none(Call<String, RuntimeException> request) throws InterruptedException {
        return request.call();
    }

    /// Returns the longest time that a reply took, in milliseconds.
    private long slowest(Way way) throws InterruptedException {
        long slowest = 0;
        for (int i = 0; i < REQUESTS; i++) {
            boolean slowFirst = i % 10 == 9;
            var attempt = new AtomicInteger();
            long start = System.nanoTime();
            way.call(() -> reply(slowFirst && attempt.incrementAndGet() == 1 ? SLOW : FAST));
            slowest = Math.max(slowest, (System.nanoTime() - start) / 1_000_000);
        }
        return slowest;
    }

    /// Stands for a request to a replica.
    private String reply(Duration time) throws InterruptedException {
        asked.incrementAndGet();
        try {
            Thread.sleep(time); // stands for the time that a service takes
            return "reply";
        } catch (InterruptedException e) {
            cancelled.incrementAndGet();
            throw e;
        }
    }
}
