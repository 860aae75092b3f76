package io.millrace.context.tree;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.context.Key;
import io.millrace.context.Registration;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A context: the node whose end is its end, and the values and the deadline that it was given.
///
/// A child that only carries a value shares its parent's node.
public sealed class TreeContext implements Context permits CancellableContext {
    private static final TreeContext BACKGROUND = new TreeContext(null, null, null);
    private static final Executor OWN_THREAD =
            hook -> Door.start(null, "millrace-after-cancel", hook);

    private final @Nullable CancelNode node; // null if this context can never end
    private final @Nullable Values values;
    private final @Nullable Deadline end;

    TreeContext(@Nullable CancelNode node, @Nullable Values values, @Nullable Deadline end) {
        this.node = node;
        this.values = values;
        this.end = end;
    }

    /// Returns the root.
    public static TreeContext background() {
        return BACKGROUND;
    }

    /// Returns the context that is bound on this thread.
    public static TreeContext current() {
        Running running = Running.innermost();
        return running == null ? BACKGROUND : running.context();
    }

    /// Returns the implementation of a context.
    ///
    /// @throws IllegalArgumentException if Millrace did not make it
    public static TreeContext of(Context context) {
        if (Objects.requireNonNull(context, "context") instanceof TreeContext made) {
            return made;
        }
        throw new IllegalArgumentException(
                "a context of "
                        + context.getClass()
                        + ": derive contexts from Context.background() or Context.current()");
    }

    /// Returns the node whose end is this context's end; null if it can never end.
    public @Nullable CancelNode node() {
        return node;
    }

    /// Returns a child of this context that ends when `own` does.
    ///
    /// @param own a node below this context's
    public TreeContext withNode(CancelNode own) {
        return new TreeContext(own, values, end);
    }

    @Nullable Values values() {
        return values;
    }

    @Nullable Deadline end() {
        return end;
    }

    @Override
    public Cancellable withCancel() {
        return CancellableContext.under(this, null);
    }

    @Override
    public Cancellable withTimeout(Duration timeout) {
        return withDeadline(Deadline.in(timeout));
    }

    @Override
    public Cancellable withDeadline(Instant deadline) {
        return withDeadline(Deadline.at(deadline));
    }

    private Cancellable withDeadline(Deadline own) {
        boolean earlier = end == null || own.isBefore(end);
        return CancellableContext.under(this, earlier ? own : null);
    }

    @Override
    public Context withoutCancel() {
        return new TreeContext(null, values, null);
    }

    @Override
    public <V> Context with(Key<V> key, V value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return new TreeContext(node, new Values(key, key.type().cast(value), values), end);
    }

    @Override
    public <V> Optional<V> get(Key<V> key) {
        Objects.requireNonNull(key, "key");
        return Optional.ofNullable(Values.find(values, key)).map(key.type()::cast);
    }

    @Override
    public boolean isDone() {
        return node != null && node.cause() != null;
    }

    @Override
    public Optional<Throwable> cause() {
        return node == null ? Optional.empty() : Optional.ofNullable(node.cause());
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.ofNullable(end).map(Deadline::instant);
    }

    @Override
    public void check() {
        Throwable cause = node == null ? null : node.cause();
        if (cause != null) {
            throw new ContextEndedException(cause);
        }
    }

    @Override
    public void await() throws InterruptedException {
        (node == null ? new Signal(this) : node).await("context");
    }

    @Override
    public Registration afterCancel(Runnable hook) {
        return afterCancel(OWN_THREAD, hook);
    }

    @Override
    public Registration afterCancel(Executor executor, Runnable hook) {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(hook, "hook");
        return Hook.register(node, executor, hook);
    }

    @Override
    public <R> Clause<R> onDone(Supplier<? extends R> then) {
        Objects.requireNonNull(then, "then");
        return onDone(cause -> then.get());
    }

    @Override
    public <R> Clause<R> onDone(Function<? super Throwable, ? extends R> then) {
        Objects.requireNonNull(then, "then");
        return new DoneClause<>(node == null ? new CancelNode(null) : node, then);
    }

    private static final class DoneClause<R> extends Signal.SignalCase<R> implements Clause<R> {
        private final CancelNode node;
        private final Function<? super Throwable, ? extends R> then;

        DoneClause(CancelNode node, Function<? super Throwable, ? extends R> then) {
            super(node);
            this.node = node;
            this.then = then;
        }

        @Override
        public R finish(Waiter mine) {
            Throwable cause = Objects.requireNonNull(node.cause());
            return Objects.requireNonNull(then.apply(cause), "a select handler returned null");
        }

        @Override
        public boolean isSource() {
            return false;
        }
    }

    @Override
    public <R extends @Nullable Object, X extends Throwable> R call(
            ScopedValue.CallableOp<? extends R, X> op) throws X {
        check();
        Running outer = Running.innermost();
        int arrived = Running.arrived(outer); // before the flag is read: see there
        boolean pending = Thread.currentThread().isInterrupted();
        CallNode call = CallNode.enter(this);
        R result;
        try {
            result = call.bind(op);
        } catch (Throwable e) {
            Throwable cause = node == null ? null : node.cause();
            boolean gaveUp = !(e instanceof ContextEndedException) && GivingUp.isIn(e);
            boolean interrupted = call.leave();
            if (interrupted) {
                takeBackInterrupt(outer, arrived, pending);
            }
            // Whoever hears of the end from a select gives up before the thread is interrupted; but
            // an InterruptedException is this context's only if its interrupt was.
            if (cause != null && gaveUp && (interrupted || !(e instanceof InterruptedException))) {
                var ended = new ContextEndedException(cause);
                ended.addSuppressed(e);
                throw ended;
            }
            throw e;
        }
        if (call.leave()) {
            takeBackInterrupt(outer, arrived, pending);
        }
        return result;
    }

    /// Clears the interrupt flag, and sets it again if it is also another's: it was set before the
    /// call, or something in `outer` interrupted the thread meanwhile.
    private static void takeBackInterrupt(@Nullable Running outer, int arrived, boolean pending) {
        Thread.interrupted();
        if (pending || Running.begun(outer) > arrived) { // asked after the flag was cleared
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        Throwable cause = node == null ? null : node.cause();
        return this == BACKGROUND
                ? "background context"
                : "context" + (cause == null ? "" : " ended: " + cause);
    }
}
