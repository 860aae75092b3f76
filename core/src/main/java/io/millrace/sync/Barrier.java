package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.select.Clause;
import io.millrace.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A meeting point: a number of parties go on together, generation by generation.
///
/// ```java
/// var step = new Barrier(workers, () -> swap(grid));
/// ...
/// while (...) {
///     compute(part);
///     step.await();
/// }
/// ```
///
/// When all parties have arrived, the last one runs the action, if there is one, and then all
/// leave; the next generation gathers. Parties may come and go: [#register] makes one more,
/// [#deregister] one less. A party that does not want to wait [arrives][#arrive] only, and may hear
/// of the end later: [#awaitEnd], [#onEnd].
///
/// **Waiting.** [#await] waits until all parties have arrived and the action has run.
/// **Cancellation.** A party that is interrupted or times out while it waits breaks the barrier:
/// all others that wait, and whoever comes, are told by a [BarrierBrokenException] at once, instead
/// of waiting for a party that will not come. If the generation ended first, it returns, and the
/// interrupt stays pending. An interrupt that is pending on entry makes a call throw before it has
/// arrived; that breaks the barrier, too. [#reset] makes it usable again. **Ordering and memory.**
/// What a party did before it arrived happens-before the action, and that before whatever is done
/// after the generation has ended. Nobody is ever a generation ahead of those who wait. **Errors.**
/// What the action throws is thrown to the party that ran it, and breaks the barrier with it as the
/// cause.
public final class Barrier implements Observable {
    private final Name name;
    private final BarrierLine line;

    /// Makes a barrier for so many parties.
    ///
    /// @throws IllegalArgumentException if `parties` is negative; zero is for parties that register
    public Barrier(int parties) {
        this(parties, null, new Name(Kind.BARRIER));
    }

    /// As [#Barrier(int)], with a name for thread dumps, messages and views.
    public Barrier(int parties, String name) {
        this(parties, null, new Name(Kind.BARRIER, name));
    }

    /// As [#Barrier(int)], with an action that the last one runs before anybody leaves.
    public Barrier(int parties, Runnable action) {
        this(parties, Objects.requireNonNull(action, "action"), new Name(Kind.BARRIER));
    }

    /// As [#Barrier(int, Runnable)], with a name for thread dumps, messages and views.
    public Barrier(int parties, Runnable action, String name) {
        this(parties, Objects.requireNonNull(action, "action"), new Name(Kind.BARRIER, name));
    }

    private Barrier(int parties, @Nullable Runnable action, Name name) {
        requireCount("a barrier for", parties);
        this.name = name;
        line = new BarrierLine(this, parties, action);
        Watch.register(this);
    }

    /// Arrives, and waits for the others.
    ///
    /// @return the number of the generation that has ended, from 0
    /// @throws InterruptedException if the thread is interrupted; the barrier is broken then
    /// @throws BarrierBrokenException if the barrier is broken, or is broken meanwhile
    /// @throws IllegalStateException if nobody is registered
    public long await() throws InterruptedException {
        checkInterrupt();
        Waiter mine = Line.waiter(null);
        if (line.arrive(mine)) {
            line.await("await", mine);
            line.check(mine);
        }
        return BarrierLine.number(mine);
    }

    /// Arrives, and waits for the others for at most `timeout`.
    ///
    /// @return the number of the generation that has ended
    /// @throws TimeoutException if the time was over first; the barrier is broken then
    /// @throws InterruptedException as [#await()] does
    /// @throws BarrierBrokenException as [#await()] does
    /// @throws IllegalStateException as [#await()] does
    public long await(Duration timeout) throws InterruptedException, TimeoutException {
        long deadline = Line.deadline(Objects.requireNonNull(timeout, "timeout"));
        checkInterrupt();
        Waiter mine = Line.waiter(null);
        if (line.arrive(mine)) {
            if (!line.awaitUntil("await", mine, deadline)) {
                throw new TimeoutException(
                        "not all parties of " + this + " arrived within " + timeout);
            }
            line.check(mine);
        }
        return BarrierLine.number(mine);
    }

