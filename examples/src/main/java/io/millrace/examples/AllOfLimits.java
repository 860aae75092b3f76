package io.millrace.examples;

import io.millrace.guard.AllOf;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Reservation;
import java.io.PrintStream;
import java.time.Duration;

/*
 *   ann ─► [ ann: 2 an hour ] ─┐
 *                              ├─► [ all: 3 an hour ] ─► served: a permit of both, or of none
 *   bob ─► [ bob: 2 an hour ] ─┘
 */
/// Several limits at once: a user's own and the one of the whole house. A request needs a permit of
/// each. One that is turned away by the one limit must not use up the other, and one that waits for
/// the one must not hold a permit of the other meanwhile.
public final class AllOfLimits {

    private AllOfLimits() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws InterruptedException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        oneAfterTheOther(out);
        allOrNone(out);
        shortAndLong(out);
        reserved(out);
    }

    private static RateLimiter hourly(String name, int permits) {
        return RateLimiter.builder(Rate.every(Duration.ofHours(1)))
                .burst(permits)
                .name(name)
                .build();
    }

    private static String left(RateLimiter limiter) {
        int left = 0;
        while (limiter.tryAcquire()) {
            left++;
        }
        return limiter.name() + " has " + left + " left";
    }

    /// What goes wrong by hand: ann's useless requests take what bob could have had.
    private static void oneAfterTheOther(PrintStream out) {
        var ann = hourly("ann", 2);
        var all = hourly("all", 3);
        int served = 0;
        for (int i = 0; i < 5; i++) {
            served += all.tryAcquire() && ann.tryAcquire() ? 1 : 0;
        }
        out.println("one after the other: ann was served " + served + " times, " + left(all));
    }

    private static void allOrNone(PrintStream out) {
        var ann = hourly("ann", 2);
        var bob = hourly("bob", 2);
        var all = hourly("all", 3);
        AllOf forAnn = RateLimiter.allOf(ann, all);
        AllOf forBob = RateLimiter.allOf(bob, all);
        int annServed = 0;
        int bobServed = 0;
        for (int i = 0; i < 5; i++) {
            annServed += forAnn.tryAcquire() ? 1 : 0;
        }
        for (int i = 0; i < 5; i++) {
            bobServed += forBob.tryAcquire() ? 1 : 0;
        }
        out.println("all or none: ann was served " + annServed + " times, bob " + bobServed);
        out.println(left(bob) + ", " + left(all));
    }

    /// One in twenty milliseconds, and five in an hour: waits for the slowest, and for no permit
    /// that one of them will not have in time.
    private static void shortAndLong(PrintStream out) throws InterruptedException {
        var pace = RateLimiter.pacing(Rate.every(Duration.ofMillis(20)));
        var quota = hourly("quota", 5);
        AllOf both = RateLimiter.allOf(pace, quota);
        long start = System.nanoTime();
        int served = 0;
        while (both.tryAcquire(1, Duration.ofMinutes(1))) { // the sixth is refused at once
            served++;
        }
        var took = Duration.ofNanos(System.nanoTime() - start);
        out.println("paced, within the quota: " + served);
        out.println("at that pace: " + (took.toMillis() >= 80) + ", " + left(quota));
    }

    /// A reservation has all of them, or is given back as a whole.
    private static void reserved(PrintStream out) {
        var ann = hourly("ann", 1);
        var all = hourly("all", 3);
        AllOf both = RateLimiter.allOf(ann, all);
        Reservation now = both.reserve(1);
        Reservation later = both.reserve(1); // ann has to wait
        out.println("now: " + now.delay().isZero() + ", later: " + !later.delay().isZero());
        out.println("given back: " + later.cancel() + ", " + left(all));
    }
}
