package io.millrace.task;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * Each of these opens a scope, starts the calls in it, waits until no task runs, and closes it: so the losers are
 * cancelled and joined, whatever happens (decision 0010).
 *
 * F1  What decides is settled by the first that ends the promise, with the outcome as the scope has classified it:
 *     a call that was cancelled decides nothing.
 */
/// Makes several calls at the same time, each on a virtual thread of its own, and waits for what is
/// wanted of them.
///
/// | | returns | throws |
/// |---|---|---|
/// | [#all(List) all] | every result, in the order of the calls | the first failure; the rest is cancelled |
/// | [#any(List) any] | the first result; the rest is cancelled | if all have failed |
/// | [#race(List) race] | what ends first, if it is a result; the rest is cancelled | what ends first, if it is a failure |
/// | [#hedge(Duration, int, Callable) hedge] | as `any`, each call begun only when those before it take too long or have failed | as `any` |
///
/// ```java
/// List<Price> prices = Concurrently.all(() -> shop.price(id), () -> market.price(id));
/// Page page = Concurrently.any(() -> fetch(mirror1), () -> fetch(mirror2));
/// ```
///
/// **Waiting.** Until no call runs any more: those that lost are cancelled and waited for, so a
/// call that swallows interrupts holds this up. (A `Hedge` of the package `io.millrace.guard` does
/// not wait for the losers.) **Cancellation.** An interrupt cancels all calls, waits for them, and
/// makes this throw; so does the end of the [current context][io.millrace.context.Context#current],
/// below which the calls run, but as an [ExecutionException] with its cause. A deadline is given by
/// that context. **Ordering and memory.** What was done before has happened before the calls, and
/// they before the return. **Errors.** An [ExecutionException] has the first failure as its cause
/// and the others, up to ninety-nine, suppressed in it; failures do not matter where there is a
/// result. A result that came too late, or beside a failure that is thrown, is dropped: a call
/// whose result must be closed keeps note of what it made, for the caller to close what it did not
/// get. (`Hedge.Builder.onDiscarded` is for that.)
public final class Concurrently {

    private Concurrently() {}