    private void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            line.breakForInterrupt();
            throw new InterruptedException();
        }
    }

    /// Arrives, and does not wait. If this is the last one it runs the action.
    ///
    /// @return the number of the generation that it arrived in, for [#awaitEnd]
    /// @throws BarrierBrokenException if the barrier is broken
    /// @throws IllegalStateException if nobody is registered, or if all have arrived already, and
    ///   that generation waits for the action of the one before
    public long arrive() {
        return line.arrive();
    }

    /// Waits for the end of a generation without being a party of it. Giving up breaks nothing.
    ///
    /// @param generation what [#arrive] or [#generation] returned; one that is over does not wait
    /// @throws InterruptedException if the thread is interrupted
    /// @throws BarrierBrokenException if that generation is broken; of several that were, only the
    ///   latest is remembered
    /// @throws IllegalArgumentException if that generation has not begun
    public void awaitEnd(long generation) throws InterruptedException {
        Line.checkInterrupt();
        Waiter mine = Line.waiter(null);
        if (line.observe(generation, mine)) {
            line.await("awaitEnd", mine);
            line.check(mine);
        }
    }

    /// As [#awaitEnd(long)], for at most `timeout`.
    ///
    /// @return false if the time was over first
    /// @throws InterruptedException as [#awaitEnd(long)] does
    /// @throws BarrierBrokenException as [#awaitEnd(long)] does
    /// @throws IllegalArgumentException as [#awaitEnd(long)] does
    public boolean awaitEnd(long generation, Duration timeout) throws InterruptedException {
        long deadline = Line.deadline(Objects.requireNonNull(timeout, "timeout"));
        Line.checkInterrupt();
        Waiter mine = Line.waiter(null);
        if (line.observe(generation, mine)) {
            if (!line.awaitUntil("awaitEnd", mine, deadline)) {
                return false;
            }
            line.check(mine);
        }
        return true;
    }

    /// Makes one more party, from the generation on that is being gathered.
    public void register() {
        line.register(1);
    }

    /// Makes so many more parties.
    ///
    /// @throws IllegalArgumentException if `parties` is negative
    public void register(int parties) {
        requireCount("register", parties);
        line.register(parties);
    }

    /// Makes one party less. If all others have arrived, that ends the generation, and this call
    /// runs the action.
    ///
    /// @throws BarrierBrokenException if the barrier is broken
    /// @throws IllegalStateException if there is no party that has not arrived
    public void deregister() {
        line.deregister();
    }

    /// Makes a broken barrier usable, with the parties that it had. If it is not broken, those who
    /// have arrived are told that it is; the next generation begins with nobody.
    public void reset() {
        line.reset();
    }

    /// Tells whether it is broken.
    public boolean isBroken() {
        return line.isBroken();
    }

    /// Returns the number of the generation that is being gathered, from 0.
    public long generation() {
        return line.generation();
    }

    /// Returns how many parties there are.
    public int parties() {
        return stats().parties();
    }

    /// Returns how many of them have arrived.
    public int arrived() {
        return stats().arrived();
    }

    /// Returns a clause that is chosen once when a generation has ended, for a
    /// [io.millrace.select.Select]: for observers, and for parties that have [arrived][#arrive]
    /// already. If that generation is broken, or has not begun, the await throws what [#awaitEnd]
    /// throws.
    public <R> Clause<R> onEnd(long generation, Supplier<? extends R> then) {
        return new EndClause<>(line, generation, then);
    }

    @Override
    public BarrierStats stats() {
        return line.stats(name.get());
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private static void requireCount(String what, int parties) {
        if (parties < 0) {
            throw new IllegalArgumentException(
                    what + "(" + parties + "): the number of parties must not be negative");
        }
    }

    private static final class EndClause<R> extends LineClause<R> {
        private final BarrierLine line;
        private final long generation;

        EndClause(BarrierLine line, long generation, Supplier<? extends R> then) {
            super(line, then);
            this.line = line;
            this.generation = generation;
        }

        @Override
        public boolean mayBeReady() {
            return true; // asked under the lock
        }

        @Override
        public @Nullable Waiter pollLocked(Waiter mine) {
            return line.poll(generation, mine);
        }

        @Override
        public R finish(Waiter mine) {
            line.check(mine);
            return super.finish(mine);
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }
}
