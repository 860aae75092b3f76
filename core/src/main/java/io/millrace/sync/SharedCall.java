package io.millrace.sync;

import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Signal;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/*
 *   OPEN  --- the body has ended --->  over: the result is there
 *     |
 *     +--- the last caller leaves --->  over: the body's thread is interrupted, nobody hears of the result
 *
 * F1  A caller joins only while the call is open; `callers` counts those who have joined and not left.
 * F2  Whoever finds the call over before it could join removes it from the map and starts another.
 * F3  The result is written before `ended` fires, and read after it.
 */
/// One call of a single flight, and those who share it. It is its own lock.
final class SharedCall<V extends @Nullable Object> extends ShortLock implements Runnable {
    private final Callable<? extends V> body;
    private final Runnable forget;
    final Signal ended;

    private int callers; // under lock
    private boolean shared; // under lock: more than one has joined
    private boolean over; // under lock: nobody can join any more
    private @Nullable Thread thread; // under lock: runs the body

    private @Nullable V value; // F3, as the next
    private @Nullable Throwable failure;

    /// @param owner what thread dumps name as the blocker of those who wait
    /// @param forget removes the call from where new callers look for it
    SharedCall(Object owner, Callable<? extends V> body, Runnable forget) {
        this.body = body;
        this.forget = forget;
        ended = new Signal(owner);
        callers = 1;
    }

    /// Joins.
    ///
    /// @return false if it is too late
    boolean join() {
        lock();
        boolean open = !over;
        if (open) {
            callers++;
            shared = true;
        }
        unlock();
        return open;
    }

    /// Leaves; the last one cancels the call.
    ///
    /// @return whether it was cancelled
    boolean leave() {
        lock();
        callers--;
        boolean abandoned = callers == 0 && !over;
        over |= abandoned;
        Thread running = thread;
        unlock();
        if (abandoned) {
            forget.run();
            if (running != null) {
                running.interrupt();
            }
        }
        return abandoned;
    }

    @Override
    public void run() {
        lock();
        boolean wanted = !over;
        thread = Thread.currentThread();
        unlock();
        if (!wanted) { // for who still waits, though its flight was closed meanwhile
            failure = new CancellationException("all callers left before the call began");
            ended.fire();
            return;
        }
        try {
            value = body.call();
        } catch (Throwable e) {
            failure = e;
        }
        end();
    }

    /// Ends a call whose thread could not be started.
    void fail(Throwable why) {
        failure = why;
        end();
    }

    private void end() {
        lock();
        over = true;
        thread = null; // out of reach of who leaves now
        unlock();
        forget.run();
        ended.fire();
    }

    /// Returns why there is no value. Requires: ended.
    @Nullable Throwable failure() {
        return failure;
    }

    /// Returns the value. Requires: ended, no failure.
    @SuppressWarnings("NullAway") // a V was written
    V value() {
        return value;
    }

    boolean isShared() {
        lock();
        boolean is = shared;
        unlock();
        return is;
    }
}
