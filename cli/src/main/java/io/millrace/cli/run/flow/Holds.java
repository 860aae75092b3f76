package io.millrace.cli.run.flow;

import io.millrace.cli.run.report.Durations;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/*
 * Somebody who is held from s to e adds -s at first and +e at last, so that at any time t
 *
 *   held so far  =  sum + count * t
 */
/// Who is being held by which limit, and for how long all were. Used by all consumers, when they
/// wait anyway.
public final class Holds {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Limit, Account> accounts = new EnumMap<>(Limit.class); // guarded by the lock

    private static final class Account {
        private int count;
        private long sum;
    }

    /// Makes the books of nobody.
    Holds() {
        for (Limit limit : Limit.values()) {
            accounts.put(limit, new Account());
        }
    }

    private <R> R with(Limit limit, Function<Account, R> body) {
        lock.lock();
        try {
            return body.apply(Objects.requireNonNull(accounts.get(limit)));
        } finally {
            lock.unlock();
        }
    }

    /// Enters somebody who is held from now on.
    void begin(Limit by) {
        change(by, 1);
    }

    /// Strikes out somebody who has been held until now.
    void end(Limit by) {
        change(by, -1);
    }

    private void change(Limit by, int more) {
        with(
                by,
                account -> {
                    account.count += more;
                    account.sum -= more * System.nanoTime();
                    return account;
                });
    }

    /// Returns how many are held now.
    public int count(Limit by) {
        return with(by, account -> account.count);
    }

    /// Returns for how long consumers were held so far, together.
    public long nanos(Limit by) {
        return with(by, account -> account.sum + account.count * System.nanoTime());
    }

    /// Returns the limit that has held consumers for longest, if any has.
    public Optional<Limit> longest() {
        Limit longest = Limit.LOAD;
        for (Limit limit : Limit.values()) {
            longest = nanos(limit) > nanos(longest) ? limit : longest;
        }
        return nanos(longest) > 0 ? Optional.of(longest) : Optional.empty();
    }

    /// Returns who is held now, in words: ` held 3 by rate 1 by load`; empty if nobody is.
    public String now() {
        var words = new StringJoiner(" ", " held ", "").setEmptyValue("");
        for (Limit limit : Limit.values()) {
            int count = count(limit);
            if (count > 0) {
                words.add(count + " by " + limit);
            }
        }
        return words.toString();
    }

    /// Returns for how long consumers were held, in words: ` held 1m02s by rate`; empty if nobody
    /// was.
    public String total() {
        var words = new StringJoiner(" ", " held ", "").setEmptyValue("");
        for (Limit limit : Limit.values()) {
            long nanos = nanos(limit);
            if (nanos > 0) {
                words.add(Durations.text((double) nanos, 2) + " by " + limit);
            }
        }
        return words.toString();
    }
}
