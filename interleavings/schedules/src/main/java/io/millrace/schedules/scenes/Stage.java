package io.millrace.schedules.scenes;

import io.millrace.context.Context;
import io.millrace.context.tree.Family;
import io.millrace.schedules.ScheduledHost;
import io.millrace.schedules.Scheduler;
import io.millrace.schedules.Strand;
import io.millrace.schedules.Stuck;
import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * What must hold after every scene:
 *
 * S1  Every thread has ended, those of tasks, hooks and timers included. (Where someMayStay() says so, threads of the
 *     scene may be left parked, and the scene says itself when.)
 * S2  No timer is set.
 * S3  No context that was made on the stage has a child or a waiter, if it has ended.
 * S4  No thread ends with its interrupt flag set, if nobody but a context may have set it.
 */
/// Where a scene is played, once: its threads, and what must hold when all is over.
public final class Stage {

    /// What a thread does, or what is looked at afterwards.
    public interface Part {

        /// Does it; what it throws makes the run a failure.
        void play() throws Exception;
    }

    private final Scheduler scheduler;
    private final ScheduledHost host;
    private final List<Strand> strands = new ArrayList<>(4);
    private final List<Strand> flagged = new ArrayList<>(0); // ended with the flag set
    private final List<Strand> interrupted = new ArrayList<>(0); // by this stage
    private final List<Context> contexts = new ArrayList<>(2);
    private final List<Part> checks = new ArrayList<>(2);
    private boolean someMayStay;

    Stage(Scheduler scheduler, ScheduledHost host) {
        this.scheduler = scheduler;
        this.host = host;
    }

    // ---- for scenes

    /// Starts a thread. May be called by a thread of the scene, too.
    ///
    /// @return its number, from 0
    public int thread(Part part) {
        int number = strands.size();
        strands.add(scheduler.spawn(() -> play(number, part)));
        return number;
    }

    private void play(int number, Part part) {
        try {
            part.play();
        } catch (Exception e) {
            throw new AssertionError("thread " + number + " of the scene threw " + e, e);
        }
        if (Thread.currentThread().isInterrupted()) {
            flagged.add(strands.get(number));
        }
    }

    /// Interrupts a thread.
    public void interrupt(int thread) {
        Strand strand = strands.get(thread);
        interrupted.add(strand);
        strand.thread().interrupt();
    }

    /// Starts a thread that an interrupt may end.
    ///
    /// @return its number, from 0
    public int impatient(Part part) {
        return thread(() -> {
            try {
                part.play();
            } catch (InterruptedException e) {
                // As it was asked to.
            }
        });
    }

    /// Tells the program to end: what was to be done then begins, each on a thread of its own.
    public void exit() {
        host.exit();
    }

    /// Lets threads of the scene be left parked (S1); what is looked at afterwards says how many.
    public void someMayStay() {
        someMayStay = true;
    }

    /// Returns how many threads of the scene are left parked.
    public int left() {
        return scheduler.blocked().size();
    }

    /// Has something looked at when all is over.
    public void afterwards(Part check) {
        checks.add(check);
    }

    /// Has a context looked at when all is over (S3).
    public <C extends Context> C watched(C context) {
        contexts.add(context);
        return context;
    }

    /// Waits for some virtual time.
    public static void pause(int millis) throws InterruptedException {
        new Signal("a pause").awaitUntil("pause", Door.now() + millis * 1_000_000L);
    }

    /// Throws unless something holds.
    ///
    /// @param facts what to tell otherwise
    public static void require(boolean holds, @Nullable Object... facts) {
        if (!holds) {
            throw new AssertionError(Arrays.toString(facts));
        }
    }

    /// Returns the virtual time in nanoseconds.
    public long now() {
        return scheduler.now();
    }

    /// Tells whether whoever waited for a time may be late: it passed although somebody could run.
    public boolean mayBeLate() {
        return scheduler.hurried();
    }

    // ---- for who runs it

    /// Looks at everything when all is over.
    ///
    /// @return what is wrong; null if nothing is
    @Nullable Throwable judge() {
        List<Strand> left = new ArrayList<>(scheduler.alive());
        if (someMayStay) {
            left.removeAll(strands);
        }
        if (!left.isEmpty()) {
            return new Stuck("S1: some never end", left);
        }
        try {
            int timers = Door.timers().pending();
            require(timers == 0, "S2: timers are still set", timers);
            for (Context context : contexts) {
                int children = context.isDone() ? Family.children(context) : 0;
                int waiting = Family.waiting(context);
                require(children == 0, "S3: children are left in", context, children);
                require(waiting == 0, "S3: threads are left waiting for", context, waiting);
            }
            for (Strand strand : flagged) {
                require(interrupted.contains(strand), "S4: an interrupt is left behind", strand);
            }
            for (Part check : checks) {
                check.play();
            }
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }
}
