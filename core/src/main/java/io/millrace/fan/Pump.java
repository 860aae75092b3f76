package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   sources ==> [ one value in hand ] ==> outlets ==> consumers
 *
 *   what happens                     the sources are       the outlets          the task
 *   ------------------------------   -------------------   ------------------   ---------
 *   the sources have ended           -                     close                succeeds
 *   a source has failed              cancelled, cause      fail, cause          succeeds
 *   the last consumer has left       cancelled, cause      have been cancelled  succeeds
 *   the scope is cancelled           cancelled, cause      fail, cause          is cancelled
 *   a function of the caller throws  cancelled, cause      fail, cause          fails
 *
 * F1  A value that was taken is in hand until every outlet that it is owed to was given it, or the hook was told. There
 *     is never a second one.
 * F2  However the pump ends, and even if its task never began: its value in hand goes to the hook, then the sources are
 *     cancelled unless all have ended, then every outlet has ended. Whoever hears of the end finds all of that done.
 * F3  No consumer is left  =>  the pump ends without having to be given another value: whoever left last cancels its task.
 * F4  Whoever left, left once. Its cause is known before anybody who noted its leaving goes on: so the first is the first.
 *
 * A failure of a source is no failure of the task: whoever reads the outlets is told, and whoever failed the source has a
 * scope of its own. So a chain of pumps passes one failure on, and does not multiply it.
 */
/// A task that takes values from sources and gives them to outlets.
abstract class Pump<T> implements Observable {
    private final String name;
    private final String shape;
    private final Scope scope;
    private final @Nullable Consumer<? super T> onUndelivered;
    private final List<Receiver<? extends T>> sources;
    private final List<Outlet<T>> outlets = new ArrayList<>();
    private final Causes leaving = new Causes();
    private final AtomicInteger consumers = new AtomicInteger();

    private @Nullable T inHand; // by the pump's thread; F1
    private int owed; // by the pump's thread: so many outlets are still to be given it
    private volatile boolean began; // set by the pump's thread
    private volatile @Nullable Task<?> task; // set by whoever starts it
    private volatile boolean ended;
    private final AtomicInteger openSources = new AtomicInteger();
    private final AtomicLong received = new AtomicLong(); // by the pump's thread, as are these
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong undelivered = new AtomicLong(); // by whoever drops a value

    Pump(Plan<T> plan, String shape, List<? extends Receiver<? extends T>> sources) {
        name = plan.nameOrNumber();
        this.shape = shape;
        scope = plan.scope;
        onUndelivered = plan.onUndelivered;
        this.sources = List.copyOf(sources);
        openSources.set(this.sources.size());
    }

    /// Adds outlets. Before the start only.
    final void addOutlets(Plan<T> plan, int count) {
        for (int i = 0; i < count; i++) {
            outlets.add(new Outlet<>(this, plan, count == 1 ? name : name + " " + i));
        }
        consumers.set(count);
    }

    /// Moves values until there is no more to do.
    ///
    /// @return null if the sources have ended cleanly; or the cause for which they are to be
    ///   cancelled, and the outlets to fail
    abstract @Nullable Throwable move() throws InterruptedException;

    /// Is told that the pump ends, after the sources and before the outlets.
    void ending(@Nullable Throwable cause) {}

    /// Starts the task.
    ///
    /// @throws IllegalStateException if the scope is closed; then nothing was touched
    final List<Outlet<T>> start() {
        Watch.register(this); // before it may end
        Task<?> started;
        try {
            started = scope.go(name, this::run);
        } catch (RuntimeException | Error e) {
            Watch.unregister(this);
            throw e;
        }
        task = started;
        if (started.isDone() && !began) { // the scope had been cancelled
            Throwable why = scope.context().cause().orElseGet(this::cancelled);
            Throwable thrown = finish(why, null);
            if (thrown != null) {
                throw rethrown(thrown);
            }
        } else {
            stopIfAbandoned();
        }
        return outlets;
    }

    private CancellationException cancelled() {
        return new CancellationException(this + " was cancelled");
    }

    private void run() throws Exception {
        began = true;
        Throwable broken;
        Throwable thrown = null;
        try {
            broken = move();
        } catch (InterruptedException e) {
            broken = whyAbandoned();
            if (broken == null) {
                broken = scope.context().cause().orElse(e);
                thrown = e;
            }
        } catch (Throwable e) {
            broken = e;
            thrown = e;
        }
        thrown = finish(broken, thrown);
        switch (thrown) {
            case null -> {}
            case Error e -> throw e;
            case Exception e -> throw e;
            default -> throw new AssertionError("neither an error nor an exception", thrown);
        }
    }

