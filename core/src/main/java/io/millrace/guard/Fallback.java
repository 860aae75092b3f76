package io.millrace.guard;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What to return if a call fails.
///
/// ```java
/// Fallback<Page> fallback = Fallback.to(Page.EMPTY).around(guard);
/// Page page = fallback.call(() -> fetch(uri));
/// ```
///
/// No [Guard], since it fits calls of one type only: it stands outermost, [around][#around] a
/// guard.
///
/// **Waiting. Cancellation. Ordering and memory.** As for the call and the guards around it.
/// **Errors.** It stands in for every exception, a [RejectedException] included, unless [#when]
/// says otherwise; never for an [Error], nor for what says that the caller has given up: an
/// interrupt, a cancellation, the end of a context. If what stands in, or [#when], fails itself,
/// that is thrown, and what it stood in for is suppressed in it.
///
/// @param <T> what a call returns
public final class Fallback<T extends @Nullable Object> {
    private final Function<? super Throwable, ? extends T> substitute;
    private final Predicate<? super Throwable> when;
    private final @Nullable Guard inner;
    private final Tally tally;

    /// What was counted for a fallback and all that were made of it: what a watch sees.
    private static final class Tally implements Observable {
        private static final AtomicLong NUMBERS = new AtomicLong();

        private final String name = "fallback-" + NUMBERS.incrementAndGet();
        private final LongAdder calls = new LongAdder();
        private final LongAdder stoodIn = new LongAdder();

        static Tally begin() {
            var tally = new Tally();
            Watch.register(tally);
            return tally;
        }

        @Override
        public FallbackStats stats() {
            return new FallbackStats(name, calls.sum(), stoodIn.sum());
        }
    }

    private Fallback(
            Tally tally,
            Function<? super Throwable, ? extends T> substitute,
            Predicate<? super Throwable> when,
            @Nullable Guard inner) {
        this.tally = tally;
        this.substitute = substitute;
        this.when = when;
        this.inner = inner;
    }

    /// Makes a fallback to a value.
    public static <T extends @Nullable Object> Fallback<T> to(T value) {
        return new Fallback<>(Tally.begin(), _ -> value, _ -> true, null);
    }

    /// Makes a fallback to what is computed from the failure.
    public static <T extends @Nullable Object> Fallback<T> from(
            Function<? super Throwable, ? extends T> substitute) {
        Objects.requireNonNull(substitute, "substitute");
        return new Fallback<>(Tally.begin(), substitute, _ -> true, null);
    }

    /// Returns this fallback for these failures only.
    public Fallback<T> when(Predicate<? super Throwable> when) {
        return new Fallback<>(tally, substitute, Objects.requireNonNull(when, "when"), inner);
    }

    /// Returns this fallback around a guard, within the guards that it is around already.
    public Fallback<T> around(Guard guard) {
        Objects.requireNonNull(guard, "guard");
        return new Fallback<>(tally, substitute, when, inner == null ? guard : inner.around(guard));
    }

    /// Makes the call, and returns what stands in for it if it fails.
    ///
    /// @throws X what the call throws and nothing stands in for
    /// @throws InterruptedException if the thread is interrupted
    public <X extends Exception> T call(Call<? extends T, X> call) throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        tally.calls.increment();
        try {
            return inner == null ? call.call() : inner.<T, X>call(call);
        } catch (Exception e) {
            if (GivenUp.isIn(e) || !isCovered(e)) {
                throw e;
            }
            return substitute(e);
        }
    }

    private boolean isCovered(Exception failure) {
        try {
            return when.test(failure);
        } catch (Throwable e) {
            attach(failure, e);
            throw e;
        }
    }

    private T substitute(Exception failure) {
        tally.stoodIn.increment();
        try {
            return substitute.apply(failure);
        } catch (Throwable e) {
            attach(failure, e);
            throw e;
        }
    }

    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    private static void attach(Exception failure, Throwable thrown) {
        if (thrown != failure) {
            thrown.addSuppressed(failure);
        }
    }

    /// Returns the figures of this and of all that were made of the same.
    public FallbackStats stats() {
        return tally.stats();
    }

    @Override
    public String toString() {
        return "fallback" + (inner == null ? "" : " around " + inner);
    }
}
