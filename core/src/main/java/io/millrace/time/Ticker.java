package io.millrace.time;

import io.millrace.observe.Observable;
import io.millrace.select.Clause;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Ticks again and again, at multiples of a period, until it is closed.
///
/// ```java
/// try (var ticker = Ticker.every(Duration.ofSeconds(1))) {
///     while (ticker.awaitOrNull() instanceof Tick tick) {
///         report(tick.number());
///     }
/// }
/// ```
///
/// Ticks do not drift: the k-th is due at the start plus k periods, however late those before it
/// were taken. What becomes of ticks that nobody took in time is up to [MissedTicks]; as in Go, a
/// ticker skips them unless told otherwise. A tick goes to one of those who wait.
///
/// **Waiting.** Until a tick is due. Those who wait are served in the order in which they came.
/// **Cancellation.** An interrupt, pending or coming, makes a wait throw, and no tick is lost by
/// it; if the tick was faster, it is returned and the interrupt stays pending. **Ordering and
/// memory.** What a thread did before it made or [reset][#reset] the ticker has happened before its
/// ticks. **Errors.** After [#close], those who wait and those who come are told of the end:
/// [SourceClosedException], or null.
///
/// All methods may be called from any thread.
public interface Ticker extends AutoCloseable, Observable {

    /// Starts a ticker that first ticks after `period`, and skips ticks that nobody takes.
    ///
    /// @throws IllegalArgumentException if `period` is zero or less
    static Ticker every(Duration period) {
        return builder(period).start();
    }

    /// Returns a builder, for a ticker with a first delay, a policy or a name of its own.
    ///
    /// @throws IllegalArgumentException if `period` is zero or less
    static Builder builder(Duration period) {
        return new TickerBuilder(period);
    }

    /// Waits for a tick.
    ///
    /// @throws InterruptedException if the thread is interrupted
    /// @throws SourceClosedException if the ticker is closed
    Tick await() throws InterruptedException;

    /// As [#await], but returns null if the ticker is closed.
    ///
    /// @throws InterruptedException as [#await] does
    @Nullable Tick awaitOrNull() throws InterruptedException;

    /// Takes a tick if one is due. Not a cancellation point.
    ///
    /// @throws SourceClosedException if the ticker is closed
    Optional<Tick> tryAwait();

    /// Waits for a tick, but for at most `timeout`. One of zero or less does not wait.
    ///
    /// @return empty if the time was over first
    /// @throws InterruptedException as [#await] does
    /// @throws SourceClosedException if the ticker is closed
    Optional<Tick> tryAwait(Duration timeout) throws InterruptedException;

    /// Returns a clause that takes a tick, for a [io.millrace.select.Select].
    ///
    /// It does not keep a select going whose sources have all ended: a loop that flushes once a
    /// second ends with its input. It retires when the ticker is closed.
    <R> Clause<R> onTick(Function<? super Tick, ? extends R> then);

    /// Lets the next tick be due a `period` from now, and the others at multiples of it from there.
    /// Ticks that were due and that nobody took are forgotten; numbers go on.
    ///
    /// @throws IllegalArgumentException if `period` is zero or less
    /// @throws SourceClosedException if the ticker is closed
    void reset(Duration period);

    /// Stops the ticker for good: no more ticks are taken, and all who wait are told. Does nothing
    /// if it is closed.
    @Override
    void close();

    /// Returns the ticker's figures.
    @Override
    TickerStats stats();

    /// Makes a ticker.
    interface Builder {

        /// Sets the name, for views and messages.
        Builder name(String name);

        /// Sets when the first tick is due; zero or less for at once. Unless set it is a period.
        Builder initialDelay(Duration delay);

        /// Sets what becomes of ticks that nobody took in time; unless set they are
        /// [skipped][MissedTicks#SKIP].
        Builder missed(MissedTicks policy);

        /// Starts a ticker.
        Ticker start();
    }
}
