package io.millrace.cli.run.output;

import io.millrace.channel.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What one consumer has told and not sent yet: see [Intake]. Used by the consumer, and by the
/// aggregator when it looks in.
public final class Outbox {
    private final Intake intake;
    private final Sender<List<Event>> events;
    private final int size;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Event> held; // guarded by the lock

    Outbox(Intake intake, Sender<List<Event>> events, int size) {
        this.intake = intake;
        this.events = events;
        this.size = size;
        this.held = new ArrayList<>(size);
    }

    /// Takes an event.
    ///
    /// @return whether it is time to [send][#send]
    public boolean add(Event event) {
        boolean full;
        lock.lock();
        try {
            held.add(event);
            full = held.size() >= size;
        } finally {
            lock.unlock();
        }
        return full || intake.isIdle(); // I1: read after the lock is free
    }

    /// Sends what is there, waiting until there is room for it. If it is interrupted, that stays.
    public void send() throws InterruptedException {
        lock.lock();
        try {
            if (!held.isEmpty()) {
                events.send(held);
                held = new ArrayList<>(size);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Gives `to` what is there, unless the consumer is at work on it.
    ///
    /// @param first is called before, and gives `to` what was sent earlier
    /// @return whether anything was given
    boolean takeIfFree(Consumer<Event> to, Drain first) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            boolean any = first.drain(to); // I2
            any |= !held.isEmpty();
            held.forEach(to);
            held.clear();
            return any;
        } finally {
            lock.unlock();
        }
    }

    /// Gives what a channel holds.
    @FunctionalInterface
    interface Drain {
        boolean drain(Consumer<Event> to);
    }
}
