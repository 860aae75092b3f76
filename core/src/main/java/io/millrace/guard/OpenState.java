package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;

/// No call is admitted, until a wait is over; or until somebody says so.
final class OpenState extends BreakerState {
    private final long until;
    private final boolean isolated;

    /// @param isolated whether no time ends this state
    OpenState(BreakerRules rules, long now, boolean isolated) {
        super(rules);
        until = now + rules.openNanos();
        this.isolated = isolated;
    }

    @Override
    State state() {
        return isolated ? State.ISOLATED : State.OPEN;
    }

    @Override
    BreakerState at(long now) {
        return isAt(now) ? this : new HalfOpenState(rules, now);
    }

    /// Tells whether this state has not ended by itself at that time. May be asked without the
    /// lock.
    boolean isAt(long now) {
        return isolated || until - now > 0;
    }

    @Override
    boolean admit(long now) {
        return false;
    }

    @Override
    BreakerState after(Verdict verdict, boolean slow, long now) {
        throw new AssertionError("a call that was not admitted has ended");
    }

    @Override
    String why() {
        return "the wait is over";
    }

    @Override
    long retryAfter(long now) {
        return isolated ? -1 : Math.max(0, until - now);
    }
}
