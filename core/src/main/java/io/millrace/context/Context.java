package io.millrace.context;

import io.millrace.context.tree.TreeContext;
import io.millrace.select.Clause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A place in a tree of work: it can be cancelled, with everything below it, it may have a
/// deadline, and it carries values down.
///
/// ```java
/// try (var ctx = Context.current().withTimeout(Duration.ofSeconds(2))) {
///     return ctx.call(() -> replies.receive());
/// }
/// ```
///
/// A context ends once, with a cause: what [Cancellable#cancel] was given, or a
/// [DeadlineExceededException]. Contexts are immutable but for that end, and may be used by any
/// thread.
public interface Context {

    /// Returns the root of all contexts: it never ends and carries nothing.
    static Context background() {
        return TreeContext.background();
    }

    /// Returns the context that the running code was called with: the task's, or that of the
    /// innermost [#call]; elsewhere [#background].
    static Context current() {
        return TreeContext.current();
    }

    /// Returns a child that can be cancelled. Close it when its work is done, so that this context
    /// lets go of it.
    Cancellable withCancel();

    /// Returns a child that ends after `timeout` at the latest; at once if that is zero or less.
    Cancellable withTimeout(Duration timeout);

    /// Returns a child that ends at `deadline` at the latest; at once if that has passed. An
    /// earlier deadline of this context goes on to apply.
    Cancellable withDeadline(Instant deadline);

    /// Returns a context with the same values that does not end when this one does: for clean-up.
    Context withoutCancel();

    /// Returns a child that carries a value, which hides one of the same key further up.
    <V> Context with(Key<V> key, V value);

    /// Returns the value of a key, from here or further up.
    <V> Optional<V> get(Key<V> key);

    /// Tells whether the context has ended.
    boolean isDone();

    /// Returns why the context has ended, or empty if it has not.
    Optional<Throwable> cause();

    /// Returns when the context will end at the latest, if that is known.
    Optional<Instant> deadline();

    /// Throws if the context has ended: for loops that never wait.
    ///
    /// @throws ContextEndedException with the context's cause
    void check();

    /// Waits until the context ends.
    ///
    /// @throws InterruptedException if the thread is interrupted
    void await() throws InterruptedException;

    /// Runs `hook` on a virtual thread of its own once the context has ended; at once if it has.
    Registration afterCancel(Runnable hook);

    /// As [#afterCancel(Runnable)], by `executor`. With `Runnable::run` the hook runs on the thread
    /// that ended the context, before that goes on: it must be short and must not wait.
    Registration afterCancel(Executor executor, Runnable hook);

    /// Returns a clause that is chosen when the context has ended, for a
    /// [io.millrace.select.Select]. It goes on to be chosen for ever, but does not keep a select
    /// going whose sources have all ended.
    <R> Clause<R> onDone(Supplier<? extends R> then);

    /// As [#onDone(Supplier)], with the cause.
    <R> Clause<R> onDone(Function<? super Throwable, ? extends R> then);

    /// Runs `op` on this thread within this context: [#current] returns this context, and when it
    /// ends while `op` runs, the thread is interrupted, so that whatever `op` waits for, a channel
    /// or a socket, gives up.
    ///
    /// If `op` returns all the same, its result is returned. The interrupt does not outlast the
    /// call, unless something further out, a task or a call, is to be interrupted as well. (An
    /// interrupt by anybody else that comes during the call cannot be told from this one.)
    ///
    /// @throws X what `op` throws
    /// @throws ContextEndedException with the context's cause, if it has ended before the call, or
    ///   if `op` gave up because it ended: threw an [InterruptedException], a
    ///   [java.util.concurrent.CancellationException], or what an interrupted socket or file
    ///   throws, wrapped or not; that is suppressed in this exception
    <R extends @Nullable Object, X extends Throwable> R call(
            ScopedValue.CallableOp<? extends R, X> op) throws X;

    /// A context that can be cancelled.
    interface Cancellable extends Context, AutoCloseable {

        /// Ends the context, and all below it, with a [java.util.concurrent.CancellationException].
        ///
        /// @return whether this call ended it
        boolean cancel();

        /// Ends the context, and all below it. Waiting selects and [#call]s are woken, hooks are
        /// started. The first cause stands; if another thread is about to tell those below of it,
        /// this returns without waiting for that.
        ///
        /// @return whether this call ended it
        boolean cancel(Throwable cause);

        /// Ends the context if it has not ended, and lets its parent forget it.
        @Override
        void close();
    }
}
