package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.select.Select;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *                    +--> lane 0: . . . --> worker 0
 *   [ places ] ------+--> lane 1:       --> worker 1
 *                    +--> lane 2: . .   --> worker 2      leaves: its lane is closed, what is in it goes to the others
 *
 * R1  A lane that can be found in `lanes` was made before its worker was started, and is open until that leaves.
 * R2  load is the number of jobs in the lane and with its worker: it is raised before a job enters, and lowered before
 *     anybody hears of the job's end.
 */
/// A line for each worker: [Dispatch#ROUND_ROBIN] and [Dispatch#LEAST_LOADED].
final class Lanes extends Placed {
    private final @Nullable Consumer<Job<?>> atEnd;
    private final boolean leastLoaded;
    private final AtomicReference<List<Lane>> lanes = new AtomicReference<>(List.of());
    private final AtomicLong turn = new AtomicLong();

    /// @param atEnd what a worker has to do with each job that has ended, before it is free again;
    ///   null for nothing
    Lanes(PoolCore core, int capacity, @Nullable Consumer<Job<?>> atEnd, boolean leastLoaded) {
        super(core, capacity);
        this.atEnd = atEnd;
        this.leastLoaded = leastLoaded;
    }

    @Override
    void dispatch(Job<?> job) {
        for (List<Lane> now = lanes(); !now.isEmpty(); now = lanes()) {
            Lane lane = leastLoaded ? least(now) : next(now);
            if (lane.line.trySend(job) == Sent.SENT) {
                return;
            }
            lane.load.decrementAndGet(); // its worker has left meanwhile, or the pool was cancelled
            if (core().cause() != null) {
                break;
            }
        }
        job.undelivered();
    }

    private List<Lane> lanes() {
        return Objects.requireNonNull(lanes.get());
    }

    private Lane next(List<Lane> now) {
        Lane lane = now.get((int) (turn.getAndIncrement() % now.size()));
        lane.load.incrementAndGet();
        return lane;
    }

    /// Returns the lane with the lowest load, which is raised.
    private static Lane least(List<Lane> now) {
        while (true) {
            Lane best = now.getFirst();
            int lowest = best.load.get();
            for (Lane lane : now) {
                int load = lane.load.get();
                if (load < lowest) {
                    best = lane;
                    lowest = load;
                }
            }
            if (best.load.compareAndSet(lowest, lowest + 1)) {
                return best;
            }
        }
    }

    @Override
    public Taker taker() {
        var lane = new Lane();
        lanes.updateAndGet(before -> with(before, lane));
        Throwable cause = core().cause();
        if (cause != null) { // cancel() may have been too early to see it
            lane.line.cancel(cause);
        }
        return lane;
    }

    private static List<Lane> with(List<Lane> before, Lane lane) {
        Lane[] after = Arrays.copyOf(before.toArray(Lane[]::new), before.size() + 1);
        after[before.size()] = lane;
        return List.of(after);
    }

    @Override
    public void cancel(Throwable cause) {
        super.cancel(cause);
        for (Lane lane : lanes()) {
            lane.line.cancel(cause);
        }
    }

    private final class Lane implements Taker {
        private final Channel<Job<?>> line =
                Channel.<Job<?>>builder()
                        .name(core().name() + " line")
                        .unbounded()
                        .onUndelivered(Job::undelivered)
                        .build();
        private final AtomicInteger load = new AtomicInteger();
        private boolean loaded; // by its worker only: it has a job that counts in load
        private final Select<Work> next =
                Select.of(
                        line.<Work>onReceive(job -> job, _ -> Work.Notice.ENDED),
                        core().notices().<Work>onReceive(notice -> notice));

        @Override
        public Work take() throws InterruptedException {
            if (core().books().isFinished()) {
                return Work.Notice.ENDED;
            }
            Work work =
                    line.tryReceive() instanceof Received.Value<Job<?>>(var job)
                            ? job
                            : next.await();
            if (work instanceof Job<?>) {
                giveBack();
                loaded = true;
            }
            return work;
        }

        @Override
        public void done() {
            if (atEnd == null) {
                unload(); // whoever hears of the end finds the worker free
            }
        }

        @Override
        public void ended(Job<?> job) {
            if (atEnd != null) {
                atEnd.accept(job);
            }
            unload();
        }

        private void unload() {
            if (loaded) {
                loaded = false;
                load.decrementAndGet();
            }
        }

        @Override
        public void leave() {
            lanes.updateAndGet(
                    before -> before.stream().filter(lane -> !lane.equals(this)).toList());
            line.close();
            while (line.tryReceive() instanceof Received.Value<Job<?>>(var job)) {
                dispatch(job); // keeps its place
            }
        }
    }
}
