package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.guard.KeyedRateLimiter;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Reservation;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *   requests ──► [ permits: 50 a second, 5 at once ] ──► served
 *                        │
 *                        └──► none there: turned away, or waits in line
 */
/// A server that lets so many requests through and no more.
public final class RateLimit {
    private static final Rate FIFTY_A_SECOND = Rate.perSecond(50);

    private RateLimit() {}

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
        turnAway(out);
        waitInLine(out);
        reserve(out);
        eachUser(out);
        orSomethingElse(out);
    }

    /// Serves what there are permits for, and turns the rest away: HTTP's 429.
    private static void turnAway(PrintStream out) throws InterruptedException, ExecutionException {
        var limiter = RateLimiter.of(FIFTY_A_SECOND, 5);
        List<Task<Boolean>> requests = new ArrayList<>();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 20; i++) {
                requests.add(scope.go(() -> limiter.tryAcquire()));
            }
            scope.join();
        }
        int served = 0;
        for (Task<Boolean> request : requests) {
            served += request.await() ? 1 : 0;
        }
        out.println("20 requests at once, not waiting: served " + served);
    }

    /// Serves everything, but not faster: who comes first is served first.
    private static void waitInLine(PrintStream out)
            throws InterruptedException, ExecutionException {
        var limiter = RateLimiter.of(FIFTY_A_SECOND, 5);
        long start = System.nanoTime();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 20; i++) {
                scope.go(() -> limiter.acquire());
            }
            scope.join();
        }
        out.println(
                "20 requests at once, waiting: served "
                        + limiter.stats().granted()
                        + " in "
                        + (System.nanoTime() - start) / 1_000_000
                        + " ms");
    }

    /// Learns when it may act, and gives the permits back.
    private static void reserve(PrintStream out) {
        var limiter = RateLimiter.of(Rate.every(Duration.ofHours(1)), 1);
        Reservation now = limiter.reserve(1);
        Reservation later = limiter.reserve(1);
        out.println("first reservation: wait " + now.delay());
        out.println("second reservation: wait " + rounded(later.delay()));
        out.println("given back in time: " + later.cancel());
        out.println("third reservation: wait " + rounded(limiter.reserve(1).delay()));
    }

    private static Duration rounded(Duration duration) {
        return Duration.ofMinutes((duration.toSeconds() + 30) / 60);
    }

    /// Gives each user a limit of their own; who stays away is forgotten.
    private static void eachUser(PrintStream out) {
        var limiter = KeyedRateLimiter.<String>of(FIFTY_A_SECOND, 2);
        for (String user : List.of("ann", "ann", "ann", "bob")) {
            out.println(user + ": " + (limiter.tryAcquire(user) ? "served" : "turned away"));
        }
    }

    /// Waits for a permit or for whatever else comes first.
    private static void orSomethingElse(PrintStream out) throws InterruptedException {
        var limiter = RateLimiter.builder(Rate.zero()).initial(0).build();
        Channel<String> news = Channel.buffered(1);
        news.send("the shop is closing");
        Select<String> next =
                Select.of(limiter.onPermit(() -> "a permit"), news.onReceive(text -> text));
        out.println("what came first: " + next.await());
    }
}
