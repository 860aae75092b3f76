package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;
import org.jspecify.annotations.Nullable;

/// Everything goes well enough: all calls are admitted, and their outcomes are watched.
final class ClosedState extends BreakerState {
    private final @Nullable CallWindow window;
    private volatile int inARow; // failures; written under lock
    private String why = "";

    ClosedState(BreakerRules rules, long now) {
        super(rules);
        window = rules.newWindow(now);
    }

    @Override
    State state() {
        return State.CLOSED;
    }

    @Override
    boolean admit(long now) {
        return true;
    }

    /// Tells whether a call that succeeded has nothing to report. May be asked without the lock: a
    /// success that ends while another call fails comes before or after it.
    boolean ignoresSuccess() {
        return window == null && inARow == 0;
    }

    @Override
    BreakerState after(Verdict verdict, boolean slow, long now) {
        if (verdict == Verdict.IGNORED) {
            return this;
        }
        boolean failed = verdict == Verdict.FAILURE;
        inARow = failed ? inARow + 1 : 0;
        if (rules.consecutive() > 0 && inARow >= rules.consecutive()) {
            why = inARow + " failures in a row";
            return new OpenState(rules, now, false);
        }
        if (window == null) {
            return this;
        }
        window.add(failed, slow, now);
        if (window.calls >= rules.minimumCalls()) {
            if (rules.failurePercent() > 0
                    && window.failures * 100 >= window.calls * rules.failurePercent()) {
                why = window.failures + " of " + window.calls + " calls failed";
                return new OpenState(rules, now, false);
            }
            if (rules.slowPercent() > 0
                    && window.slow * 100 >= window.calls * rules.slowPercent()) {
                why = window.slow + " of " + window.calls + " calls were slow";
                return new OpenState(rules, now, false);
            }
        }
        return this;
    }

    @Override
    String why() {
        return why;
    }

    /// Returns the window as of now, or null if there is none.
    @Nullable CallWindow window(long now) {
        if (window != null) {
            window.advance(now);
        }
        return window;
    }

    int inARow() {
        return inARow;
    }
}
