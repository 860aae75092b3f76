package io.millrace.cli.run;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.cli.ExitCode;
import io.millrace.cli.run.process.Children;
import io.millrace.context.Context;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/*
 *   RUNNING --first signal, --halt soon--> DRAINING --second signal, --halt now, --deadline, a sink failed--> ENDING --third--> left
 *              no more reading               TERM to all trees, 5 s, KILL                       KILL, and exit
 *              what runs may end
 *
 * Orders come from signal handlers, consumers and the aggregator, which must not wait: they go through a channel to one
 * thread, which works the ladder.
 */
/// The ladder by which a run is stopped before its end.
final class Stop {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /// How far down to go.
    private enum Order {
        DRAIN,
        END,
        NEXT // one step further than now
    }

    private final Channel<Order> orders =
            Channel.<Order>builder().name("orders").unbounded().build();
    private final Context.Cancellable reading = Context.background().withCancel();
    private final Context.Cancellable working = Context.background().withCancel();
    private final @Nullable Children children;
    private final Halt halt;
    private final IntConsumer leave;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong successes = new AtomicLong(); // counted only if the halt is about them
    private final AtomicInteger reason = new AtomicInteger(); // the exit code for it; set once

    private volatile int signal; // the first one's number; set by its handler
    private int step; // by the ladder's thread only: how far down we are

    /// Makes a ladder.
    ///
    /// @param children to be ended; null if there are none
    /// @param halt when jobs that have ended stop the run
    /// @param leave leaves the program at once, with an exit code
    Stop(@Nullable Children children, Halt halt, IntConsumer leave) {
        this.children = children;
        this.halt = halt;
        this.leave = leave;
    }

    /// Ends when nothing more is to be read, nor started.
    Context reading() {
        return reading;
    }

    /// Ends when handlers are to be interrupted.
    Context working() {
        return working;
    }

    boolean isDraining() {
        return reading.isDone();
    }

    /// Goes one step down, for a signal.
    void signal(int number) {
        if (signal == 0) {
            signal = number;
        }
        orders.trySend(Order.NEXT);
    }

    /// Counts a job that has ended, and stops if that is one too many. Counted by the consumers,
    /// not by the aggregator, so that none starts another job meanwhile.
    void ended(boolean ok) {
        if (ok && !halt.isAboutSuccess()) {
            return; // most runs: no line of memory that all consumers write to
        }
        long failed = ok ? failures.get() : failures.incrementAndGet();
        long succeeded = ok ? successes.incrementAndGet() : successes.get();
        if (halt.isReached(failed, succeeded) && because(ExitCode.HALTED)) {
            reading.cancel();
            orders.trySend(halt.now() ? Order.END : Order.DRAIN);
        }
    }

    /// Stops because the time of the whole run is over.
    void overtime() {
        because(ExitCode.DEADLINE);
        reading.cancel();
        orders.trySend(Order.END);
    }

    /// Says why the run is stopped, unless something else has stopped it before.
    private boolean because(int code) {
        return reason.compareAndSet(0, code);
    }

    /// Stops because there is nowhere to write to.
    void end() {
        orders.trySend(Order.END);
    }

    /// Returns the exit code that the stop asks for, or 0.
    int exitCode() {
        return signal != 0 ? ExitCode.SIGNAL + signal : reason.get();
    }

    int signalOrZero() {
        return signal;
    }

    /// No more orders: the run has ended.
    void close() {
        orders.close();
        reading.close();
        working.close();
    }

    /// Works the ladder until the run has ended.
    void work() throws InterruptedException {
        while (orders.receiveOrNull() instanceof Order order) {
            obey(order);
        }
    }

    private void obey(Order order) throws InterruptedException {
        int wanted =
                switch (order) {
                    case DRAIN -> 1;
                    case END -> 2;
                    case NEXT -> step + 1;
                };
        while (step < wanted) {
            step++;
            switch (step) {
                case 1 -> reading.cancel();
                case 2 -> endAll();
                default -> leave();
            }
        }
    }

    private void endAll() throws InterruptedException {
        working.cancel();
        if (children == null) {
            return;
        }
        children.endAll();
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (!children.areGone()) {
            if (System.nanoTime() - deadline >= 0) {
                children.killAll();
                return;
            }
            switch (orders.tryReceive(STEP)) {
                case Received.Value<Order>(var order) -> {
                    if (order == Order.NEXT) {
                        step++;
                        leave();
                        return;
                    }
                }
                case Received.Empty<Order> _ -> {}
                case Received.Ended<Order> _ -> { // the run has ended, but a tree has not
                    Select.<Boolean>of(Select.after(STEP, () -> true)).await();
                }
            }
        }
    }

    /// Kills, gives the aggregator a moment to write what has ended, and leaves.
    private void leave() throws InterruptedException {
        if (children != null) {
            children.killAll();
        }
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (orders.tryReceive(STEP) instanceof Received.Ended<Order>) {
                return; // the run has ended by itself
            }
        }
        leave.accept(exitCode());
    }
}
