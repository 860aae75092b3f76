package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.select.Select;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 *                   lines                        ready
 *                   a: [a3 a2]  running: a1
 *   [ places ] -->  b: [b1]                 ..   [ c | b ]  --> whoever is free: takes c1, runs it, and then puts
 *                   c: [c2 c1]                                  c behind b again, or forgets it if it is empty
 *
 * K1  A line is in the map while it has a job, queued or running. It is in `ready`, or with one worker, and nowhere else.
 * K2  So jobs of one key run one after the other, in the order in which they entered the line; and a line that comes
 *     back stands behind all others: no key starves.
 * K3  Whoever adds to a line looks afterwards whether the pool was cancelled; whoever cancels looks afterwards into the
 *     lines. So no job stays behind.
 */
/// A line for each key that has jobs: [Dispatch#BY_KEY].
final class KeyedLines extends Placed {
    private final Consumer<Job<?>> atEnd;
    private final ConcurrentMap<Object, Line> lines = new ConcurrentHashMap<>();
    private final Channel<Line> ready;

    private record Line(Object key, Queue<Job<?>> jobs) {

        static Line of(Job<?> job) {
            var line = new Line(job.key(), new ConcurrentLinkedQueue<>());
            line.jobs.add(job);
            return line;
        }

        void endAll() {
            for (Job<?> job = jobs.poll(); job != null; job = jobs.poll()) {
                job.undelivered();
            }
        }
    }

    /// @param atEnd is called by the worker with each job that has ended, before the next of its
    ///   key begins
    KeyedLines(PoolCore core, int capacity, Consumer<Job<?>> atEnd) {
        super(core, capacity);
        this.atEnd = atEnd;
        ready =
                Channel.<Line>builder()
                        .name(core.name() + " ready keys")
                        .unbounded()
                        .onUndelivered(Line::endAll)
                        .build();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is the very line that was made here
    void dispatch(Job<?> job) {
        Line fresh = Line.of(job);
        Line line =
                lines.merge(
                        fresh.key,
                        fresh,
                        (known, added) -> {
                            known.jobs.add(job);
                            return known;
                        });
        if (line == fresh) {
            ready.trySend(line);
        }
        if (core().cause() != null) { // K3
            line.endAll();
        }
    }

    @Override
    public void cancel(Throwable cause) {
        super.cancel(cause);
        ready.cancel(cause);
        lines.values().forEach(Line::endAll); // K3
    }

    /// Returns how many keys have jobs.
    int keys() {
        return lines.size();
    }

    @Override
    public Taker taker() {
        return new Ready();
    }

    private final class Ready implements Taker {
        private @Nullable Line taken;
        private final Select<Work> next =
                Select.of(
                        ready.<Work>onReceive(this::first, _ -> Work.Notice.ENDED),
                        core().notices().<Work>onReceive(notice -> notice));

        @Override
        public Work take() throws InterruptedException {
            if (core().books().isFinished()) {
                return Work.Notice.ENDED;
            }
            return ready.tryReceive() instanceof Received.Value<Line>(var line)
                    ? first(line)
                    : next.await();
        }

        private Work first(Line line) {
            Job<?> job = line.jobs.poll();
            if (job == null) {
                return Work.Notice.LOOK; // the pool was cancelled
            }
            giveBack();
            taken = line;
            return job;
        }

        @Override
        public void ended(Job<?> job) {
            atEnd.accept(job);
            Line mine = taken;
            taken = null;
            if (mine == null) {
                return;
            }
            Line left =
                    lines.computeIfPresent(
                            mine.key, (key, line) -> line.jobs.isEmpty() ? null : line);
            if (left != null) {
                ready.trySend(left);
            }
        }

        @Override
        public void leave() {}
    }
}
