package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;

/*
 *              too many failures                       the wait is over
 *   Closed ------------------------> Open ----------------------------------> HalfOpen
 *     ^                                ^                                       |    |
 *     |                                +-------------- a probe fails ----------+    |
 *     +---------------------------------------------- all probes succeed ----------+
 *
 * A state is an object, and a call reports to the state that admitted it: an outcome from an earlier state is out of date
 * and changes nothing.
 *
 * K1  A state decides what follows it, and never changes once another has taken its place.
 * K2  HalfOpen: admitted <= probes; so many probes run or have succeeded.
 */
/// A state of a circuit breaker: what it admits, and what follows. All methods require the
/// breaker's lock.
abstract sealed class BreakerState permits ClosedState, OpenState, HalfOpenState {
    final BreakerRules rules;

    BreakerState(BreakerRules rules) {
        this.rules = rules;
    }

    abstract State state();

    /// Returns what follows because time has passed; this if nothing does.
    BreakerState at(long now) {
        return this;
    }

    /// Admits a call, or does not.
    abstract boolean admit(long now);

    /// Returns what follows because a call that this state admitted has ended; this if nothing
    /// does.
    abstract BreakerState after(Verdict verdict, boolean slow, long now);

    /// Returns why this state has been left, in words.
    String why() {
        return "";
    }

    /// Returns after how many nanoseconds it is worth asking again; below 0 if that is not known.
    /// May be asked without the lock, as [#state] may.
    long retryAfter(long now) {
        return -1;
    }
}
