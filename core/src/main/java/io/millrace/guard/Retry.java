package io.millrace.guard;

import io.millrace.context.Context;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes a failed call again, after a while, so often and no more.
///
/// ```java
/// var retry = Retry.builder()
///         .attempts(4)
///         .backoff(Backoff.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(5)))
///         .within(Duration.ofSeconds(20))
///         .build();
/// Page page = retry.call(() -> fetch(uri));
/// ```
///
/// **What is retried.** An exception, unless [Builder#retryOn] says otherwise. Never an [Error],
/// and never what says that the caller has given up: an interrupt, a cancellation, the end of a
/// context. A [RejectedException] by a guard further in is no failed attempt: it is passed on at
/// once, or, with [Builder#waitWhenRejected], waited out without spending an attempt.
///
/// **Waiting.** Between attempts, as the [Backoff] says, or longer if the failure says so: see
/// [Builder#hint]. If the wait would reach beyond [Builder#within], or beyond the deadline of the
/// current context, it is not begun. **Cancellation.** An interrupt ends the wait with an
/// [InterruptedException], to which the latest failure is attached. **Ordering and memory.** All
/// attempts are made by the caller's thread. **Errors.** When no attempt is left, the latest
/// failure is thrown as it is; the earlier ones, up to nine, are suppressed in it. So are they in
/// what a predicate, a hint, a backoff or a listener throws, which ends the call.
public final class Retry implements Guard, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int MOST_SUPPRESSED = 9;
    private static final long NOT = -1;
    private static final long LEAST_WHEN_REJECTED = 1_000_000; // so that nobody asks without pause

    /// What is about to be tried again.
    ///
    /// @param attempt which attempt comes next: the second, or the first if that was rejected
    /// @param failure what the latest one threw; null if it returned what is to be tried again
    /// @param delay for how long is waited before
    public record Event(int attempt, @Nullable Throwable failure, Duration delay) {}

    private final String name;
    private final int attempts;
    private final long withinNanos;
    private final Backoff backoff;
    private final Predicate<? super Throwable> retried;
    private final @Nullable Predicate<Object> retriedResult;
    private final @Nullable RetryBudget budget;
    private final Function<? super Throwable, Optional<Duration>> hint;
    private final List<Consumer<? super Event>> listeners;
    private final boolean waitsWhenRejected;
    private final @Nullable Long seed;

    // Most calls succeed at once, and are counted at one place only, when they have: a second
    // counter would cost as much again as all the rest.
    private final LongAdder atOnce = new LongAdder();
    private final LongAdder others = new LongAdder(); // calls, from the end of their first attempt
    private final LongAdder later = new LongAdder(); // of these, those that have succeeded
    private final LongAdder retries = new LongAdder();
    private final LongAdder unaffordable = new LongAdder();
    private final LongAdder waiting = new LongAdder();

    private Retry(Builder builder) {
        name = builder.name != null ? builder.name : "retry-" + NUMBERS.incrementAndGet();
        attempts = builder.attempts;
        withinNanos = builder.withinNanos;
        backoff = builder.backoff;
        retried = builder.retried;
        retriedResult = builder.retriedResult;
        budget = builder.budget;
        hint = builder.hint;
        listeners = List.copyOf(builder.listeners);
        waitsWhenRejected = builder.waitsWhenRejected;
        seed = builder.seed;
    }

    /// Makes a retry of so many attempts in all, with full jitter from 100 ms to 10 s.
    public static Retry of(int attempts) {
        return builder().attempts(attempts).build();
    }

    /// Returns a builder.
    public static Builder builder() {
        return new Builder();
    }

    /// One call, with all its attempts. Used by one thread.
    private final class Run {
        private final long start; // 0 if there is no limit
        private final Deque<Throwable> earlier = new ArrayDeque<>(0);
        private @Nullable SplittableRandom random;
        private Duration before = Duration.ZERO;
        private int failed;

        Run(long start) {
            this.start = start;
        }

        /// Returns for how long to wait before the next attempt; [#NOT] if there is to be none.
        long next(@Nullable Throwable failure) {
            if (failure instanceof RejectedException rejected) {
                return waitsWhenRejected ? inTime(whenRejected(rejected)) : NOT;
            }
            failed++;
            if (failed >= attempts || Thread.currentThread().isInterrupted()) {
                return NOT;
            }
            long wait = inTime(Math.max(backoffNanos(), hintNanos(failure)));
            if (wait != NOT && budget != null && !budget.takeOut()) {
                unaffordable.increment();
                return NOT;
            }
            return wait;
        }

        private long whenRejected(RejectedException rejected) {
            long nanos = rejected.retryAfter().map(Door::nanos).orElseGet(this::backoffNanos);
            return Math.max(LEAST_WHEN_REJECTED, nanos);
        }

        private long backoffNanos() {
            SplittableRandom mine = random;
            if (mine == null) {
                mine = new SplittableRandom(seed != null ? seed : Door.seed());
                random = mine;
            }
            before = backoff.delay(Math.max(1, failed), before, mine);
            return Door.nanos(before);
        }

        private long hintNanos(@Nullable Throwable failure) {
            return failure == null ? 0 : hint.apply(failure).map(Door::nanos).orElse(0L);
        }

        /// Returns `wait`, or [#NOT] if it would take too long.
        private long inTime(long wait) {
            if (isLimited() && wait > withinNanos - (Door.now() - start)) {
                return NOT;
            }
            return Context.current()
                            .deadline()
                            .map(end -> Duration.between(Door.instant(), end))
                            .filter(left -> Door.nanos(left) < wait)
                            .isPresent()
                    ? NOT
                    : wait;
        }

        /// Keeps a failure, to be suppressed in the last one.
        void keep(@Nullable Throwable failure) {
            if (failure != null) {
                earlier.addLast(failure);
                if (earlier.size() > MOST_SUPPRESSED) {
                    earlier.removeFirst();
                }
            }
        }

        /// Attaches the earlier failures.
        @SuppressWarnings("ReferenceEquality") // the very same exception, thrown again
        void attachTo(Throwable last) {
            Throwable previous = last;
            for (Throwable failure : earlier) {
                if (failure != last && failure != previous) { // a constant is often thrown
                    last.addSuppressed(failure);
                }
                previous = failure;
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // a call that may return null has said so in R
    public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        if (budget != null) {
            budget.payIn();
        }
        long start = isLimited() ? Door.now() : 0;
        Run run = null;
        boolean isFirst = true;
        while (true) {
            R result = null;
            Throwable failure = null;
            try {
                result = call.call();
            } catch (Throwable e) {
                failure = e;
            }
            if (failure == null && retriedResult == null) {
                (isFirst ? atOnce : later).increment();
                return result;
            }
            if (isFirst) {
                others.increment(); // now: a predicate may throw
                isFirst = false;
            }
            if (failure == null && !isRetried(result)) {
                later.increment();
                return result;
            }
            run = run == null ? new Run(start) : run;
            long wait;
            try {
                wait = failure != null && !isRetried(failure) ? NOT : run.next(failure);
                if (wait != NOT) {
                    tell(new Event(run.failed + 1, failure, Duration.ofNanos(wait)));
                }
            } catch (Throwable e) { // by the user's code: the call's failure must not get lost
                run.keep(failure);
                run.attachTo(e);
                throw e;
            }
            if (wait == NOT && failure == null) {
                return result;
            }
            if (wait == NOT) {
                run.attachTo(failure);
                throw Thrown.<X>again(failure);
            }
            run.keep(failure);
            pause(failure, wait);
        }
    }

    private boolean isLimited() {
        return withinNanos < Door.LONGEST;
    }

    private boolean isRetried(Throwable failure) {
        if (failure instanceof RejectedException) {
            return waitsWhenRejected;
        }
        return failure instanceof Exception && !GivenUp.isIn(failure) && retried.test(failure);
    }

    private boolean isRetried(@Nullable Object result) {
        return result != null && retriedResult != null && retriedResult.test(result);
    }

    private void tell(Event event) {
        for (Consumer<? super Event> listener : listeners) {
            listener.accept(event);
        }
    }

    private void pause(@Nullable Throwable failure, long nanos) throws InterruptedException {
        waiting.increment();
        try {
            if (nanos > 0) {
                new Signal(this).awaitUntil("retry", Door.now() + nanos);
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        } catch (InterruptedException e) {
            if (failure != null) {
                e.addSuppressed(failure);
            }
            throw e;
        } finally {
            waiting.decrement();
        }
        retries.increment();
    }

    /// Returns the name that the retry was given, or `retry-` and a number.
    public String name() {
        return name;
    }

    @Override
    public RetryStats stats() {
        long succeededLater = later.sum(); // before those that it is of
        long succeededAtOnce = atOnce.sum();
        return new RetryStats(
                name,
                succeededAtOnce + others.sum(),
                succeededAtOnce + succeededLater,
                retries.sum(),
                waiting.sum(),
                unaffordable.sum());
    }

    @Override
    public String toString() {
        return "retry '" + name + "'";
    }

    /// Describes a retry.
    public static final class Builder {
        private @Nullable String name;
        private int attempts = 3;
        private long withinNanos = Door.LONGEST;
        private Backoff backoff =
                Backoff.fullJitter(Duration.ofMillis(100), Duration.ofSeconds(10));
        private Predicate<? super Throwable> retried = _ -> true;
        private @Nullable Predicate<Object> retriedResult;
        private @Nullable RetryBudget budget;
        private Function<? super Throwable, Optional<Duration>> hint = _ -> Optional.empty();
        private final List<Consumer<? super Event>> listeners = new ArrayList<>();
        private boolean waitsWhenRejected;
        private @Nullable Long seed;

        private Builder() {}

        /// Names the retry.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets how many attempts there are in all, the first included; 3 if not set.
        public Builder attempts(int attempts) {
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts(" + attempts + "): at least 1");
            }
            this.attempts = attempts;
            return this;
        }

        /// Begins no attempt later than this after the first. It does not cut an attempt short:
        /// [Timeout] does.
        public Builder within(Duration time) {
            withinNanos = Door.nanos(time);
            return this;
        }

        /// Sets how long to wait between attempts.
        public Builder backoff(Backoff backoff) {
            this.backoff = Objects.requireNonNull(backoff, "backoff");
            return this;
        }

        /// Tries again only what this is true of, among the exceptions that are retried at all.
        public Builder retryOn(Predicate<? super Throwable> retried) {
            this.retried = Objects.requireNonNull(retried, "retried");
            return this;
        }

        /// Tries again a call that returned this. The last result is returned, whatever it is.
        public Builder retryResult(Predicate<Object> retried) {
            retriedResult = Objects.requireNonNull(retried, "retried");
            return this;
        }

        /// Takes retries out of a budget; when it is empty, the failure is thrown.
        public Builder budget(RetryBudget budget) {
            this.budget = Objects.requireNonNull(budget, "budget");
            return this;
        }

        /// Sets what a failure says of how long to wait, such as HTTP's `Retry-After`. Of that and
        /// the backoff the longer one counts.
        public Builder hint(Function<? super Throwable, Optional<Duration>> hint) {
            this.hint = Objects.requireNonNull(hint, "hint");
            return this;
        }

        /// Waits when a guard further in rejects the call, for as long as it says or else as the
        /// backoff does, and tries again without having spent an attempt. Needs [#within].
        public Builder waitWhenRejected() {
            waitsWhenRejected = true;
            return this;
        }

        /// Calls `listener` before each wait. It must be short; what it throws ends the call.
        public Builder onRetry(Consumer<? super Event> listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /// Makes chance the same for every call: for tests.
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /// Makes the retry.
        ///
        /// @throws IllegalArgumentException if it is to wait when rejected, and nothing says for
        ///   how long
        public Retry build() {
            if (waitsWhenRejected && withinNanos >= Door.LONGEST) {
                throw new IllegalArgumentException(
                        "waitWhenRejected() spends no attempts: set within(..), or it never ends");
            }
            var retry = new Retry(this);
            Watch.register(retry);
            return retry;
        }
    }
}
