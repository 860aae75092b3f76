package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.task.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lets many streams come together in one.
///
/// ```java
/// Receiver<Line> lines = FanIn.of(scope, access, errors, audit).capacity(64).merge();
/// for (Line line : lines) { ... }
/// ```
///
/// The package documentation says what all fans have in common: what is held, and how ends,
/// failures and cancellations travel both ways.
///
/// @param <T> the type of the values
public final class FanIn<T> {
    private final Plan<T> plan;
    private final List<? extends Receiver<? extends T>> sources;
    private boolean goesOn;
    private @Nullable Consumer<? super SourceEnd> onSourceEnd;

    private FanIn(Scope scope, List<? extends Receiver<? extends T>> sources) {
        plan = new Plan<>(scope);
        this.sources = List.copyOf(sources);
    }

    /// Names the sources, and the scope in which the pump is to run.
    ///
    /// @throws IllegalArgumentException if there is no source
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <T> FanIn<T> of(Scope scope, Receiver<? extends T>... sources) {
        return of(scope, Arrays.asList(sources));
    }

    /// As [#of(Scope, Receiver...)], for a number of sources that is known only when the program
    /// runs.
    ///
    /// @throws IllegalArgumentException if there is no source
    public static <T> FanIn<T> of(Scope scope, List<? extends Receiver<? extends T>> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a fan-in of no sources: name at least one");
        }
        return new FanIn<>(scope, sources);
    }

    /// Names the pump, its task and the receiver, for messages, thread dumps and views.
    public FanIn<T> name(String name) {
        plan.name(name);
        return this;
    }

    /// Sets how many values the receiver buffers; 0, a rendezvous, if not set.
    ///
    /// @throws IllegalArgumentException if `capacity` is negative
    public FanIn<T> capacity(int capacity) {
        plan.capacity(capacity);
        return this;
    }

    /// Sets a hook for values that the pump took and nobody will receive. It runs once for each, on
    /// the thread that caused it, without a lock, and must not wait. What it throws ends the pump,
    /// as a failure of its task, or is thrown by whoever cancelled.
    public FanIn<T> onUndelivered(Consumer<? super T> hook) {
        plan.onUndelivered(hook);
        return this;
    }

    /// Sets a hook that is told of each source that has ended, when the pump comes to that: on the
    /// pump's thread, before the receiver hears of anything. So it is known which one failed, and
    /// which ended early.
    public FanIn<T> onSourceEnd(Consumer<? super SourceEnd> hook) {
        onSourceEnd = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /// Lets the others go on when a source fails. The receiver fails when all have ended, with the
    /// cause of the one that failed first, and the causes of others, up to a hundred, suppressed in
    /// it.
    public FanIn<T> goOn() {
        goesOn = true;
        return this;
    }

    /// Starts the pump: whatever any source gives, the receiver gives.
    ///
    /// **Order.** Values of one source stay in their order. Of several sources that have values
    /// each has the same chance, so none starves the others. **Holds** as many values as the
    /// receiver buffers, and one in hand.
    ///
    /// **Ends** cleanly when all sources have. When one fails the receiver fails with its cause,
    /// after what it buffers, and the other sources are cancelled; unless the fan is to [go
    /// on][#goOn]. A failure comes after what its source still had; causes of other sources that
    /// have failed by then as well are suppressed in it.
    ///
    /// **Waiting.** The pump waits for a value from any of the sources, then for room.
    /// **Cancellation.** Cancelling the receiver cancels all sources with its cause, at once.
    /// **Ordering and memory.** What was done before a value was sent to its source has happened
    /// before whatever is done after it was received here. **Errors.** What a hook throws fails the
    /// receiver, and the scope.
    ///
    /// @throws IllegalStateException if the scope is closed
    public Receiver<T> merge() {
        return new Merging<T>(plan, sources, goesOn, onSourceEnd).start().getFirst();
    }
}
