package io.millrace.guard;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Keeps calls away from something that fails anyway, and tries now and then whether it has
/// recovered.
///
/// ```java
/// var breaker = CircuitBreaker.builder().consecutiveFailures(5).openFor(Duration.ofSeconds(30)).build();
/// Page page = breaker.call(() -> fetch(uri));
/// ```
///
/// | state | admits |
/// |---|---|
/// | [State#CLOSED] | every call; too many failures open it |
/// | [State#OPEN] | none, for a time |
/// | [State#HALF_OPEN] | so many probes and no more: all must succeed to close it, the first failure opens it again |
/// | [State#ISOLATED] | none, until [#close] |
///
/// **Outcomes.** A call succeeds, fails, or counts neither way. It counts neither way if it was
/// interrupted or cancelled, if its context ended, or if a guard further in rejected it: none of
/// that says anything about what is called. [Builder#classify] says otherwise. A probe that counts
/// neither way gives its place to another. A call that was admitted in an earlier state counts
/// neither way.
///
/// **Waiting.** Never. **Cancellation.** None but the call's own. **Ordering and memory.**
/// Listeners are told of each change once, in order; by the thread that changed the state, or by
/// another that is just telling them. **Errors.** An open breaker throws [CircuitOpenException];
/// what the call throws comes out as it was thrown. What a listener throws goes to the thread's
/// handler of uncaught exceptions.
public final class CircuitBreaker implements Guard, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /// What a breaker admits.
    public enum State {
        /// Every call.
        CLOSED,
        /// None, for a time.
        OPEN,
        /// Some, as probes.
        HALF_OPEN,
        /// None, until [CircuitBreaker#close].
        ISOLATED
    }

    /// How a call ended.
    public enum Verdict {
        /// What is called is well.
        SUCCESS,
        /// It is not.
        FAILURE,
        /// Nothing is known of it.
        IGNORED
    }

    /// A change of state.
    ///
    /// @param breaker whose
    /// @param from the state before
    /// @param to the state after
    /// @param why in words: `5 failures in a row`
    public record Change(CircuitBreaker breaker, State from, State to, String why) {}

    /// The right to make one call. Say how it went, once; one that is closed without that counts
    /// neither way.
    public static final class Permission implements AutoCloseable {
        private static final VarHandle USED;

        static {
            try {
                USED =
                        MethodHandles.lookup()
                                .findVarHandle(Permission.class, "used", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final CircuitBreaker breaker;
        private final BreakerState issuer;
        private final long start;
        private boolean used; // by USED only

        private Permission(CircuitBreaker breaker, BreakerState issuer, long start) {
            this.breaker = breaker;
            this.issuer = issuer;
            this.start = start;
        }

        /// Says that the call succeeded. Does nothing if something has been said before.
        public void success() {
            end(Verdict.SUCCESS);
        }

        /// Says that the call failed. Does nothing if something has been said before.
        public void failure() {
            end(Verdict.FAILURE);
        }

        /// Says that the call threw this, which is then classified. Does nothing if something has
        /// been said before.
        public void failure(Throwable thrown) {
            end(breaker.verdicts.on(Objects.requireNonNull(thrown, "thrown")));
        }

        /// Says that the call counts neither way. Does nothing if something has been said before.
        public void ignore() {
            end(Verdict.IGNORED);
        }

        /// As [#ignore].
        @Override
        public void close() {
            ignore();
        }

        private void end(Verdict verdict) {
            if (!(boolean) USED.getAndSet(this, true)) {
                breaker.engine.report(issuer, verdict, start);
            }
        }
    }

    private final String name;
    private final Verdicts verdicts;
    private final BreakerSwitch engine;

    private CircuitBreaker(Builder builder) {
        name = builder.name != null ? builder.name : "circuit-breaker-" + NUMBERS.incrementAndGet();
        verdicts = new Verdicts(builder.classifier, builder.failedResult);
        engine = new BreakerSwitch(this, builder.rules(), builder.listeners);
    }

    /// Makes a breaker that opens after five failures in a row, for a minute, and then admits one
    /// probe.
    public static CircuitBreaker create() {
        return builder().build();
    }

    /// Returns a builder, for a breaker with other rules.
    public static Builder builder() {
        return new Builder();
    }

    // ---- calls

    /// Makes the call, unless the breaker is open.
    ///
    /// @throws CircuitOpenException if it is
    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        BreakerState issuer = engine.pass();
        if (issuer == null) {
            long now = Door.now();
            issuer = engine.admit(now);
            if (issuer == null) { // made here: each frame further in is one more to be traced
                throw new CircuitOpenException(name, engine.current(), now);
            }
        }
        long start = engine.start();
        R result;
        try {
            result = call.call();
        } catch (Throwable e) {
            engine.report(issuer, verdicts.on(e), start);
            throw e;
        }
        Verdict verdict = Verdict.FAILURE;
        try {
            verdict = verdicts.onResult(result);
        } finally { // even if the predicate throws
            engine.report(issuer, verdict, start);
        }
        return result;
    }

    /// Asks for the right to make a call, for calls that end elsewhere or later.
    ///
    /// @return empty if the breaker is open
    public Optional<Permission> tryAcquire() {
        BreakerState issuer = engine.pass();
        long now = Door.now();
        if (issuer == null) {
            issuer = engine.admit(now);
        }
        return issuer == null ? Optional.empty() : Optional.of(new Permission(this, issuer, now));
    }

    /// Returns for how long it is of no use to ask for the right to make a call, unless the state
    /// changes before: zero if a call would be admitted now. For those who wait rather than give
    /// up; they should hear of changes, too, by [Builder#onChange].
    ///
    /// @return empty if the breaker is isolated: only [#close] ends that
    public Optional<Duration> retryAfter() {
        return engine.retryAfter();
    }

    // ---- changes

    /// Opens the breaker, as if too many calls had failed.
    public void open() {
        engine.open(false);
    }

    /// Opens the breaker until [#close] is called: what is called is known to be down.
    public void isolate() {
        engine.open(true);
    }

    /// Closes the breaker, and forgets what it has seen.
    public void close() {
        engine.close();
    }

    /// Returns the state. One that was open for long enough stays so until the next call.
    public State state() {
        return engine.state();
    }

    /// Returns the name that the breaker was given, or `circuit-breaker-` and a number.
    public String name() {
        return name;
    }

    @Override
    public CircuitBreakerStats stats() {
        return engine.stats(name);
    }

    @Override
    public String toString() {
        return toString(name);
    }

    static String toString(String name) {
        return "circuit breaker '" + name + "'";
    }

    /// Describes a breaker.
    public static final class Builder {
        private @Nullable String name;
        private int consecutive;
        private int lastCalls;
        private long lastNanos;
        private int minimumCalls = 1;
        private int failurePercent;
        private int slowPercent;
        private long slowNanos;
        private long openNanos = Duration.ofMinutes(1).toNanos();
        private int probes = 1;
        private Function<? super Throwable, Verdict> classifier = Verdicts::classify;
        private @Nullable Predicate<Object> failedResult;
        private final List<Consumer<? super Change>> listeners = new ArrayList<>();

        private Builder() {}

        /// Names the breaker.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Opens after so many failures in a row; after five, if nothing else is set.
        public Builder consecutiveFailures(int failures) {
            consecutive = require("consecutiveFailures", failures, Integer.MAX_VALUE);
            return this;
        }

        /// Looks at the latest `calls` calls.
        public Builder lastCalls(int calls) {
            lastCalls = require("lastCalls", calls, 1_000_000);
            lastNanos = 0;
            return this;
        }

        /// Looks at the calls that ended within the latest `time`, which is forgotten in ten
        /// slices.
        public Builder lastTime(Duration time) {
            lastNanos = Door.nanos(time);
            lastCalls = 0;
            if (lastNanos < CallWindow.Time.SLICES) {
                throw new IllegalArgumentException(
                        "lastTime(" + time + "): must be at least ten nanoseconds");
            }
            return this;
        }

        /// Opens if so many of the calls that it looks at have failed.
        public Builder failureRate(int percent) {
            failurePercent = require("failureRate", percent, 100);
            return this;
        }

        /// Opens if so many of the calls that it looks at took as long as `slow`, or longer.
        public Builder slowRate(int percent, Duration slow) {
            slowNanos = Door.nanos(slow);
            slowPercent = require("slowRate", percent, 100);
            return this;
        }

        /// Does not judge by rates before it has seen so many calls.
        public Builder minimumCalls(int calls) {
            minimumCalls = require("minimumCalls", calls, Integer.MAX_VALUE);
            return this;
        }

        /// Sets how long the breaker stays open before it admits probes, and for how long it waits
        /// for probes that do not end, from the last one on; a minute if not set.
        ///
        /// @throws IllegalArgumentException if it is not longer than nothing
        public Builder openFor(Duration time) {
            long nanos = Door.nanos(time);
            if (nanos == 0) {
                throw new IllegalArgumentException(
                        "openFor("
                                + time
                                + "): must be longer than nothing; it would never reject a call");
            }
            openNanos = nanos;
            return this;
        }

        /// Sets how many probes are admitted, all of which must succeed; 1 if not set.
        public Builder probes(int probes) {
            this.probes = require("probes", probes, Integer.MAX_VALUE);
            return this;
        }

        /// Sets what an exception says of what is called. If not set, everything is a failure but
        /// what the class's documentation names.
        public Builder classify(Function<? super Throwable, Verdict> classifier) {
            this.classifier = Objects.requireNonNull(classifier, "classifier");
            return this;
        }

        /// Takes exceptions of this kind as saying nothing of what is called, beside those that do
        /// so anyway.
        public Builder ignore(Class<? extends Throwable> kind) {
            Objects.requireNonNull(kind, "kind");
            Function<? super Throwable, Verdict> others = classifier;
            classifier = e -> kind.isInstance(e) ? Verdict.IGNORED : others.apply(e);
            return this;
        }

        /// Takes results of which this is true as failures.
        public Builder failedResult(Predicate<Object> failed) {
            failedResult = Objects.requireNonNull(failed, "failed");
            return this;
        }

        /// Tells `listener` of every change of state. It must be short.
        public Builder onChange(Consumer<? super Change> listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        private static int require(String what, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(
                        what + "(" + value + "): must be at least 1 and at most " + most);
            }
            return value;
        }

        private BreakerRules rules() {
            boolean rates = failurePercent > 0 || slowPercent > 0;
            return new BreakerRules(
                    consecutive == 0 && !rates ? 5 : consecutive,
                    lastCalls,
                    lastNanos,
                    minimumCalls,
                    failurePercent,
                    slowPercent,
                    slowNanos,
                    openNanos,
                    probes);
        }

        /// Makes the breaker, closed.
        ///
        /// @throws IllegalArgumentException if there is a rate but no window to take it of, or a
        ///   window but no rate, or the window is too small for the minimum
        public CircuitBreaker build() {
            boolean rates = failurePercent > 0 || slowPercent > 0;
            boolean window = lastCalls > 0 || lastNanos > 0;
            if (rates != window) {
                throw new IllegalArgumentException(
                        rates
                                ? "a rate of what? set lastCalls(..) or lastTime(..)"
                                : "a window for what? set failureRate(..) or slowRate(..)");
            }
            if (lastCalls > 0 && minimumCalls > lastCalls) {
                throw new IllegalArgumentException(
                        "minimumCalls(" + minimumCalls + "): the window holds " + lastCalls);
            }
            var breaker = new CircuitBreaker(this);
            Watch.register(breaker);
            return breaker;
        }
    }
}
