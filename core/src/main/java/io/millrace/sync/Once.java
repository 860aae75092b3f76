package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.sync.OnceStats.State;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that is done once, by whoever comes first; the others wait until it has been done.
///
/// ```java
/// once.run(() -> server.start());
/// ```
///
/// For a value, use [Memo].
///
/// **Waiting.** [#run] returns when the body has been run, by this call or another.
/// **Cancellation.** An interrupt makes a call that waits throw, and does nothing to the body,
/// which runs on the thread of another. **Ordering and memory.** What the body did happens-before
/// whatever is done after any call returned. **Errors.** A body that throws has been run, and is
/// not run again: its exception goes to the caller that ran it, and every other call throws an
/// [IllegalStateException] with it as the cause. A body that comes to run its own once would wait
/// for itself, and is told so by an [IllegalStateException].
public final class Once implements Observable {
    private static final VarHandle RUNNER;

    static {
        try {
            RUNNER = MethodHandles.lookup().findVarHandle(Once.class, "runner", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Name name;
    private final Signal ended = new Signal(this);
    private volatile @Nullable Object runner; // by RUNNER: who came first, then this object
    private @Nullable Throwable failure; // written before `ended`, read after it

    /// Makes a once that nobody has run.
    public Once() {
        this(new Name(Kind.ONCE));
    }

    /// As [#Once()], with a name for thread dumps, messages and views.
    public Once(String name) {
        this(new Name(Kind.ONCE, name));
    }

    private Once(Name name) {
        this.name = name;
        Watch.register(this);
    }

    /// Runs `body` if nobody has come before; otherwise waits until what was run then has ended.
    ///
    /// @return whether this call ran `body`
    /// @throws X what `body` threw, if this call ran it
    /// @throws InterruptedException if the thread is interrupted on entry or while it waits
    /// @throws IllegalStateException if the body that was run threw something, or waits for itself
    public <X extends Throwable> boolean run(RunnableOp<X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        Line.checkInterrupt();
        if (!ended.isFired()) {
            Thread self = Thread.currentThread();
            if (RUNNER.compareAndSet(this, null, self)) {
                runNow(body);
                return true;
            }
            if (self.equals(runner)) {
                throw new IllegalStateException(
                        this + " is run by its own body, which would wait for itself");
            }
            ended.await("run");
        }
        if (failure != null) {
            throw new IllegalStateException(
                    this + " has failed, and its body is not run again", failure);
        }
        return false;
    }

    private <X extends Throwable> void runNow(RunnableOp<X> body) throws X {
        try {
            body.run();
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            ended.fire();
            runner = this; // keeps no thread alive
        }
    }

    /// Tells whether the body has been run, and has ended, also if it threw something.
    public boolean isDone() {
        return ended.isFired();
    }

    /// Returns a clause that is chosen once when the body has ended, for a
    /// [io.millrace.select.Select]. A body that threw makes the await throw, as [#run] does. The
    /// clause does not run anything.
    public <R> Clause<R> onDone(Supplier<? extends R> then) {
        return new DoneClause<>(this, Objects.requireNonNull(then, "then"));
    }

    @Override
    public OnceStats stats() {
        State state;
        if (ended.isFired()) {
            state = failure == null ? State.DONE : State.FAILED;
        } else {
            state = runner == null ? State.NEW : State.RUNNING;
        }
        return new OnceStats(name.get(), state, ended.waiting());
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private static final class DoneClause<R> extends Signal.SignalCase<R> implements Clause<R> {
        private final Once once;
        private final Supplier<? extends R> then;

        DoneClause(Once once, Supplier<? extends R> then) {
            super(once.ended);
            this.once = once;
            this.then = then;
        }

        @Override
        public R finish(Waiter mine) {
            if (once.failure != null) {
                throw new IllegalStateException(once + " has failed", once.failure);
            }
            return Objects.requireNonNull(then.get(), "a select handler returned null");
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }
}
