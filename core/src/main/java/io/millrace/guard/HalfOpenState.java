package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;

/// So many calls are admitted as probes, and no more: if all succeed, all is well again.
final class HalfOpenState extends BreakerState {
    private long patience; // until when the probes must have ended, since the last was admitted
    private int admitted;
    private int succeeded;
    private String why = "";

    HalfOpenState(BreakerRules rules, long now) {
        super(rules);
        patience = now + rules.openNanos();
    }

    @Override
    State state() {
        return State.HALF_OPEN;
    }

    /// Gives up on probes that never end, and starts again with new ones.
    @Override
    BreakerState at(long now) {
        boolean isStuck = admitted == rules.probes() && patience - now <= 0;
        return isStuck ? new HalfOpenState(rules, now) : this;
    }

    @Override
    boolean admit(long now) {
        if (admitted == rules.probes()) {
            return false;
        }
        admitted++;
        patience = now + rules.openNanos();
        return true;
    }

    @Override
    BreakerState after(Verdict verdict, boolean slow, long now) {
        if (verdict == Verdict.IGNORED) {
            admitted--; // it has shown nothing: another may take its place
            return this;
        }
        if (verdict == Verdict.FAILURE || (slow && rules.slowPercent() > 0)) {
            why = verdict == Verdict.FAILURE ? "a probe failed" : "a probe was slow";
            return new OpenState(rules, now, false);
        }
        if (++succeeded < rules.probes()) {
            return this;
        }
        why = succeeded + " probes succeeded";
        return new ClosedState(rules, now);
    }

    @Override
    String why() {
        return why;
    }

    @Override
    long retryAfter(long now) {
        return admitted < rules.probes() ? 0 : Math.max(0, patience - now);
    }
}
