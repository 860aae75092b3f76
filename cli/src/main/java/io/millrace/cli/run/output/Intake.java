package io.millrace.cli.run.output;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/*
 *   consumer 1 -> outbox [ e e e ]   --- full --->   channel [ eeee | eeee ]   ->  aggregator
 *   consumer 2 -> outbox [ e ]       <----------------- looks in after a nap --------'
 *
 * While much is told, a consumer puts what it tells into its outbox, and sends that when it is full: the aggregator is
 * woken for many events, not for each. A job may be slow, though, and must not hold back what the one before it told:
 *
 *   awake   The aggregator receives, for at most a nap. If nothing comes it takes what is in the outboxes.
 *   idle    They were empty, too. It waits without limit; who tells something sends it at once.
 *
 * I1  What is told is received within a nap. The aggregator sets `idle` before it looks into the outboxes for the last
 *     time; a consumer reads `idle` after it has put something in and let the lock go. So one of them sees the other.
 * I2  What one consumer tells is received in that order. Its outbox is sent, and is taken, under its lock; whoever takes it
 *     has received before what the channel held.
 * I3  The aggregator never waits for an outbox: its owner may hold the lock while the channel is full.
 */
/// Where consumers tell what has happened, and the aggregator receives it, many events at a time.
public final class Intake {
    private static final Duration NAP = Duration.ofMillis(1);

    private final Channel<List<Event>> events;
    private final List<Outbox> outboxes = new CopyOnWriteArrayList<>();
    private final int size;
    private volatile boolean idle; // by the aggregator

    /// Makes an intake.
    ///
    /// @param most how many events may wait for the aggregator, about
    /// @param size how many of them a consumer may send together
    public Intake(int most, int size) {
        this.size = size;
        events =
                Channel.<List<Event>>builder()
                        .name("events")
                        .capacity(Math.max(1, most / size))
                        .build();
    }

    /// Makes the outbox of one consumer, before that consumer starts.
    public Outbox newOutbox() {
        var outbox = new Outbox(this, events, size);
        outboxes.add(outbox);
        return outbox;
    }

    /// Sends an event past the outboxes.
    public void send(Event event) throws InterruptedException {
        events.send(List.of(event));
    }

    /// No more events. The outboxes must be empty.
    public void close() {
        events.close();
    }

    boolean isIdle() {
        return idle;
    }

    /// Gives `to` some events, waiting until there are any.
    ///
    /// @param pause is called before it waits
    /// @return false at the end
    boolean receive(Consumer<Event> to, Runnable pause) throws InterruptedException {
        if (drain(to)) {
            return true;
        }
        pause.run();
        switch (events.tryReceive(NAP)) {
            case Received.Value<List<Event>>(var batch) -> {
                batch.forEach(to);
                return true;
            }
            case Received.Ended<List<Event>> _ -> {
                return false;
            }
            case Received.Empty<List<Event>> _ -> {}
        }
        if (collect(to)) {
            return true;
        }
        idle = true; // I1
        try {
            if (collect(to)) {
                return true;
            }
            List<Event> batch = events.receiveOrNull();
            if (batch != null) {
                batch.forEach(to);
            }
            return batch != null;
        } finally {
            idle = false;
        }
    }

    private boolean drain(Consumer<Event> to) {
        boolean any = false;
        while (events.tryReceive() instanceof Received.Value<List<Event>>(var batch)) {
            batch.forEach(to);
            any = true;
        }
        return any;
    }

    private boolean collect(Consumer<Event> to) {
        boolean any = false;
        for (Outbox outbox : outboxes) {
            any |= outbox.takeIfFree(to, this::drain);
        }
        return any;
    }
}
