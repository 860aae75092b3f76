package io.millrace.sync;

import io.millrace.sync.Generation.Broken;
import io.millrace.waiting.WaitQueue;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 *   gathering  --- all parties have arrived --->  the last one: next generation gathers, runs the action, wakes all
 *       |
 *       +--- a party gives up, the action throws --->  broken  --- reset --->  gathering
 *
 * B1  Actions run one after the other, each before anybody leaves its generation. A generation that is complete while
 *     the action of the one before still runs is `due`: whoever runs that action ends it next. Those who come then, more
 *     threads than parties, stand in line as late, the senders of the queue, and arrive in the one after.
 * B2  Whoever stands in line waits for the end of the generation that is being gathered. A party among them has
 *     arrived; an observer has not, and nobody minds if it leaves.
 * B3  A party leaves the line and breaks the generation in one step: nobody can be the last to arrive in between.
 *
 * After CyclicBarrier and Phaser. Differences: both in one, interrupts and deadlines as everywhere here, selects,
 * no tree of barriers.
 */
/// The engine of a barrier.
final class BarrierLine extends Line {

    /// What the item of a party's waiter is while it stands in line; then it is its [Generation].
    private static final Object PARTY = "party";

    /// The same of a party that has not arrived yet, since the generation is due.
    private static final Object LATE = "late";

    private static final String GAVE_UP = "a party was interrupted or timed out";

    private final @Nullable Runnable action;

    // All under lock.
    private Generation current = new Generation(0);
    private @Nullable Broken latest; // how the latest generation that was broken was broken
    private boolean broken; // it has not been reset since
    private int parties;
    private int arrived;
    private boolean acting; // somebody runs the action
    private boolean due; // what is gathered is complete; only while acting

    BarrierLine(Object owner, int parties, @Nullable Runnable action) {
        super(owner);
        this.parties = parties;
        this.action = action;
    }

    // ---- arriving

    /// Arrives; the last one ends the generation, and runs the action.
    ///
    /// @param mine joins the line unless this arrival ends the generation
    /// @return whether it joined
    boolean arrive(Waiter mine) {
        lock();
        String problem = problem();
        if (problem != null) {
            throw unlockAndRefuse(problem);
        }
        if (due) {
            mine.item = LATE;
            joinAsSender(mine);
            unlock();
            return true;
        }
        arrived++;
        boolean ends = isComplete();
        if (ends) {
            mine.item = current;
            end();
        } else {
            mine.item = PARTY;
            join(mine);
            unlock();
        }
        return !ends;
    }

    /// Arrives without waiting; the last one ends the generation, and runs the action.
    ///
    /// @return the number of the generation that it arrived in
    long arrive() {
        lock();
        String problem = problemNow();
        if (problem != null) {
            throw unlockAndRefuse(problem);
        }
        long number = current.number;
        arrived++;
        endIfComplete();
        return number;
    }

    /// Leaves for good; that may be what the generation was waiting for.
    void deregister() {
        lock();
        String problem = problemNow();
        if (problem != null) {
            throw unlockAndRefuse(problem);
        }
        parties--;
        endIfComplete();
    }

    /// Returns why nobody can arrive, or null. Requires: lock held.
    private @Nullable String problem() {
        if (broken) {
            return "it is broken";
        }
        return parties == 0 ? "nobody is registered" : null;
    }

    /// As [#problem], for an arrival that cannot wait to be one.
    private @Nullable String problemNow() {
        return due && !broken ? "all have arrived, and an action still runs" : problem();
    }

    private RuntimeException unlockAndRefuse(String problem) {
        Broken was = broken ? latest : null;
        unlock();
        return was != null
                ? was.exception(owner())
                : new IllegalStateException("no party of " + owner() + " can arrive: " + problem);
    }

    /// Tells whether the caller has to end the generation. Requires: lock held.
    private boolean isComplete() {
        due = arrived == parties && acting;
        return arrived == parties && !acting;
    }

    private void endIfComplete() {
        if (isComplete()) {
            end();
        } else {
            unlock();
        }
    }

    /// Ends the generation, and those that are due when its action has ended. Requires: lock held;
    /// lets it go.
    private void end() {
        boolean again;
        do {
            Generation ended = current;
            acting = action != null;
            Waiter woken = next(false);
            unlock();
            Throwable failure = act();
            if (failure != null) {
                breakFor(ended, failure, woken);
                throw thrown(failure);
            }
            WaitQueue.completeAll(woken);
            if (action == null) {
                return;
            }
            lock();
            acting = false;
            again = due;
        } while (again);
        unlock();
    }

    private @Nullable Throwable act() {
        if (action != null) {
            try {
                action.run();
            } catch (Throwable e) {
                return e;
            }
        }
        return null;
    }

    private static RuntimeException thrown(@Nullable Throwable failure) {
        switch (failure) {
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case null, default ->
                    throw new AssertionError("an action threw a checked exception", failure);
        }
    }

