package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Door;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A counter of things that are not done yet, and a place to wait until all are.
///
/// ```java
/// var uploads = new WaitGroup();
/// for (Path file : files) {
///     uploads.go(() -> upload(file));
/// }
/// uploads.await();
/// ```
///
/// Once the counter is back at zero it can be used for the next round. Whoever waits is released by
/// the end of the round that it waited for, even if the next one begins before it runs. Add before
/// you start what will count down: an await that comes before the first [#add] does not wait.
///
/// A scope ([`Scope`][io.millrace.task]) is the better choice where a failure should stop the
/// others, or where nothing may outlive a block; a wait group does not own what it counts.
///
/// **Waiting.** [#await] waits until the counter is zero. **Cancellation.** An interrupt, pending
/// or coming, makes it throw, and does nothing to what is counted. **Ordering and memory.** What a
/// thread did before it counted down happens-before whatever is done after an await of that round.
/// **Errors.** A counter that would go below zero makes the call throw, and stays as it was. What a
/// task of [#go] throws is thrown by every await of its round; if nobody awaits that round, it is
/// passed to the thread's handler of uncaught exceptions when the next one begins. Of a round the
/// first hundred failures are kept, and the later ones counted: the message says how many.
public final class WaitGroup implements Observable {
    private final Name name;
    private final CountLine line;
    private final AtomicLong started = new AtomicLong();

    /// Makes a wait group with its counter at zero.
    public WaitGroup() {
        this(new Name(Kind.WAIT_GROUP));
    }

    /// As [#WaitGroup()], with a name for thread dumps, messages and views.
    public WaitGroup(String name) {
        this(new Name(Kind.WAIT_GROUP, name));
    }

    private WaitGroup(Name name) {
        this.name = name;
        line = new CountLine(this);
        Watch.register(this);
    }

    /// Adds `count` things that are not done.
    ///
    /// @param count may be negative: so many are done
    /// @throws IllegalStateException if the counter would go below zero, or beyond
    ///   [Integer#MAX_VALUE]
    public void add(int count) {
        if (count != 0 && !line.add(count)) {
            throw new IllegalStateException(
                    "add("
                            + count
                            + ") to "
                            + this
                            + ", whose counter is "
                            + line.count()
                            + (count < 0 ? ": more were done than added" : ": too many"));
        }
    }

    /// Counts down by one: a thing is done.
    ///
    /// @throws IllegalStateException if the counter is zero
    public void done() {
        if (!line.add(-1)) {
            throw new IllegalStateException(
                    "done() on " + this + ", whose counter is zero: it was called once too often");
        }
    }

    /// Adds one, runs `task` on a virtual thread of its own, and counts down when it has ended,
    /// however it ended.
    ///
    /// The task does not run in the caller's context, but in none: nothing cancels it, and it finds
    /// no values. A task that should have one is a scope's.
    public void go(RunnableOp<?> task) {
        Objects.requireNonNull(task, "task");
        add(1);
        boolean running = false;
        try {
            String thread = name.get() + "-" + started.incrementAndGet();
            Door.start(null, thread, () -> run(task));
            running = true;
        } finally {
            if (!running) {
                done();
            }
        }
    }

    private void run(RunnableOp<?> task) {
        try {
            task.run();
        } catch (Throwable e) {
            line.fail(e);
        } finally {
            done();
        }
    }

    /// Waits until the counter is zero.
    ///
    /// @throws InterruptedException if the thread is interrupted
    /// @throws CompletionException if tasks of [#go] failed in this round: the first failure is the
    ///   cause, the others, up to ninety-nine, are suppressed
    public void await() throws InterruptedException {
        Line.checkInterrupt();
        line.awaitZero();
    }

    /// Waits until the counter is zero, for at most `timeout`.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException as [#await()] does
    /// @throws CompletionException as [#await()] does
    public boolean await(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        Line.checkInterrupt();
        return line.awaitZeroUntil(Line.deadline(timeout));
    }

    /// Returns how many things are not done.
    public int count() {
        return line.count();
    }

    /// Returns a clause that is chosen once when the counter is zero, for a
    /// [io.millrace.select.Select]. Tasks that failed make the await throw, as [#await()] does.
    public <R> Clause<R> onDone(Supplier<? extends R> then) {
        return new DoneClause<>(line, then);
    }

    @Override
    public WaitGroupStats stats() {
        line.lock();
        var stats =
                new WaitGroupStats(
                        name.get(),
                        line.count(),
                        line.receivers(),
                        started.get(),
                        line.waited(),
                        line.gaveUp());
        line.unlock();
        return stats;
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private static final class DoneClause<R> extends LineClause<R> {
        private final CountLine line;

        DoneClause(CountLine line, Supplier<? extends R> then) {
            super(line, then);
            this.line = line;
        }

        @Override
        public boolean mayBeReady() {
            return line.count() == 0;
        }

        @Override
        public @Nullable Waiter pollLocked(Waiter mine) {
            return line.poll(mine);
        }

        @Override
        public R finish(Waiter mine) {
            line.throwFailure(mine.item);
            return super.finish(mine);
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }
}
