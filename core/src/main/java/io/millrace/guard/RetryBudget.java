package io.millrace.guard;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/*
 * Counted in hundredths of a retry, so that a percentage is a whole number. After gRPC's retry throttling and Finagle's
 * RetryBudget. Differences: no clock; what is saved up is bounded by the reserve alone.
 */
/// Bounds retries to a share of all calls, so that they cannot drown what is failing already.
///
/// Each call pays in its percentage of a retry, each retry takes out a whole one; up to `reserve`
/// retries are saved up, and that many are there at first. One budget is usually shared by all that
/// call the same thing: [Retry]s and [Hedge]s, side by side. Not by a retry and a hedge within it:
/// there each attempt of the retry is a call of the hedge and pays in again, so that more is made
/// again than the percentage says. Give one of the two a budget of its own. May be used by any
/// thread.
public final class RetryBudget implements Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final long WHOLE = 100;

    private final int percent;
    private final long most;
    private final AtomicLong saved;
    private final String name = "retry-budget-" + NUMBERS.incrementAndGet();
    private final LongAdder refused = new LongAdder();

    private RetryBudget(int percent, int reserve) {
        this.percent = percent;
        most = reserve * WHOLE;
        saved = new AtomicLong(most);
    }

    /// Makes a budget.
    ///
    /// @param percent how many retries there may be for a hundred calls, in the long run
    /// @param reserve how many may be made at once
    /// @throws IllegalArgumentException if one of them is negative, or `reserve` is 0
    public static RetryBudget of(int percent, int reserve) {
        if (percent < 0 || reserve < 1) {
            throw new IllegalArgumentException(
                    "RetryBudget.of("
                            + percent
                            + ", "
                            + reserve
                            + "): the percentage must not be negative, the reserve at least 1");
        }
        var budget = new RetryBudget(percent, reserve);
        Watch.register(budget);
        return budget;
    }

    /// Pays in for a call.
    void payIn() {
        long now = saved.get();
        while (now < most) {
            long before = saved.compareAndExchange(now, Math.min(most, now + percent));
            if (before == now) {
                return;
            }
            now = before;
        }
    }

    /// Takes out a retry.
    ///
    /// @return false if there is none
    boolean takeOut() {
        long now = saved.get();
        while (now >= WHOLE) {
            long before = saved.compareAndExchange(now, now - WHOLE);
            if (before == now) {
                return true;
            }
            now = before;
        }
        refused.increment();
        return false;
    }

    /// Returns how many retries could be made now.
    public long available() {
        return saved.get() / WHOLE;
    }

    @Override
    public RetryBudgetStats stats() {
        return new RetryBudgetStats(name, percent, most / WHOLE, available(), refused.sum());
    }

    @Override
    public String toString() {
        return "retry budget of " + percent + " %, " + available() + " left";
    }
}
