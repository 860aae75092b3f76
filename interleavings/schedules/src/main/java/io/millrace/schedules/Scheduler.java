package io.millrace.schedules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 *              chosen                     parks
 *   READY ---------------> RUNNING ------------------> PARKED
 *     ^  ^                  |   |                         |
 *     |  +---- preempted ---+   | spins                   |  woken, interrupted, its deadline passed
 *     |                         v                         |
 *     +-- another one wrote -- SPUN                       |
 *     +---------------------------------------------------+
 *
 * The driver is the thread that called run(). It alone runs strands, one at a time, so nothing here needs a lock; the
 * JDK calls back (Strand.execute) on the same thread, mounted or not.
 *
 * D1  Between two decisions, one strand runs. All it does until the next decision is one step for the others.
 * D2  What a run does follows from the program, the strategy's decisions and its seed: nothing else is asked.
 * D3  A strand that spins runs again only when another has written something, or nobody else can run: else two that
 *     wait for a third could pass the turn to each other for ever, and a complete search would never end.
 *
 * D4  A strand that gives way may go on at once, but not twice before another one has run: else a loop that gives way
 *     until another has done something could go on for ever.
 *
 * D5  A strand that rests is passed over for so many decisions, while another can run: those that spin run again and
 *     again then, D3 notwithstanding, until they have had enough.
 *
 * A run that fails, or is cut off, leaves its threads as they are. Nothing refers to them: they are collected.
 */
/// One run of a program of virtual threads, in which every decision is taken by a [Strategy].
public final class Scheduler {

    /// Close to where `nanoTime` overflows: what compares times otherwise than by difference fails.
    private static final long ORIGIN = Long.MAX_VALUE - 1_500_000;

    /// More points than any run of a small program comes to.
    private static final long MOST_STEPS = 100_000;

    private static final int MOST_IDLE_SPINS = 10_000;

    static @Nullable Scheduler current; // set while a run is driven; one to a world

    final boolean fine;
    boolean wrote; // the running strand has, since it was chosen

    private boolean wentOn; // the running strand has given way to nobody, since it was chosen

    private final Strategy strategy;
    private final @Nullable Trace trace;
    private final List<Strand> strands = new ArrayList<>(4);
    private final List<Strand> ready = new ArrayList<>(4);
    private final List<Strand> spun = new ArrayList<>(2);
    private final List<Strand> resting = new ArrayList<>(1);
    private final List<Strand> sleepers = new ArrayList<>(2);
    private @Nullable Strand running;
    private @Nullable Strand forced; // who was chosen at a point
    private boolean timePasses; // was chosen at a point
    private boolean hurried; // time has passed although somebody could run
    private long now = ORIGIN;
    private long steps;
    private long askAt;
    private long switches;
    private int idleSpins;
    private @Nullable Throwable failure;

    /// Makes a run without any thread.
    public Scheduler(Strategy strategy) {
        this(strategy, null);
    }

    /// @param trace is told every switch
    public Scheduler(Strategy strategy, @Nullable Trace trace) {
        this.strategy = strategy;
        this.trace = trace;
        fine = strategy.isFine();
    }

    // ---- for who makes the run

    /// Starts a thread; it runs once [#run] chooses it.
    public Strand spawn(Runnable body) {
        return spawn("t" + strands.size(), body, false);
    }

    Strand spawn(String name, Runnable body, boolean daemon) {
        var strand = new Strand(this, strands.size(), name, body);
        strand.daemon = daemon;
        strands.add(strand);
        strand.start();
        return strand;
    }

    /// Runs the threads until each has ended or is parked for ever.
    ///
    /// @return what the first thread that failed has thrown, or a [Stuck] if the run made no
    ///   progress; null if neither. Threads that are parked for ever are no failure: see [#blocked]
    public @Nullable Throwable run() {
        current = this;
        try {
            for (Strand next = choose(); next != null; next = choose()) {
                running = next;
                next.spinning = false;
                wrote = false;
                wentOn = false;
                askAt = steps + strategy.slice();
                next.resume();
                afterSlice();
            }
            return failure;
        } finally {
            current = null;
            running = null;
        }
    }

    private void afterSlice() {
        if (!wrote || spun.isEmpty()) {
            return;
        }
        idleSpins = 0;
        for (int i = spun.size() - 1; i >= 0; i--) { // D3
            if (spun.get(i) != running) {
                ready.add(spun.remove(i));
            }
        }
    }

    /// Returns the threads that have not ended; daemons are left out.
    public List<Strand> blocked() {
        return strands.stream().filter(strand -> !strand.isEnded() && !strand.daemon).toList();
    }

    /// Returns the threads that have not ended, daemons included.
    public List<Strand> alive() {
        return strands.stream().filter(strand -> !strand.isEnded()).toList();
    }

    /// Returns how many points the threads have passed.
    public long steps() {
        return steps;
    }

    /// Returns how often a thread was interrupted at a point.
    public long switches() {
        return switches;
    }

    /// Returns the virtual time, in nanoseconds.
    public long now() {
        return now;
    }

    /// Tells whether time has passed although somebody could run. If not, nobody was late.
    public boolean hurried() {
        return hurried;
    }

    /// Writes a line into the trace, if there is one.
    public void note(String line) {
        if (trace != null) {
            trace.note(line);
        }
    }

    /// Tells whether somebody reads the notes.
    public boolean isTraced() {
        return trace != null;
    }

    // ---- decisions

