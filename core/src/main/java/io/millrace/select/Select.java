package io.millrace.select;

import io.millrace.waiting.Case;
import io.millrace.waiting.Door;
import io.millrace.waiting.Patience;
import io.millrace.waiting.Wait;
import io.millrace.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * The steps of one select, after Go's selectgo (runtime/select.go):
 *
 *   begin    ask the conditions, take the offers (values to send), once each
 *   poll     cases in random order: looks ready? take its lock and try. The first that succeeds is chosen.
 *   look     with a default only: look at all cases twice, without locks; if none has changed, the default is chosen
 *   commit   take the locks of all cases in lock order; try each once more; then either the default, or
 *            join every queue, and only now let the locks go
 *   park     until a partner claims the wait, a deadline passes, or an interrupt comes; cases whose event comes with
 *            time are told before, so that they set their timers
 *   leave    the queues of all cases that were not chosen
 *   finish   the chosen case turns its result into R; if it has ended instead, it retires, and the rest goes on
 *
 * S1  Exactly one case takes effect, at one instant: in poll and commit under that case's lock, in park by the claim.
 * S2  While a select stands in any queue, it stands in all; at the instant it joined, no case was ready.
 *     (Joining one queue after the other would break this: a value could be handed to a select whose other channel
 *     was closed long before.)
 * S3  After await returns or throws, no queue holds a trace of it, so its waiters may be used again.
 * S4  Among the cases that are ready each is chosen with the same probability; a prioritized select chooses the first.
 * S5  The default is chosen only if at one instant no case was ready: hence look, or commit, goes before it.
 *
 * Differences from Go: poll, which spares the locks of the cases that are not chosen; retiring; reuse; deadlines.
 */
/// Waits for the first of several things: values to receive, room to send, a task's end, a
/// cancellation, a time.
///
/// Built once, awaited many times. Every clause turns its event into an `R`; with a sealed
/// interface for `R` the caller is a switch that the compiler checks:
///
/// ```java
/// Select<Event> next = Select.of(
///         lines.onReceive(Line::new),
///         ticks.onReceive(Tick::new),
///         context.onDone(Stop::new),
///         after(Duration.ofSeconds(30), Stop::new));
/// while (next.awaitOrNull() instanceof Event event) {
///     switch (event) {
///         case Line(var text) -> log.write(text);
///         case Tick _ -> log.flush();
///         case Stop _ -> { return; }
///     }
/// }
/// ```
///
/// **Choice.** If several clauses are ready, each is chosen with the same probability; a
/// [prioritized][#prioritized] select chooses the first in the order of its clauses. The same
/// channel may occur in several clauses, to receive and to send.
///
/// **Conditions and offers.** The condition of a clause and the value that it sends are asked for
/// once at the start of every await, whether or not the clause is chosen, as Go evaluates the
/// operands of its select. So a value supplier should look at the next value and the clause's
/// handler remove it.
///
/// **Ends.** A clause retires for good once nothing more can come of it: its channel has ended
/// cleanly, or its task has been delivered. The select goes on with the others; when all sources
/// have retired, [#await] throws [SelectEndedException] and [#awaitOrNull] returns null. Contexts,
/// timers, tickers, timeouts and the default are no sources: they do not keep a select going. A
/// channel that failed makes the await throw.
///
/// **Waiting.** Until one clause can be chosen. **Cancellation.** An interrupt, pending or coming,
/// makes the await throw, and no clause has taken effect; if a clause was chosen first, its result
/// is returned and the interrupt stays pending. **Ordering and memory.** As for the operation of
/// the clause that was chosen.
///
/// A select is used by one thread at a time.
///
/// @param <R> what an await returns
public final class Select<R> {
    private static final VarHandle BUSY;