    /// Ends everything (F2).
    ///
    /// @param thrown what the task is to throw, if anything
    /// @return the same, or what the hooks threw
    private @Nullable Throwable finish(@Nullable Throwable broken, @Nullable Throwable thrown) {
        var failures = new Causes();
        if (thrown != null) {
            failures.add(thrown);
        }
        T left = inHand;
        while (left != null && owed > 0) {
            attempt(failures, () -> lose(left));
        }
        settle();
        if (broken != null) {
            for (Receiver<? extends T> source : sources) {
                attempt(failures, () -> source.cancel(broken));
            }
        }
        attempt(failures, () -> ending(broken));
        Throwable last = broken != null ? broken : failures.first();
        ended = true;
        Watch.unregister(this);
        for (Outlet<T> outlet : outlets) {
            outlet.end(last);
        }
        return failures.first();
    }

    private static void attempt(Causes failures, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            return e;
        }
        throw new AssertionError("a hook threw a checked exception", thrown);
    }

    // ---- for the shapes

    final List<Receiver<? extends T>> sources() {
        return sources;
    }

    final List<Outlet<T>> outlets() {
        return outlets;
    }

    /// Notes that a value was taken from a source, and to how many outlets it is owed (F1).
    final void take(T value, int outlets) {
        inHand = value;
        owed = outlets;
        received.lazySet(received.get() + 1);
    }

    /// Returns the value in hand, for a select. Requires: there is one.
    final T inHand() {
        T value = inHand;
        if (value == null) {
            throw new AssertionError("F1: nothing is in hand");
        }
        return value;
    }

    /// Gives the value in hand to an outlet, waiting for it if it is to be waited for. If the
    /// consumer has left, nobody will receive the value.
    final void give(Outlet<T> outlet, T value) throws InterruptedException {
        Outlet.Given how =
                outlet.isWaitedFor() && !outlet.hasLeft()
                        ? outlet.await(value)
                        : outlet.offer(value);
        switch (how) {
            case DELIVERED -> paid(1);
            case DROPPED -> paid(0);
            case LEFT -> lose(value);
            case FULL -> {
                outlet.disconnect();
                lose(value);
            }
        }
    }

    /// Notes that an outlet is owed the value in hand no more.
    ///
    /// @param copies 1 if it was given it, 0 if not
    final void paid(int copies) {
        owed--;
        delivered.lazySet(delivered.get() + copies);
    }

    /// Tells the hook that an outlet was owed the value in hand and nobody will receive it.
    final void lose(T value) {
        owed--;
        undelivered(value);
    }

    /// Notes that nothing is in hand any more.
    final void settle() {
        inHand = null;
        owed = 0;
        settled.lazySet(received.get());
    }

    final void sourceEnded() {
        openSources.decrementAndGet();
    }

    /// Passes a value that nobody will receive to the hook.
    final void undelivered(T value) {
        undelivered.incrementAndGet();
        if (onUndelivered != null) {
            onUndelivered.accept(value);
        }
    }

    // ---- consumers that leave

    /// Notes that a consumer leaves; the first cause counts. May be called twice for one.
    final void leaves(Throwable why) {
        leaving.addFirst(why);
    }

    /// Notes that a consumer has left. To be called once by each.
    final void left(Throwable why) {
        leaving.add(why);
        consumers.decrementAndGet();
    }

    /// Returns why the consumers have left, the first one first, or null if one is there.
    final @Nullable Throwable whyAbandoned() {
        return consumers.get() > 0 ? null : leaving.first();
    }

    /// Ends the task if no consumer is left (F3).
    final void stopIfAbandoned() {
        Task<?> running = task; // null: start() is about to ask
        Throwable why = whyAbandoned();
        if (running != null && why != null) {
            running.cancel(why);
        }
    }

    // ---- views

    /// Returns how many duplicates were let go.
    long suppressed() {
        return 0;
    }

    @Override
    public final FanStats stats() {
        long out = settled.get();
        long in = received.get();
        return new FanStats(
                name,
                shape,
                ended,
                ended ? 0 : openSources.get(),
                consumers.get(),
                in,
                in > out ? 1 : 0,
                delivered.get(),
                undelivered.get(),
                suppressed());
    }

    @Override
    public final String toString() {
        return shape + " '" + name + "'";
    }
}
