package io.millrace.time;

import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;

/// A call to come. Nobody queues here: it is the function that waits.
final class FunctionTimer extends Alarmed implements TimedCall {
    static final Executor OWN_THREAD =
            function -> Door.start(null, "millrace-timed-call", function);

    private final Executor executor;
    private final Runnable function;
    private boolean pending; // under lock
    private long due; // under lock

    private FunctionTimer(Executor executor, Runnable function) {
        this.executor = Objects.requireNonNull(executor, "executor");
        this.function = Objects.requireNonNull(function, "function");
    }

    static FunctionTimer call(Duration delay, Executor executor, Runnable function) {
        var timer = new FunctionTimer(executor, function);
        timer.reset(delay);
        return timer;
    }

    @Override
    public boolean stop() {
        return set(false, 0);
    }

    @Override
    public boolean reset(Duration delay) {
        return set(true, Door.nanos(Objects.requireNonNull(delay, "delay")));
    }

    private boolean set(boolean calls, long nanos) {
        lock();
        boolean before = pending;
        pending = calls;
        due = calls ? Door.now() + nanos : 0;
        unlockAndSettle(null);
        return before;
    }

    @Override
    public boolean isPending() {
        lock();
        boolean is = pending;
        unlock();
        return is;
    }

    @Override
    boolean isAwaited() {
        return pending;
    }

    @Override
    long due() {
        return due;
    }

    @Override
    void ring() {
        lock();
        boolean calls = pending && due - Door.now() <= 0;
        pending &= !calls;
        unlock();
        if (calls) {
            executor.execute(function);
        }
    }

    @Override
    public String toString() {
        return "timed call";
    }
}
