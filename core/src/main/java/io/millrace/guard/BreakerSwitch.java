package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.Change;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;
import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * The states are objects, see BreakerState. A closed breaker without a window whose last call succeeded is passed by
 * reading one field, and a success is reported by reading another. An open one refuses by reading one field, and the
 * clock, once: what the field holds does not change. Everything else takes the lock for a moment.
 */
/// The engine of a circuit breaker, and its lock: admits calls, hears how they ended, and goes from
/// state to state.
final class BreakerSwitch extends ShortLock {
    private final CircuitBreaker breaker;
    private final BreakerRules rules;
    private final ChangeListeners listeners;
    private volatile BreakerState state; // written under lock, read by all
    private long succeeded; // under lock: those that were reported with it
    private long failed; // under lock
    private long ignored; // under lock
    private long opened; // under lock
    private final LongAdder unwatched = new LongAdder(); // successes that were reported without it
    private final LongAdder rejected = new LongAdder();

    BreakerSwitch(
            CircuitBreaker breaker, BreakerRules rules, List<Consumer<? super Change>> listeners) {
        this.breaker = breaker;
        this.rules = rules;
        this.listeners = new ChangeListeners(this, listeners);
        state = new ClosedState(rules, Door.now());
    }

    // ---- calls

    /// Returns the state if it admits every call; otherwise null, and [#admit] is to be asked.
    @Nullable BreakerState pass() {
        BreakerState current = state;
        return current instanceof ClosedState ? current : null;
    }

    /// Returns the state that admits a call that does not just pass, or null.
    @Nullable BreakerState admit(long now) {
        if (state instanceof OpenState open && open.isAt(now)) {
            rejected.increment();
            return null;
        }
        return admitSlowly(now);
    }

    private @Nullable BreakerState admitSlowly(long now) {
        lock();
        boolean changes = follow(state.at(now));
        BreakerState current = state;
        boolean admitted = current.admit(now);
        unlock();
        if (!admitted) {
            rejected.increment();
        }
        if (changes) {
            listeners.tell();
        }
        return admitted ? current : null;
    }

    /// Returns after how long it is worth asking again; empty if no time helps.
    Optional<Duration> retryAfter() {
        long nanos = state.retryAfter(Door.now());
        return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    /// Returns when a call begins, for [#report]; reads no clock if no call can be slow.
    long start() {
        return rules.slowPercent() > 0 ? Door.now() : 0;
    }

    /// Hears how a call ended.
    ///
    /// @param issuer the state that admitted it
    @SuppressWarnings("ReferenceEquality") // a call reports to the state that admitted it
    void report(BreakerState issuer, Verdict verdict, long start) {
        boolean readsClock = true;
        if (issuer instanceof ClosedState closed) {
            if (verdict == Verdict.SUCCESS && closed.ignoresSuccess()) {
                unwatched.increment();
                return;
            }
            readsClock = closed.readsClock();
        }
        long now = readsClock ? Door.now() : 0;
        boolean slow = rules.slowPercent() > 0 && now - start >= rules.slowNanos();
        lock();
        succeeded += verdict == Verdict.SUCCESS ? 1 : 0;
        failed += verdict == Verdict.FAILURE ? 1 : 0;
        ignored += verdict == Verdict.IGNORED ? 1 : 0;
        boolean changes = state == issuer && follow(issuer.after(verdict, slow, now));
        unlock();
        if (changes) {
            listeners.tell();
        }
    }

    // ---- changes

    /// Opens, as if too many calls had failed.
    ///
    /// @param isolated whether no time ends that
    void open(boolean isolated) {
        force(new OpenState(rules, Door.now(), isolated));
    }

    void close() {
        force(new ClosedState(rules, Door.now()));
    }

    private void force(BreakerState next) {
        lock();
        change(next, "by hand");
        unlock();
        listeners.tell();
    }

    /// Lets `next` take the place of the state. Requires: lock held.
    ///
    /// @return whether listeners are to be told
    @SuppressWarnings("ReferenceEquality") // a state that follows itself
    private boolean follow(BreakerState next) {
        return next != state && change(next, state.why());
    }

    /// Requires: lock held.
    private boolean change(BreakerState next, String why) {
        State from = state.state();
        State to = next.state();
        state = next;
        if (from == to) {
            return false;
        }
        opened += to == State.OPEN || to == State.ISOLATED ? 1 : 0;
        listeners.add(breaker, from, to, why);
        return true;
    }

    // ---- figures

    BreakerState current() {
        return state;
    }

    State state() {
        return state.state();
    }

    CircuitBreakerStats stats(String name) {
        long now = Door.now();
        lock();
        try {
            CallWindow window = state instanceof ClosedState closed ? closed.window(now) : null;
            return new CircuitBreakerStats(
                    name,
                    state.state(),
                    state instanceof ClosedState closed ? closed.inARow() : 0,
                    window == null ? 0 : window.calls,
                    window == null ? 0 : window.failures,
                    window == null ? 0 : window.slow,
                    unwatched.sum() + succeeded,
                    failed,
                    ignored,
                    rejected.sum(),
                    opened);
        } finally { // memory may run out
            unlock();
        }
    }
}