    /// Makes all calls and returns their results, in the order of the calls.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if a call failed; the others are cancelled then
    public static <T extends @Nullable Object> List<T> all(
            List<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            var tasks = new ArrayList<ScopeTask<T>>(calls.size());
            for (Callable<? extends T> call : calls) {
                tasks.add(scope.<T>start(null, call, null));
            }
            scope.join();
            var results = new ArrayList<T>(tasks.size());
            for (ScopeTask<T> task : tasks) { // no await: an interrupt now comes too late
                results.add(Ended.value(task, task.ending()));
            }
            return Collections.unmodifiableList(results); // may hold nulls
        }
    }

    /// As [#all(List)].
    ///
    /// @throws InterruptedException as [#all(List)] does
    /// @throws ExecutionException as [#all(List)] does
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <T extends @Nullable Object> List<T> all(Callable<? extends T>... calls)
            throws InterruptedException, ExecutionException {
        return all(List.of(calls));
    }

    /// Makes all calls and returns the first result; the others are cancelled.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if all calls failed
    /// @throws IllegalArgumentException if there is no call
    public static <T extends @Nullable Object> T any(List<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        requireSome("any", calls.size());
        var first = new Promise<T>();
        try (var scope = Scope.builder().policy(Policy.FIRST_SUCCESS).open()) {
            for (Callable<? extends T> call : calls) {
                scope.<T>start(
                        null,
                        call,
                        outcome -> {
                            if (outcome instanceof Outcome.Success<T>) {
                                first.end(outcome);
                            }
                        });
            }
            scope.join();
        }
        return Ended.value(first, first.ended());
    }

    /// As [#any(List)].
    ///
    /// @throws InterruptedException as [#any(List)] does
    /// @throws ExecutionException as [#any(List)] does
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <T extends @Nullable Object> T any(Callable<? extends T>... calls)
            throws InterruptedException, ExecutionException {
        return any(List.of(calls));
    }

    /// Makes all calls and returns or throws what the first to end does; the others are cancelled.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if the first to end has failed
    /// @throws IllegalArgumentException if there is no call
    public static <T extends @Nullable Object> T race(List<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        requireSome("race", calls.size());
        var first = new Promise<T>();
        try (var scope = Scope.builder().policy(Policy.COLLECT_ALL).open()) {
            for (Callable<? extends T> call : calls) {
                scope.<T>start(
                        null,
                        call,
                        outcome -> {
                            if (!(outcome instanceof Outcome.Cancelled<T>) && first.end(outcome)) {
                                scope.ledger()
                                        .cancel(new RoutineCancellation("another ended first"));
                            }
                        });
            }
            scope.awaitAll();
            if (!first.isDone()) {
                scope.join(); // throws why they were all cancelled
                throw new CancellationException(scope + " was cancelled");
            }
            List<ScopeTask<?>> failures = scope.ledger().failures();
            failures.forEach(ScopeTask::markReceived);
            try {
                return Ended.value("the first to end", first.ended());
            } catch (ExecutionException e) {
                Failures.receive(failures, e);
                throw e;
            }
        }
    }

    /// As [#race(List)].
    ///
    /// @throws InterruptedException as [#race(List)] does
    /// @throws ExecutionException as [#race(List)] does
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <T extends @Nullable Object> T race(Callable<? extends T>... calls)
            throws InterruptedException, ExecutionException {
        return race(List.of(calls));
    }

    /// Makes `call`, and makes it again, up to so many times in all, whenever `delay` has passed
    /// without a result, or at once if all that run have failed. Returns the first result; the
    /// others are cancelled. For calls only that may be made more than once.
    ///
    /// @param attempts how many calls are made at most, the first included
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if all calls failed
    /// @throws IllegalArgumentException if `attempts` is less than 1
    public static <T extends @Nullable Object> T hedge(
            Duration delay, int attempts, Callable<? extends T> call)
            throws InterruptedException, ExecutionException {
        if (attempts < 1) {
            throw new IllegalArgumentException("hedge with " + attempts + " attempts: at least 1");
        }
        return hedge(delay, Collections.nCopies(attempts, Objects.requireNonNull(call, "call")));
    }

    /// As [#hedge(Duration, int, Callable)], with a call of its own for each attempt: other
    /// mirrors, in the order in which they are to be asked.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException if all calls failed
    /// @throws IllegalArgumentException if there is no call
    public static <T extends @Nullable Object> T hedge(
            Duration delay, List<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        long nanos = Door.nanos(delay);
        requireSome("hedge", calls.size());
        Channel<Outcome<T>> ends = Channel.unbounded();
        try (var scope = Scope.builder().policy(Policy.FIRST_SUCCESS).open()) {
            int begun = 0;
            int ended = 0;
            boolean cancelled = false;
            long next = Door.now();
            while (true) {
                boolean more = begun < calls.size() && !cancelled;
                if (more && (begun == ended || next - Door.now() <= 0)) {
                    scope.<T>start(null, calls.get(begun++), ends::trySend);
                    next = Door.now() + nanos;
                    more = begun < calls.size();
                }
                if (begun == ended) {
                    break; // all have, and none with a result
                }
                Outcome<T> how = more ? receive(ends, next) : ends.receive();
                if (how instanceof Outcome.Success<T>(var value)) {
                    scope.join();
                    return value;
                }
                ended += how == null ? 0 : 1;
                // By a result that is about to come, or from outside.
                cancelled |= how instanceof Outcome.Cancelled<T>;
            }
            scope.join(); // throws the failures
            throw new CancellationException(scope + " was cancelled");
        }
    }

    /// Returns how the next call ended, or null if it is time for another one.
    private static <T extends @Nullable Object> @Nullable Outcome<T> receive(
            Channel<Outcome<T>> ends, long deadline) throws InterruptedException {
        return switch (ends.tryReceive(Duration.ofNanos(deadline - Door.now()))) {
            case Received.Value<Outcome<T>>(var outcome) -> outcome;
            case Received.Empty<Outcome<T>> _ -> null;
            case Received.Ended<Outcome<T>> _ -> null; // nobody ends it
        };
    }

    private static void requireSome(String what, int calls) {
        if (calls == 0) {
            throw new IllegalArgumentException(what + " of no calls: none can ever end");
        }
    }
}