    /// Begins the next generation.
    ///
    /// @param breaks whether those who are late are to be woken, too
    /// @return those who waited for this one
    private @Nullable Waiter next(boolean breaks) {
        Generation ended = current;
        current = new Generation(ended.number + 1);
        arrived = 0;
        due = false;
        Waiter woken = null;
        while ((breaks ? front() : frontReceiver()) instanceof Waiter waiter) {
            if (claim(waiter)) {
                waiter.item = ended;
                woken = chain(woken, waiter);
            }
        }
        admit();
        return woken;
    }

    /// Lets those who are late arrive, as far as there is room. Requires: lock held.
    private void admit() {
        while (arrived < parties && frontSender() instanceof Waiter late) {
            remove(late);
            late.item = PARTY;
            addReceiver(late);
            arrived++;
        }
        due = acting && arrived == parties && parties > 0;
    }

    // ---- waiting

    /// Joins the line to hear of the end of a generation.
    ///
    /// @return false if it has ended
    boolean observe(long generation, Waiter mine) {
        lock();
        boolean over = poll(generation, mine) != null;
        if (!over) {
            join(mine);
        }
        unlock();
        if (over) {
            check(mine);
        }
        return !over;
    }

    /// As [io.millrace.waiting.Case#pollLocked], for the end of a generation.
    @Nullable Waiter poll(long generation, Waiter mine) {
        Broken was = latest;
        boolean wasBroken =
                was != null && (was.breaks(generation) || (broken && generation >= current.number));
        if (generation == current.number && !wasBroken) {
            return null;
        }
        mine.item = null;
        if (wasBroken || generation > current.number) {
            mine.item = Generation.withoutEnd(generation, wasBroken ? was : null);
        }
        return Waiter.NOBODY;
    }

    /// Throws if the generation that a waiter was woken with is broken, or has not begun.
    void check(Waiter mine) {
        if (mine.item instanceof Generation ended) {
            ended.check(owner());
        }
    }

    /// Returns the number of the generation that a party was woken with.
    static long number(Waiter mine) {
        return ((Generation) Objects.requireNonNull(mine.item)).number;
    }

    @Override
    boolean giveUp(Waiter mine) {
        lock();
        boolean left = remove(mine);
        boolean isParty = PARTY.equals(mine.item);
        Waiter woken = null;
        if (left) {
            countGivingUp();
            woken = isParty ? breakLocked(GAVE_UP) : null;
        }
        unlock();
        completeAll(woken);
        return left;
    }

    // ---- breaking

    /// Breaks what is being gathered.
    ///
    /// @return those who waited for it
    private @Nullable Waiter breakLocked(String why) {
        return breakLocked(new Broken(current.number, current.number, why, null));
    }

    /// Breaks what was gathered while an action ran that threw; then wakes those who waited for it,
    /// and `woken`, who waited for the action. Not before: who is told may reset the barrier.
    private void breakFor(Generation ended, Throwable failure, @Nullable Waiter woken) {
        lock();
        acting = false;
        var how = new Broken(ended.number, current.number, "its action threw", failure);
        ended.broken = how;
        Waiter more = breakLocked(how);
        unlock();
        WaitQueue.completeAll(woken);
        WaitQueue.completeAll(more);
    }

    private @Nullable Waiter breakLocked(Broken how) {
        current.broken = how;
        latest = how;
        broken = true;
        return next(true);
    }

    /// Breaks what is being gathered because a party does not come.
    void breakForInterrupt() {
        lock();
        Waiter woken = broken ? null : breakLocked(GAVE_UP);
        unlock();
        completeAll(woken);
    }

    /// Breaks a generation that somebody has arrived in or waits for, and begins another.
    void reset() {
        lock();
        Waiter woken = null;
        if (!broken && (arrived > 0 || front() != null)) {
            woken = breakLocked("it was reset");
        }
        broken = false;
        unlock();
        completeAll(woken);
    }

    void register(int more) {
        lock();
        boolean tooMany = (long) parties + more > Integer.MAX_VALUE;
        if (!tooMany) {
            parties += more;
            admit();
        }
        unlock();
        if (tooMany) {
            throw new IllegalStateException(owner() + " has too many parties");
        }
    }

    long generation() {
        lock();
        long number = current.number;
        unlock();
        return number;
    }

    boolean isBroken() {
        lock();
        boolean is = broken;
        unlock();
        return is;
    }

    @Override
    @Nullable Waiter serve() {
        return null; // nobody waits for another waiter to leave
    }

    @Override
    void takeBack(Waiter mine) {} // it was given nothing

    BarrierStats stats(String name) {
        lock();
        var stats =
                new BarrierStats(
                        name,
                        current.number,
                        parties,
                        arrived,
                        broken,
                        receivers() + senders(),
                        waited(),
                        gaveUp());
        unlock();
        return stats;
    }
}
