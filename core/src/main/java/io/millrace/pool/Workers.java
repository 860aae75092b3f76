package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.task.Action;
import io.millrace.task.ShutdownReport.StillRunning;
import io.millrace.task.Task;
import io.millrace.waiting.ShortLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 *   resize(n):  live < n: workers are started        live > n: those that look leave, until live == n
 *
 * A worker looks before it takes a job, and when it is told to while it waits for one. One notice is enough, however
 * many are to leave: who leaves passes it on.
 *
 * W1  While live > target, or nothing is left to do, a notice is in the channel, or some worker is on its way to look.
 *     One notice may stand for both, so whoever leaves passes it on.
 * W2  live counts those that have been started and have not decided to leave: so never more than needed do.
 * W3  The last one to go tells the pool; by then nobody will take a job any more.
 */
/// The workers of a pool.
final class Workers {
    private final PoolCore core;
    private final Source source;
    private final Channel<Work.Notice> notices;
    private final Set<Worker> all = ConcurrentHashMap.newKeySet();

    private final ShortLock lock = new ShortLock();
    private int target; // under lock
    private int live; // under lock
    private volatile boolean tooMany; // live > target; written under lock, read by all
    private boolean over; // under lock: no worker is started any more

    Workers(PoolCore core, Source source, Channel<Work.Notice> notices) {
        this.core = core;
        this.source = source;
        this.notices = notices;
    }

    private final class Worker implements Action {
        private final Source.Taker taker = source.taker();
        private volatile boolean begun; // set by its thread
        private volatile @Nullable Job<?> current; // set by its thread, read by whoever reports

        @Override
        public void run() {
            begun = true;
            boolean counted = true;
            try {
                counted = work();
            } catch (Throwable e) { // memory ran out; or a bug: better no pool than half of one
                core.cancel(e);
                throw e;
            } finally {
                end(counted);
            }
        }

        void end(boolean counted) {
            all.remove(this);
            taker.leave();
            gone(counted);
        }

        /// Takes jobs and runs them.
        ///
        /// @return whether it still counts as live
        private boolean work() {
            while (!leaves()) {
                if (core.cause() != null) { // a job may have swallowed the interrupt
                    return true;
                }
                Work work;
                try {
                    work = taker.take();
                } catch (InterruptedException e) {
                    if (core.cause() != null) {
                        return true;
                    }
                    continue; // somebody else's, or one that a job left behind
                }
                switch (work) {
                    case Job<?> job -> {
                        current = job;
                        job.run(taker);
                        current = null;
                        forgetInterrupt();
                        taker.ended(job);
                    }
                    case Work.Notice.LOOK -> {}
                    case Work.Notice.ENDED -> {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /// Clears the interrupt flag, which a job may have left behind, unless it is the pool's.
    private void forgetInterrupt() {
        Thread.interrupted();
        if (core.cause() != null) { // which is set before anybody is interrupted
            Thread.currentThread().interrupt();
        }
    }

    /// Starts or dismisses workers until there are so many.
    ///
    /// @return false if no worker is started any more
    boolean resize(int wanted) {
        lock.lock();
        boolean refused = over;
        int more = refused ? 0 : Math.max(0, wanted - live);
        target = wanted;
        live += more;
        tooMany = live > target;
        boolean fewer = tooMany;
        lock.unlock();
        if (fewer) {
            look();
        }
        try {
            while (more > 0) {
                more--;
                start();
            }
        } finally { // one could not be started: those behind it will not be
            while (more-- > 0) {
                gone(true);
            }
        }
        return !refused;
    }

    private void start() {
        Worker worker = null;
        boolean started = false;
        try {
            worker = new Worker();
            all.add(worker);
            Task<?> task = core.scope().go(worker);
            started = !task.isDone() || worker.begun; // in this order: it may begin and end between
        } catch (IllegalStateException e) { // closed meanwhile, when nobody was left to wait for
            if (!core.isClosing()) {
                throw e;
            }
        } finally { // the pool was cancelled; or there is no memory, or no thread
            if (!started && worker != null) {
                worker.end(true);
            } else if (!started) {
                gone(true);
            }
        }
    }

    /// Tells whether there are too many workers; then the one that asks is not counted any more.
    private boolean leaves() {
        if (!tooMany) { // no lock for each job: whoever sets it tells a worker to look (W1)
            return false;
        }
        lock.lock();
        boolean leaving = live > target;
        if (leaving) {
            live--;
        }
        tooMany = live > target;
        lock.unlock();
        return leaving;
    }

    /// Lets one of those that wait for a job look whether to go on.
    void look() {
        notices.trySend(Work.Notice.LOOK);
    }

    private void gone(boolean counted) {
        lock.lock();
        if (counted) {
            live--;
        }
        tooMany = live > target;
        boolean last = live == 0 && !over;
        over |= live == 0;
        lock.unlock();
        look(); // W1; also if this one left for another reason than somebody else has to
        if (last) {
            core.allGone(); // W3
        }
    }

    /// Returns how many workers there are.
    int count() {
        lock.lock();
        int count = live;
        lock.unlock();
        return count;
    }

    /// Returns the jobs that run.
    List<StillRunning> running() {
        var found = new ArrayList<StillRunning>();
        for (Worker worker : all) {
            Job<?> job = worker.current;
            if (job != null && !job.isDone()) {
                found.add(new StillRunning(job.name(), List.of(job.stack())));
            }
        }
        return found;
    }

    /// Tells whether this thread is one of a worker that runs a job.
    boolean isWorking(Thread thread) {
        for (Worker worker : all) {
            Job<?> job = worker.current;
            if (job != null && job.runsOn(thread)) {
                return true;
            }
        }
        return false;
    }
}
