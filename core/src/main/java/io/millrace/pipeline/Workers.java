package io.millrace.pipeline;

import io.millrace.context.Context;
import io.millrace.context.tree.GivingUp;
import io.millrace.guard.Guard;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a stage of a [Pipeline] works: with how many threads, in what order its results leave, how
/// many elements it holds, through what guard it calls its function, and what it does with a
/// failure.
///
/// ```java
/// .map(Workers.ordered(8).window(64).guarded(retry), page -> fetch(page))
/// .map(Workers.<Order>byKey(8, Order::customer), order -> book(order))
/// .map(Workers.one().skipping((line, e) -> log.warn(line, e)), line -> parse(line))
/// ```
///
/// | kind | its results leave | a slow element |
/// |---|---|---|
/// | [#one] | in order: no threads of its own, it works in those of the stage before | holds up all others |
/// | [#ordered] | in the order of what came in | lets the window fill up with finished ones behind it |
/// | [#unordered] | as they are finished | holds up nobody while other workers are left |
/// | [#byKey] | in order for each key, one key's elements one after the other | holds up its key |
///
/// **Bound.** A stage with workers holds at most [#window] elements: those that wait for a worker,
/// those that workers work on, and those that are finished and not taken. When it holds so many,
/// the stage before waits. Workers are virtual threads, started when there is something to do for
/// them.
///
/// **Waiting. Cancellation. Ordering and memory.** As [Pipeline] says; what was done for an element
/// before this stage happens-before the work on it, and that before what is done with its result.
///
/// **Errors.** A failure is what comes out of the guard. It fails the pipeline, unless it is
/// [skipped][#skipping] or recovered; never is what says that the work was given up, an interrupt
/// or a cancellation, nor an [Error].
///
/// Values of this type do not change, and may be shared.
///
/// @param <T> the type of the elements that come in
public final class Workers<T> {
    private static final int ORDERED_FACTOR = 4;
    private static final int OTHER_FACTOR = 2;

    enum Order {
        FUSED,
        ORDERED,
        UNORDERED,
        BY_KEY
    }

    private final Order order;
    private final int count;
    private final int window;
    private final @Nullable Function<? super T, ?> key;
    private final @Nullable Guard guard;
    private final @Nullable BiConsumer<? super T, ? super Exception> skipped;

    private Workers(
            Order order,
            int count,
            int window,
            @Nullable Function<? super T, ?> key,
            @Nullable Guard guard,
            @Nullable BiConsumer<? super T, ? super Exception> skipped) {
        this.order = order;
        this.count = count;
        this.window = window;
        this.key = key;
        this.guard = guard;
        this.skipped = skipped;
    }

    /// No workers: the stage works in the thread of the stage before it, and holds nothing.
    public static <T> Workers<T> one() {
        return new Workers<>(Order.FUSED, 1, 0, null, null, null);
    }

    /// So many workers; results leave in the order of what came in. The window is four times as
    /// large.
    ///
    /// @throws IllegalArgumentException if `workers` is less than 1
    public static <T> Workers<T> ordered(int workers) {
        return of(Order.ORDERED, workers, ORDERED_FACTOR, null);
    }

    /// So many workers; results leave as they are finished. The window is twice as large.
    ///
    /// @throws IllegalArgumentException if `workers` is less than 1
    public static <T> Workers<T> unordered(int workers) {
        return of(Order.UNORDERED, workers, OTHER_FACTOR, null);
    }

    /// So many workers; the elements of one key are worked on one after the other, in order, by
    /// whatever worker is free, and their results leave in that order. The window is twice as large
    /// as there are workers; elements that wait for one of their key count, so a key that is much
    /// more frequent than others wants a larger one.
    ///
    /// @param key returns an element's key; never null; called by the thread of the stage before
    /// @throws IllegalArgumentException if `workers` is less than 1
    public static <T> Workers<T> byKey(int workers, Function<? super T, ?> key) {
        return of(Order.BY_KEY, workers, OTHER_FACTOR, Objects.requireNonNull(key, "key"));
    }

    private static <T> Workers<T> of(
            Order order, int workers, int factor, @Nullable Function<? super T, ?> key) {
        if (workers < 1) {
            throw new IllegalArgumentException(
                    name(order) + "(" + workers + "): a stage needs at least 1 worker");
        }
        int window = (int) Math.min((long) workers * factor, Pipeline.MOST_CAPACITY);
        return new Workers<>(order, workers, window, key, null, null);
    }

    /// Sets how many elements the stage holds at most.
    ///
    /// @throws IllegalArgumentException if `elements` is less than 1
    /// @throws IllegalStateException if there are no workers, so that there is no window
    public Workers<T> window(int elements) {
        if (order == Order.FUSED) {
            throw new IllegalStateException(
                    "window(" + elements + ") without workers: put a buffer(..) before the stage");
        }
        Pipeline.requireCapacity("window", elements, 1);
        return new Workers<>(order, count, elements, key, guard, skipped);
    }

    /// Calls the stage's function through `guard`, each time: a retry, a rate limiter, a time-out,
    /// or several around each other.
    public Workers<T> guarded(Guard guard) {
        Objects.requireNonNull(guard, "guard");
        return new Workers<>(order, count, window, key, guard, skipped);
    }

    /// Drops an element for which the function throws an exception, after telling `hook`. The hook
    /// runs on the worker's thread; what it throws fails the stage.
    public Workers<T> skipping(BiConsumer<? super T, ? super Exception> hook) {
        Objects.requireNonNull(hook, "hook");
        return new Workers<>(order, count, window, key, guard, hook);
    }

    Order order() {
        return order;
    }

    int count() {
        return count;
    }

    int window() {
        return window;
    }

    /// Returns an element's key.
    Object keyOf(T value) {
        return Objects.requireNonNull(
                Objects.requireNonNull(key).apply(value), "the key of an element is null");
    }

    /// Tells whether a call is just a call.
    boolean isPlain() {
        return guard == null && skipped == null;
    }

    /// Calls a stage's function for an element.
    ///
    /// @return its result, or null if the element is to be skipped
    <R> @Nullable R call(
            T value,
            Mapping<? super T, ? extends R> function,
            @Nullable Recovery<? super T, R> recovery)
            throws Exception {
        if (isPlain() && recovery == null) {
            return checked(function.apply(value));
        }
        try {
            R result =
                    guard == null
                            ? function.apply(value)
                            : guard.<R, Exception>call(() -> function.apply(value));
            return checked(result);
        } catch (Exception e) {
            if (isGivingUp(e)) {
                throw e;
            }
            if (recovery != null) {
                return checked(recovery.recover(value, e));
            }
            if (skipped == null) {
                throw e;
            }
            skipped.accept(value, e);
            return null;
        }
    }

    private static <R> R checked(@Nullable R result) {
        return Objects.requireNonNull(
                result, "a stage's function returned null: elements are never null");
    }

    private static boolean isGivingUp(Exception e) {
        return e instanceof InterruptedException
                || e instanceof CancellationException
                || (Context.current().isDone() && GivingUp.isIn(e));
    }

    private static String name(Order order) {
        return switch (order) {
            case FUSED -> "one";
            case ORDERED -> "ordered";
            case UNORDERED -> "unordered";
            case BY_KEY -> "byKey";
        };
    }

    @Override
    public String toString() {
        return name(order) + (order == Order.FUSED ? "()" : "(" + count + ")");
    }
}