    private @Nullable Strand choose() {
        if (failure != null) {
            return null;
        }
        Strand chosen = forced;
        forced = null;
        if (chosen != null) {
            return chosen;
        }
        if (timePasses) {
            timePasses = false;
            hurried = true;
            passTime();
        }
        while (true) {
            letRest();
            if (ready.isEmpty() && !spun.isEmpty() && idleSpins++ < MOST_IDLE_SPINS) {
                ready.addAll(spun);
                spun.clear();
            }
            boolean time = !sleepers.isEmpty();
            int options = ready.size();
            if (options == 0 && !time) {
                if (!spun.isEmpty()) {
                    failure = new Stuck("livelock: only threads that spin are left", strands);
                }
                return null;
            }
            int choice =
                    options == 0 ? 0 : options == 1 && !time ? 0 : strategy.next(options, time);
            if (choice < options) {
                return ready.remove(choice);
            }
            hurried |= options > 0 || !resting.isEmpty();
            passTime();
        }
    }

    /// Lets those go on that have rested enough, or whom nobody outlasts (D5).
    private void letRest() {
        if (resting.isEmpty()) {
            return;
        }
        boolean alone = ready.isEmpty() && spun.isEmpty() && sleepers.isEmpty();
        for (int i = resting.size() - 1; i >= 0; i--) {
            Strand strand = resting.get(i);
            if (--strand.rests <= 0 || alone) {
                strand.rests = 0;
                resting.remove(i);
                ready.add(strand);
            }
        }
    }

    /// Lets time pass until the next deadline, and wakes the thread that set it.
    private void passTime() {
        Strand first = sleepers.getFirst();
        for (Strand sleeper : sleepers) {
            if (sleeper.deadline - first.deadline < 0) {
                first = sleeper;
            }
        }
        sleepers.remove(first);
        if (first.deadline - now > 0) {
            now = first.deadline;
        }
        if (trace != null) {
            trace.note("        time passes; " + first + "'s wait is over");
        }
        LockSupport.unpark(first.thread());
    }

    /// Lets the strategy decide whether the running thread goes on.
    void point() {
        if (++steps >= askAt) {
            ask();
        }
    }

    private void ask() {
        if (steps > MOST_STEPS) {
            giveUp(new Stuck("no end after " + steps + " steps", strands));
        }
        int others = ready.size() + spun.size();
        boolean time = !sleepers.isEmpty();
        int choice = others == 0 && !time ? 0 : strategy.preempt(others, time);
        if (choice == 0) {
            askAt = Math.min(steps + strategy.slice(), MOST_STEPS + 1);
            return;
        }
        switches++;
        if (choice > others) {
            timePasses = true;
        } else {
            forced =
                    choice <= ready.size()
                            ? ready.remove(choice - 1)
                            : spun.remove(choice - 1 - ready.size());
        }
        running().rests = strategy.rest();
        switchAway("preempted");
    }

    /// Lets others run, or goes on, as the strategy decides.
    void giveWay() {
        if (++steps > MOST_STEPS) {
            giveUp(new Stuck("no end after " + steps + " steps", strands));
        }
        letRest(); // this is a decision, too
        int others = ready.size();
        if (others == 0) {
            return;
        }
        boolean mayGoOn = !wentOn; // D4
        int choice = strategy.next(others + (mayGoOn ? 1 : 0), false);
        if (choice < others) {
            forced = ready.remove(choice);
            switchAway("gives way");
        } else {
            wentOn = true;
        }
    }

    /// Lets others run, if there are any that could change what the running thread waits for.
    void spin() {
        if (++steps > MOST_STEPS) {
            giveUp(new Stuck("no end after " + steps + " steps", strands));
        }
        running().spinning = true;
        switchAway("spins");
    }

    @SuppressWarnings("ThreadPriorityCheck") // the executor is ours: it does what we want
    private void switchAway(String why) {
        trace(why);
        Thread.yield();
        Strand other = forced;
        if (other != null) { // still: in the initializer of a class no thread can be switched
            forced = null;
            ready.add(other);
        }
    }

    private void trace(String why) {
        if (trace != null) {
            trace.leave(running(), why);
        }
    }

    /// Ends the run from within: the thread never goes on.
    private void giveUp(Throwable why) {
        failure = why;
        while (true) {
            LockSupport.park(this);
        }
    }

    // ---- for the threads of the run

    void ready(Strand strand) {
        (strand.rests > 0 ? resting : strand.spinning ? spun : ready).add(strand);
    }

    void fail(Strand strand, Throwable why) {
        if (failure == null) {
            failure = why;
            note(strand + " failed: " + why);
        }
    }

    void ended(Strand strand) {
        note(strand + " ended");
    }

    /// Parks the running thread.
    public void park(Object blocker) {
        point();
        if (strategy.wakesForNoReason()) {
            note(running() + " wakes up for no reason");
            return;
        }
        Strand self = running();
        self.blocker = blocker;
        trace("parks");
        LockSupport.park(blocker);
        self.blocker = null;
    }

    /// Parks the running thread until `deadline` at most.
    public void parkUntil(Object blocker, long deadline) {
        point();
        if (deadline - now <= 0) {
            return;
        }
        Strand self = running();
        self.deadline = deadline;
        self.blocker = blocker;
        sleepers.add(self);
        trace("parks until a time");
        LockSupport.park(blocker);
        sleepers.remove(self);
        self.blocker = null;
    }

    /// Wakes a thread.
    public void wake(Thread thread) {
        wrote = true;
        point();
        LockSupport.unpark(thread);
    }

    long seed() {
        return strategy.seed();
    }

    /// Returns the strand of a thread of this run.
    Strand strandOf(Thread thread) {
        for (Strand strand : strands) {
            if (strand.thread() == thread) {
                return strand;
            }
        }
        throw new IllegalArgumentException(thread + " is no thread of this run");
    }

    private Strand running() {
        Strand self = running;
        if (self == null) {
            throw new IllegalStateException("called by no thread of the run");
        }
        return self;
    }
}
