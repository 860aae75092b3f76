package io.millrace.examples;

import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Reservation;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/*
 *   three in each window of 3 s, asked for six in the middle of the first:
 *
 *   fixed     0 ------- xxx ------- 3 xxx -------------------- 6      six in half a window
 *   sliding   0 ------- xxx -------------------- xxx ----------       three in any 3 s
 *   bucket    0 ------- xxx ----- x -------- x -------- x ------      one by one
 */
/// Three ways to count what happens in a stretch of time. A fixed window is what most quotas are:
/// cheap, easy to tell, and twice as generous around a boundary. A sliding window keeps its promise
/// for any stretch of that length. A token bucket does not count at all.
public final class Windows {
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final Rate RATE = Rate.of(3, WINDOW);

    private Windows() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws InterruptedException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var fixed = RateLimiter.fixedWindow(RATE); // its first window begins now
        var sliding = RateLimiter.slidingWindow(RATE); // its window ends now, always
        var bucket = RateLimiter.of(RATE, 3);
        Thread.sleep(WINDOW.dividedBy(2)); // nobody comes
        out.println("fixed:   " + askForSix(fixed));
        out.println("sliding: " + askForSix(sliding));
        out.println("bucket:  " + askForSix(bucket));
        full(out);
    }

    /// Reserves six permits, one by one, and says when they are there. Nobody has to wait for that.
    private static String askForSix(RateLimiter limiter) {
        List<Reservation> permits = new ArrayList<>();
        List<String> when = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Reservation permit = limiter.reserve(1);
            permits.add(permit);
            when.add(rounded(permit.delay()));
        }
        permits.reversed().forEach(Reservation::cancel); // we only wanted to know
        return String.join(", ", when);
    }

    private static String rounded(Duration wait) {
        if (wait.isZero()) {
            return "now";
        }
        boolean inHalf = wait.compareTo(WINDOW.dividedBy(2)) <= 0;
        return inHalf ? "in half a window" : "in a window";
    }

    /// A quota that is used up: who asks hears when to come back.
    private static void full(PrintStream out) {
        var quota = RateLimiter.fixedWindow(Rate.of(1_000, Duration.ofHours(1)));
        out.println("a thousand at once: " + quota.tryAcquire(1_000));
        out.println("one more: " + quota.tryAcquire());
        Duration wait = quota.reserve(1).delay();
        out.println("come back within the hour: " + (wait.compareTo(Duration.ofHours(1)) <= 0));
    }
}
