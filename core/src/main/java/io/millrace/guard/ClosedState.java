package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;
import io.millrace.waiting.Door;
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

    /// Tells whether outcomes are to be reported with their time. Otherwise the clock is read when
    /// this state is left, which is seldom. May be asked without the lock.
    boolean readsClock() {
        return rules.lastNanos() > 0 || rules.slowPercent() > 0;
    }

    @Override
    BreakerState after(Verdict verdict, boolean slow, long now) {
        if (verdict == Verdict.IGNORED) {
            return this;
        }
        boolean failed = verdict == Verdict.FAILURE;
        inARow = failed ? inARow + 1 : 0;
        if (rules.consecutive() > 0 && inARow >= rules.consecutive()) {
            return open(inARow + " failures in a row");
        }
        if (window == null) {
            return this;
        }
        window.add(failed, slow, now);
        if (window.calls >= rules.minimumCalls()) {
            if (rules.failurePercent() > 0
                    && window.failures * 100 >= window.calls * rules.failurePercent()) {
                return open(window.failures + " of " + window.calls + " calls failed");
            }
            if (rules.slowPercent() > 0
                    && window.slow * 100 >= window.calls * rules.slowPercent()) {
                return open(window.slow + " of " + window.calls + " calls were slow");
            }
        }
        return this;
    }

    private OpenState open(String reason) {
        why = reason;
        return new OpenState(rules, Door.now(), false);
    }

    @Override
    String why() {
        return why;
    }

    /// A call that was refused a moment ago need not wait.
    @Override
    long retryAfter(long now) {
        return 0;
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