    static {
        try {
            BUSY = MethodHandles.lookup().findVarHandle(Select.class, "busy", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int NONE = -1;

    private final List<Clause<? extends R>> clauses;
    private final Slot<R>[] slots; // in the order of the clauses
    private final Slot<R>[] asking; // those of them that are asked at the start of an await
    private final Slot<R>[] timed; // those that need an alarm
    private final LockSet locks;
    private final Shuffle order;
    private final Wait wait = new Wait();
    private int waits;
    private @Nullable Patience patience; // learned once it has waited some times
    private final @Nullable TimeoutClause<? extends R> timeout;
    private final @Nullable DefaultClause<? extends R> orElse;
    private final boolean prioritized;
    private Waiter partner = Waiter.NOBODY; // whose wait the chosen case won, to be woken
    private int sources; // how many have not retired
    private final boolean hadSources;
    private final boolean noneIsSource;
    private boolean busy; // by BUSY only

    private Select(List<Clause<? extends R>> clauses, boolean prioritized) {
        this.clauses = clauses;
        this.prioritized = prioritized;
        var found = new ArrayList<Slot<R>>();
        TimeoutClause<? extends R> shortest = null;
        DefaultClause<? extends R> fallback = null;
        for (Clause<? extends R> clause : clauses) {
            var conditions = new ArrayList<BooleanSupplier>();
            Clause<? extends R> bare = Objects.requireNonNull(clause, "clause");
            while (bare instanceof ConditionalClause<? extends R>(var inner, var condition)) {
                conditions.add(condition);
                bare = inner;
            }
            switch (bare) {
                case TimeoutClause<? extends R> after -> {
                    requireUnconditional("after", conditions);
                    if (shortest == null || after.nanos() < shortest.nanos()) {
                        shortest = after;
                    }
                }
                case DefaultClause<? extends R> other -> {
                    requireUnconditional("orElse", conditions);
                    if (fallback != null) {
                        throw new IllegalArgumentException(
                                "a select with two orElse clauses: only one can ever be chosen");
                    }
                    fallback = other;
                }
                default -> {
                    Waiter waiter = new Waiter(wait, found.size());
                    found.add(new Slot<>(caseOf(bare), conditions, waiter));
                }
            }
        }
        if (found.isEmpty() && shortest == null && fallback == null) {
            throw new IllegalArgumentException("a select without clauses would wait for ever");
        }
        timeout = shortest;
        orElse = fallback;
        slots = array(found);
        asking = array(found.stream().filter(Slot::asks).toList());
        timed = array(found.stream().filter(slot -> slot.event.isTimed()).toList());
        locks = new LockSet(slots);
        order = new Shuffle(slots.length, Door.seed());
        noneIsSource = found.stream().noneMatch(slot -> slot.event.isSource());
        sources = (int) found.stream().filter(this::keepsGoing).count();
        hadSources = sources > 0;
    }

    /// Makes a select of these clauses.
    ///
    /// @throws IllegalArgumentException if there is no clause, more than one [#orElse], or a clause
    ///   that Millrace did not make
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <R> Select<R> of(Clause<? extends R>... clauses) {
        return new Select<>(List.of(clauses), false);
    }

    /// Makes a select of these clauses, for a number of them that is known only when the program
    /// runs.
    ///
    /// @throws IllegalArgumentException as [#of(Clause...)] does
    public static <R> Select<R> of(List<? extends Clause<? extends R>> clauses) {
        return new Select<>(List.copyOf(clauses), false);
    }

    /// Returns a clause that is chosen if no other was for `duration`, measured anew for every
    /// await. Of several, the shortest counts. Zero or less is over at once: whatever is ready goes
    /// before it.
    public static <R> Clause<R> after(Duration duration, Supplier<? extends R> then) {
        return new TimeoutClause<>(Door.nanos(duration), Objects.requireNonNull(then, "then"));
    }

    /// Returns a clause that is chosen if no other is ready: Go's default. The await never waits.
    public static <R> Clause<R> orElse(Supplier<? extends R> then) {
        return new DefaultClause<>(Objects.requireNonNull(then, "then"));
    }

    /// Returns a select of the same clauses that chooses the first of those that are ready, in the
    /// order in which they were given. Clauses that have retired here start afresh there.
    public Select<R> prioritized() {
        return new Select<>(clauses, true);
    }

    /// Waits until one of the clauses can be chosen, and returns what its handler makes of it.
    ///
    /// @throws InterruptedException if the thread is interrupted; no clause has taken effect
    /// @throws SelectEndedException if every source has retired
    /// @throws IllegalStateException if another thread is in an await of this select, or the chosen
    ///   clause sends to a channel that is closed or receives from one that failed: the channel's
    ///   own exception, which names it
    public R await() throws InterruptedException {
        R result = awaitOrNull();
        if (result == null) {
            throw new SelectEndedException(
                    "all of the select's sources have ended: leave the loop, or use awaitOrNull()");
        }
        return result;
    }

    /// As [#await], but returns null when every source has retired: `while (select.awaitOrNull()
    /// instanceof Event event)`.
    ///
    /// @throws InterruptedException as [#await] does
    /// @throws IllegalStateException as [#await] does
    public @Nullable R awaitOrNull() throws InterruptedException {
        if (!BUSY.compareAndSet(this, false, true)) {
            throw new IllegalStateException(
                    "a select is awaited while it is in use, by another thread or by a handler of"
                            + " its own: give each its own select");
        }
        try {
            return select();
        } finally {
            for (Slot<R> slot : asking) {
                slot.clear();
            }
            BUSY.setRelease(this, false);
        }
    }

    private @Nullable R select() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (hadSources && sources == 0) {
            return null;
        }
        long deadline = timeout == null ? 0 : Door.now() + timeout.nanos();
        for (Slot<R> slot : asking) {
            slot.begin();
        }
        while (true) {
            int chosen = choose(deadline);
            if (chosen == NONE) {
                return notChosen();
            }
            R result = finish(slots[chosen]);
            if (result != null || (sources == 0 && hadSources)) {
                return result;
            }
        }
    }

    /// Returns the index of the slot that was chosen, or NONE if it is to be the default or the
    /// timeout.
    private int choose(long deadline) throws InterruptedException {
        int chosen = poll();
        if (chosen == NONE && orElse != null && isNothingReady()) {
            return NONE;
        }
        if (chosen == NONE) {
            chosen = commit();
        }
        if (chosen == NONE) {
            return orElse == null ? park(deadline) : NONE;
        }
        Waiter woken = partner;
        partner = Waiter.NOBODY;
        woken.complete();
        return chosen;
    }

    /// Tries the cases one by one. What succeeds here was ready at the instant of its own lock; a
    /// prioritized select may go on only to a case before which none could have been ready, that is
    /// the first.
    private int poll() {
        int cases = prioritized ? Math.min(1, slots.length) : slots.length;
        for (int i = 0; i < cases; i++) {
            int index = prioritized ? i : order.at(i);
            Slot<R> slot = slots[index];
            if (slot.active && slot.event.mayBeReady() && take(slot.event.poll(slot.waiter))) {
                return index;
            }
        }
        return NONE;
    }

    /// Keeps the partner of a case that could be taken.
    private boolean take(@Nullable Waiter found) {
        if (found == null) {
            return false;
        }
        partner = found;
        return true;
    }

    /// Looks at all cases twice, without a lock. If none has changed in between, the instant after
    /// the first round is one at which none was ready (S5).
    ///
    /// @return false if one may have been
    private boolean isNothingReady() {
        VarHandle.fullFence(); // what this thread did before is seen by all before it looks
        for (Slot<R> slot : slots) {
            if (slot.active) {
                slot.stamp = slot.event.absence();
                if (slot.stamp == Case.UNKNOWN) {
                    return false;
                }
            }
        }
        for (Slot<R> slot : slots) {
            if (slot.active && !slot.event.isStillAbsent(slot.stamp)) {
                return false;
            }
        }
        return true;
    }

    /// Tries all cases at one instant (S5); if none is ready, and there is no default, joins all
    /// their queues at that instant (S2).
    private int commit() {
        locks.lock();
        try {
            for (int i = 0; i < slots.length; i++) {
                int index = prioritized ? i : order.at(i);
                Slot<R> slot = slots[index];
                if (slot.active && take(slot.event.pollLocked(slot.waiter))) {
                    return index;
                }
            }
            if (orElse == null) {
                wait.begin();
                for (int i = 0;
                        i < slots.length;
                        i++) { // a partner takes the first in its queue (S4)
                    Slot<R> slot = slots[prioritized ? i : order.at(i)];
                    if (slot.active) {
                        slot.event.enqueue(slot.waiter);
                    }
                }
            }
            return NONE;
        } finally {
            locks.unlock();
        }
    }

    /// Waits for a moment, before it comes to parking.
    ///
    /// @return whether the wait is done
    private boolean pause() {
        if (patience == null) {
            patience = Patience.after(++waits);
        }
        return patience != null && (patience.look(wait) || patience.giveWay(wait));
    }

    private int park(long deadline) throws InterruptedException {
        Wait.Ending ending = null;
        try {
            if (pause()) {
                ending = Wait.Ending.DONE;
            } else {
                for (Slot<R> slot : timed) {
                    if (slot.active) {
                        slot.event.setAlarm();
                    }
                }
                ending =
                        timeout == null
                                ? wait.await("select", this)
                                : wait.awaitUntil("select", this, deadline);
            }
        } finally {
            if (ending == null) { // memory or stack ran out: nothing is handed to who has left
                wait.claim();
                leave(null);
            }
        }
        if (ending != Wait.Ending.DONE && wait.claim()) {
            leave(null);
            if (ending == Wait.Ending.INTERRUPTED) {
                throw new InterruptedException();
            }
            return NONE;
        }
        if (ending != Wait.Ending.DONE) {
            wait.awaitDone("select", this);
        }
        Waiter winner = wait.winner();
        leave(winner);
        if (ending == Wait.Ending.INTERRUPTED) {
            Thread.currentThread().interrupt(); // W3: a partner came first
        }
        return winner.index();
    }

    /// Leaves the queues of all cases but the one that was chosen, whose partner has taken its
    /// waiter out.
    private void leave(@Nullable Waiter winner) {
        for (Slot<R> slot : slots) {
            if (slot.active && slot.waiter != winner) {
                slot.event.leave(slot.waiter);
            }
        }
    }

    private @Nullable R finish(Slot<R> slot) {
        try {
            return slot.finish();
        } finally { // a task's clause retires even if its handler throws
            slot.clear();
            if (slot.retired && keepsGoing(slot)) {
                sources--;
            }
        }
    }

    /// Tells whether the select goes on for this slot alone. Where nothing is a source everything
    /// counts: who waits for a ticker only has to hear that it was closed.
    private boolean keepsGoing(Slot<R> slot) {
        return noneIsSource || slot.event.isSource();
    }

    private R notChosen() {
        Supplier<? extends R> then =
                orElse != null ? orElse.then() : Objects.requireNonNull(timeout).then();
        return Objects.requireNonNull(then.get(), "a select handler returned null");
    }

    @Override
    public String toString() {
        return "select of " + clauses.size();
    }

    private static void requireUnconditional(String clause, List<BooleanSupplier> conditions) {
        if (!conditions.isEmpty()) {
            throw new IllegalArgumentException(
                    clause + " clause with a condition: build two selects, or use a Duration");
        }
    }

    @SuppressWarnings("unchecked") // a case of R is made by the same object that is the clause of R
    private static <R> Case<? extends R> caseOf(Clause<? extends R> clause) {
        if (clause instanceof Case<?> made) {
            return (Case<? extends R>) made;
        }
        throw new IllegalArgumentException(
                "a clause of "
                        + clause.getClass()
                        + ": clauses are made by channels, tasks and contexts only");
    }

    @SuppressWarnings({
        "unchecked",
        "rawtypes"
    }) // an array of a generic class cannot be made otherwise
    private static <R> Slot<R>[] array(List<Slot<R>> slots) {
        return slots.toArray(new Slot[0]);
    }
}
