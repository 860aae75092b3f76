package io.millrace.schedules;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread of a run: a virtual one, whose executor is this object.
///
/// The JDK hands over what to run next of the thread whenever it can go on; that goes on the
/// scheduler's list.
public final class Strand implements Executor {
    private static final Method NEW_THREAD = newThread();

    private final Scheduler scheduler;
    private final int id;
    private final Thread thread;
    private final List<Thread> joining = new ArrayList<>(0);
    private @Nullable Runnable rest; // what is to run when the strand is chosen
    boolean spinning; // gave way in a loop that waits for somebody else
    int rests; // for how many decisions it is passed over, once it is interrupted
    boolean daemon;
    private boolean ended;
    @Nullable Object blocker; // what it is parked for
    long deadline; // until when it is parked, if it is on the scheduler's list of sleepers

    Strand(Scheduler scheduler, int id, String name, Runnable body) {
        this.scheduler = scheduler;
        this.id = id;
        thread = virtual(this, name, () -> live(body));
    }

    private void live(Runnable body) {
        try {
            body.run();
        } catch (Throwable e) { // any of them is the run's failure
            scheduler.fail(this, e);
        } finally {
            ended = true;
            scheduler.ended(this);
            for (Thread waiting : joining) {
                LockSupport.unpark(waiting);
            }
        }
    }

    void start() {
        thread.start();
    }

    /// Runs the thread until it parks, ends or gives way.
    void resume() {
        Runnable next = rest;
        if (next == null) {
            throw new IllegalStateException(this + " cannot run");
        }
        rest = null;
        next.run();
    }

    @Override
    public void execute(Runnable rest) {
        boolean listed = this.rest != null; // handed over again: somebody has asked for its stack
        this.rest = rest;
        if (!listed) {
            scheduler.ready(this);
        }
    }

    /// Waits, in another thread, until this one has ended. An interrupt that comes meanwhile stays
    /// pending.
    void join() {
        boolean interrupted = false;
        while (!ended) {
            joining.add(Thread.currentThread());
            scheduler.park(this);
            interrupted |= Thread.interrupted(); // with the flag set nobody can park
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Returns the place of this strand in the order in which those of the run were made, from 0.
    public int id() {
        return id;
    }

    /// Returns the thread.
    public Thread thread() {
        return thread;
    }

    /// Tells whether the thread's body has returned or thrown.
    public boolean isEnded() {
        return ended;
    }

    @Override
    public String toString() {
        return thread.getName();
    }

    private static Thread virtual(Executor executor, String name, Runnable body) {
        try {
            return (Thread) NEW_THREAD.invoke(null, executor, name, 0, body);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the JDK made no virtual thread", e);
        }
    }

    private static Method newThread() {
        try {
            Method made =
                    Class.forName("java.lang.ThreadBuilders")
                            .getDeclaredMethod(
                                    "newVirtualThread",
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class);
            made.setAccessible(true);
            return made;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "virtual threads on an executor of one's own are internal to the JDK: start the"
                            + " JVM, of Java 25, with --add-opens java.base/java.lang=ALL-UNNAMED",
                    e);
        }
    }
}
