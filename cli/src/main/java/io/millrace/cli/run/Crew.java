package io.millrace.cli.run;

import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.cli.run.report.Activity.What;
import io.millrace.context.Context;
import io.millrace.select.Select;
import io.millrace.task.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *   places     [1 works] [2 works] [3 leaves] [4 free]          wanted 2
 *   handed     [ a share that 3 had not finished ]              others look here before they receive
 *
 * G1  Until the jobs end, at least one place works and does not leave.
 * G2  A share is handed over only while another place works and stays; and whoever finds the jobs ended looks for handed
 *     shares once more, under the same lock. So no share is left behind.
 * G3  `change` is replaced after what it stands for has changed, and then the old one is cancelled. Who waits took it
 *     before it looked: so it hears of whatever it did not see.
 */
/// Who works on the jobs: as many consumers as are wanted now, or none for a while.
final class Crew {
    private static final Share NONE = new Share(0, new String[0], null, null, null, 0, null);

    private final Receiver<Share> jobs;
    private final Context reading; // ends when nothing more is to be started
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock; what is volatile is read by all.
    private final List<Place> places = new ArrayList<>();
    private final Deque<Share> handed = new ArrayDeque<>();
    private final Deque<Task<?>> started = new ArrayDeque<>(); // and not waited for yet
    private Hire hire = _ -> null;
    private boolean closed;
    private volatile int wanted;
    private volatile boolean paused;
    private volatile Context.Cancellable change = Context.background().withCancel();

    /// Starts a consumer.
    @FunctionalInterface
    interface Hire {

        /// Returns the consumer's task, or null if it cannot be started.
        @Nullable Task<?> start(Place place);
    }

    /// Makes a crew in which nobody works yet.
    ///
    /// @param reading ends when nothing more is to be started
    /// @param most how many may be wanted
    Crew(Receiver<Share> jobs, Context reading, int most) {
        this.jobs = jobs;
        this.reading = reading;
        this.most = most;
    }

    /// Starts so many.
    void open(int count, Hire hire) {
        lock.lock();
        try {
            this.hire = hire;
        } finally {
            lock.unlock();
        }
        if (!resize(count)) {
            throw new IllegalStateException("consumers: " + count + " cannot be started");
        }
    }

    /// Returns how many are wanted.
    int size() {
        return wanted;
    }

    boolean isPaused() {
        return paused;
    }

    /// From now on so many work; those that are too many leave after the job they are at.
    ///
    /// @return whether that was possible: not after the end, and not fewer than one
    boolean resize(int count) {
        lock.lock();
        try {
            if (closed || count < 1 || count > most) {
                return false;
            }
            int stay = (int) places.stream().filter(Place::stays).count();
            for (int i = places.size() - 1; i >= 0 && stay > count; i--) {
                if (places.get(i).stays()) {
                    places.get(i).leaves = true;
                    stay--;
                }
            }
            while (stay < count && start()) {
                stay++;
            }
            wanted = stay;
            changed();
            return stay == count;
        } finally {
            lock.unlock();
        }
    }

    /// Lets one more consumer work: one that was about to leave, or else a new one at the first
    /// place that is free. Requires: locked.
    private boolean start() {
        for (Place place : places) {
            if (place.works && place.leaves) {
                place.leaves = false;
                return true;
            }
        }
        Place place = freePlace();
        place.leaves = false;
        place.works = true;
        Task<?> task = hire.start(place);
        if (task == null) {
            place.works = false;
            return false;
        }
        place.task = task;
        started.add(task);
        return true;
    }

    /// Requires: locked.
    private Place freePlace() {
        for (Place place : places) {
            if (!place.works && (place.task == null || place.task.isDone())) {
                return place;
            }
        }
        var place = new Place(places.size() + 1);
        places.add(place);
        return place;
    }

    /// Lets no consumer take another job, or lets them again.
    void setPaused(boolean wanted) {
        lock.lock();
        try {
            paused = wanted;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /// Requires: locked.
    private void changed() {
        Context.Cancellable before = change;
        change = Context.background().withCancel(); // G3
        before.cancel();
    }

    /// Returns a consumer's task that has not been waited for. Requires: no more jobs come.
    ///
    /// @return null if there are no more; then none is started any more
    @Nullable Task<?> nextTaskOrNull() {
        lock.lock();
        try {
            closed = started.isEmpty();
            return started.poll();
        } finally {
            lock.unlock();
        }
    }

    /// Where one consumer works. Used by that consumer.
    final class Place {
        private final int slot;
        private @Nullable Task<?> task; // the latest; guarded by the lock
        private volatile boolean works; // written under the lock, as is the next
        private volatile boolean leaves;

        private Place(int slot) {
            this.slot = slot;
        }

        /// Returns its number, from 1.
        int slot() {
            return slot;
        }

        /// Requires: locked.
        private boolean stays() {
            return works && !leaves;
        }

        /// Waits for the next share.
        ///
        /// @param waits is told when it begins to wait, and for what
        /// @return null if this consumer is to go home: there are no more, or it is one too many
        @Nullable Share nextOrNull(Consumer<What> waits) throws InterruptedException {
            while (works) {
                Context change = Crew.this.change; // G3
                if (leaves && leave(null)) {
                    return null;
                }
                if (paused && !reading.isDone()) {
                    waits.accept(What.HELD);
                    awaitChange(change);
                    continue;
                }
                Share found = handedOrNull(false);
                if (found == null && jobs.tryReceive() instanceof Received.Value<Share>(var next)) {
                    found = next;
                }
                if (found != null) {
                    return found;
                }
                waits.accept(What.STARVED);
                found =
                        Select.<Share>of(jobs.onReceive(share -> share), change.onDone(() -> NONE))
                                .awaitOrNull();
                if (found == null) {
                    return handedOrNull(true);
                }
                if (found.size() > 0) { // not NONE: something has changed
                    return found;
                }
            }
            return null;
        }

        /// Tells whether this consumer is to take another job of its share. If not, others have
        /// been given the share. Waits while the run is paused.
        ///
        /// @param waits is told when it begins to wait, and when that is over
        boolean keeps(Share share, Consumer<What> waits) throws InterruptedException {
            while ((paused || leaves) && !reading.isDone()) {
                Context change = Crew.this.change; // G3
                if (leaves && leave(share)) {
                    return false;
                }
                if (!paused) {
                    return true; // nobody is there who could go on with it
                }
                waits.accept(What.HELD);
                awaitChange(change);
                waits.accept(What.BUSY);
            }
            return true;
        }

        private void awaitChange(Context change) throws InterruptedException {
            Select.<Boolean>of(change.onDone(() -> true), reading.onDone(() -> true)).await();
        }

        /// Leaves, unless that has been called off.
        ///
        /// @param unfinished is handed over to the others; null if there is nothing
        private boolean leave(@Nullable Share unfinished) {
            lock.lock();
            try {
                if (!leaves || (unfinished != null && places.stream().noneMatch(Place::stays))) {
                    return false; // G2
                }
                works = false;
                if (unfinished != null) {
                    handed.add(unfinished);
                    changed();
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        /// Takes a share that was handed over. At the end, leaves if there is none.
        private @Nullable Share handedOrNull(boolean atEnd) {
            lock.lock();
            try {
                Share found = handed.poll();
                if (found == null && atEnd) {
                    works = false; // G2
                }
                return found;
            } finally {
                lock.unlock();
            }
        }
    }
}
