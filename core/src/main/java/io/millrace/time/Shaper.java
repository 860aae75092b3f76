package io.millrace.time;

import io.millrace.observe.Observable;
import io.millrace.select.Clause;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes values as they come, and lets some of them through at the right time: a [Debounce] or a
/// [Throttle].
///
/// A value that is let through waits until somebody takes it; a newer one takes its place. So
/// nobody who hands over a value is ever slowed down, and a slow reader gets what is newest. A
/// value goes to one of those who wait. For a callback start a task that loops: then the code that
/// is called has an owner, which hears of its failures.
///
/// ```java
/// try (var scope = Scope.open();
///         var typed = Debounce.<String>of(Duration.ofMillis(300))) {
///     scope.go(() -> {
///         while (typed.awaitOrNull() instanceof String query) {
///             show(search(query));
///         }
///     });
///     field.onChange(typed); // it is a Consumer
///     ...
/// }
/// ```
///
/// **Waiting.** [#accept] never waits. The others wait until a value is let through; they are
/// served in the order in which they came. **Cancellation.** An interrupt, pending or coming, makes
/// a wait throw, and no value is lost by it; if the value was faster, it is returned and the
/// interrupt stays pending. **Ordering and memory.** Values come out in the order in which they
/// went in. What a thread did before it handed over a value has happened before that value is
/// returned. **Errors.** After [#close] and the last value, those who wait and those who come are
/// told of the end: [SourceClosedException], or null.
///
/// All methods may be called from any thread. Values are never null.
///
/// @param <T> the type of the values
public interface Shaper<T> extends Consumer<T>, AutoCloseable, Observable {

    /// Hands over a value. Not a cancellation point.
    ///
    /// @throws SourceClosedException if the shaper is closed
    @Override
    void accept(T value);

    /// Waits for a value.
    ///
    /// @throws InterruptedException if the thread is interrupted
    /// @throws SourceClosedException if the shaper is closed and nothing is left in it
    T await() throws InterruptedException;

    /// As [#await], but returns null at the end.
    ///
    /// @throws InterruptedException as [#await] does
    @Nullable T awaitOrNull() throws InterruptedException;

    /// Takes a value if one has been let through. Not a cancellation point.
    ///
    /// @throws SourceClosedException as [#await] does
    Optional<T> tryAwait();

    /// Waits for a value, but for at most `timeout`. One of zero or less does not wait.
    ///
    /// @return empty if the time was over first
    /// @throws InterruptedException as [#await] does
    /// @throws SourceClosedException as [#await] does
    Optional<T> tryAwait(Duration timeout) throws InterruptedException;

    /// Returns a clause that takes a value, for a [io.millrace.select.Select]. It retires at the
    /// end.
    <R> Clause<R> onValue(Function<? super T, ? extends R> then);

    /// Lets a value that is held back through at once.
    ///
    /// @return whether there was one
    boolean flush();

    /// Discards the value that is held back, and one that was let through and that nobody took.
    ///
    /// @return whether there was one
    boolean cancel();

    /// Takes no more values. One that is held back is let through at once, since nothing can follow
    /// it; once it has been taken, all who wait are told of the end. Does nothing if the shaper is
    /// closed. To discard what is left, [#cancel] as well.
    @Override
    void close();

    /// Returns the shaper's figures.
    @Override
    ShaperStats stats();
}
