package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.sync.OnceStats.State;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A value that is computed once, when somebody first asks for it, and then kept: Go's `OnceValue`.
///
/// ```java
/// var settings = new Memo<>(() -> Settings.read(path));
/// ...
/// settings.get().port()
/// ```
///
/// **Waiting.** The first caller of [#get] computes the value on its own thread; others wait for
/// that, for at most [a time][#getWithin] if they like. **Cancellation.** An interrupt makes a
/// caller that waits throw, and does nothing to the computation. An interrupt that makes the
/// computation throw [InterruptedException] is that caller's own: it is thrown to it and not kept,
/// and the next caller computes. **Ordering and memory.** What the computation did happens-before
/// whatever is done after any call returned. **Errors.** Whatever else the computation throws is
/// kept like a value: every call throws an [ExecutionException] of its own with it as the cause,
/// and it is not computed again. A computation that asks for its own value is told so by an
/// [IllegalStateException].
///
/// @param <V> the type of the value, which may be null
public final class Memo<V extends @Nullable Object> implements Observable {
    private static final VarHandle ATTEMPT;

    static {
        try {
            ATTEMPT = MethodHandles.lookup().findVarHandle(Memo.class, "attempt", Attempt.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// One computation. After `ended`, what came of it.
    private static final class Attempt<V extends @Nullable Object> {
        volatile @Nullable Thread runner = Thread.currentThread(); // null once it has ended
        final Signal ended;
        @Nullable V value; // written before `ended`, read after it, as the others
        @Nullable Throwable failure;
        boolean interrupted;

        Attempt(Object owner) {
            ended = new Signal(owner);
        }
    }

    private final Name name;
    private final Callable<? extends V> computation;
    private final Signal known = new Signal(this); // fired when an attempt has ended that stays
    private volatile @Nullable Attempt<V> attempt; // by ATTEMPT: the only one, or the latest

    /// Makes a memo of what `computation` returns.
    public Memo(Callable<? extends V> computation) {
        this(computation, new Name(Kind.MEMO));
    }

    /// As [#Memo(Callable)], with a name for thread dumps, messages and views.
    public Memo(Callable<? extends V> computation, String name) {
        this(computation, new Name(Kind.MEMO, name));
    }

    private Memo(Callable<? extends V> computation, Name name) {
        this.computation = Objects.requireNonNull(computation, "computation");
        this.name = name;
        Watch.register(this);
    }

    /// Returns the value, computing it if nobody has, and waiting for it if somebody does.
    ///
    /// @throws InterruptedException if the thread is interrupted on entry, while it waits, or while
    ///   it computes
    /// @throws ExecutionException if the computation failed, with what it threw as the cause
    /// @throws IllegalStateException if the computation asks for its own value
    public V get() throws InterruptedException, ExecutionException {
        try {
            return await(false, 0);
        } catch (TimeoutException e) {
            throw new AssertionError(e); // there is no time
        }
    }

    /// As [#get], but waits for at most `timeout` if another computes; one that computes itself
    /// takes as long as that takes.
    ///
    /// @throws TimeoutException if the time was over first; the computation goes on
    /// @throws InterruptedException as [#get] does
    /// @throws ExecutionException as [#get] does
    /// @throws IllegalStateException as [#get] does
    public V getWithin(Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        return await(true, Line.deadline(Objects.requireNonNull(timeout, "timeout")));
    }

    private V await(boolean timed, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Line.checkInterrupt();
        while (true) {
            Attempt<V> current = attempt;
            if (current == null) {
                var mine = new Attempt<V>(this);
                if (!ATTEMPT.compareAndSet(this, null, mine)) {
                    continue;
                }
                current = mine;
                compute(mine);
            } else if (!current.ended.isFired()) {
                if (Thread.currentThread().equals(current.runner)) {
                    throw new IllegalStateException(
                            "the computation of " + this + " asks for its own value");
                }
                if (!timed) {
                    current.ended.await("get");
                } else if (!current.ended.awaitUntil("get", deadline)) {
                    throw new TimeoutException(this + " was not computed in time");
                }
            }
            if (!current.interrupted) {
                return result(current);
            }
        }
    }

    private void compute(Attempt<V> mine) throws InterruptedException {
        try {
            mine.value = computation.call();
        } catch (InterruptedException e) {
            mine.interrupted = true;
            attempt = null;
            throw e;
        } catch (Throwable e) {
            mine.failure = e;
        } finally {
            mine.ended.fire();
            mine.runner = null; // keeps no thread alive
            if (!mine.interrupted) {
                known.fire();
            }
        }
    }

    @SuppressWarnings("NullAway") // a V was written if there is no failure
    private V result(Attempt<V> done) throws ExecutionException {
        if (done.failure != null) {
            throw new ExecutionException(this + " could not be computed", done.failure);
        }
        return done.value;
    }

    /// Tells whether the value, or why there is none, is known: [#get] does not wait any more.
    public boolean isDone() {
        Attempt<V> current = attempt;
        return current != null && current.ended.isFired() && !current.interrupted;
    }

    /// Returns a clause that is chosen once when the value is known, for a
    /// [io.millrace.select.Select]. It computes nothing. If the computation failed, the await
    /// throws a [CompletionException] with what it threw as the cause.
    public <R> Clause<R> onDone(Function<? super V, ? extends R> then) {
        return new DoneClause<>(this, Objects.requireNonNull(then, "then"));
    }

    private static final class DoneClause<V extends @Nullable Object, R>
            extends Signal.SignalCase<R> implements Clause<R> {
        private final Memo<V> memo;
        private final Function<? super V, ? extends R> then;

        DoneClause(Memo<V> memo, Function<? super V, ? extends R> then) {
            super(memo.known);
            this.memo = memo;
            this.then = then;
        }

        @Override
        @SuppressWarnings("NullAway") // a V was written if there is no failure
        public R finish(Waiter mine) {
            Attempt<V> done = Objects.requireNonNull(memo.attempt);
            if (done.failure != null) {
                throw new CompletionException(memo + " could not be computed", done.failure);
            }
            return Objects.requireNonNull(then.apply(done.value), "a select handler returned null");
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }

    @Override
    public MemoStats stats() {
        Attempt<V> current = attempt;
        if (current == null) {
            return new MemoStats(name.get(), State.NEW, known.waiting());
        }
        int waiting = current.ended.waiting() + known.waiting();
        if (!current.ended.isFired()) {
            return new MemoStats(name.get(), State.RUNNING, waiting);
        }
        State state = current.failure == null ? State.DONE : State.FAILED;
        return new MemoStats(name.get(), current.interrupted ? State.NEW : state, waiting);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
