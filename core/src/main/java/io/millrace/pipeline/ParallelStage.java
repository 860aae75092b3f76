package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Sender;
import io.millrace.channel.Sent;
import io.millrace.pipeline.PipelineStats.StageStats;
import io.millrace.pipeline.Workers.Order;
import io.millrace.sync.Semaphore;
import io.millrace.task.Task;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 *                   the feeder                    the workers                    the thread of the segment behind
 *   input --> room.acquire --> [ work: . . 7 6 ] --> f(5) --> [ done: . 4 2 ] --> turn: [ . 2 . 4 ] --> sink
 *                  ^                                 f(3)                          1 is next           |
 *                  |__________________________ room.release: one for each element that the sink took __|
 *
 * L1  An element has a permit of `room` from before it is in `work` until the sink has taken the last of its results. So
 *     there are at most `window` of them, wherever they are, and neither `work` nor `done`, which have as many places,
 *     is ever full of them.
 * L2  ordered: element n waits in turn[n % window] until all before it were taken. The elements that are there at a
 *     time have consecutive numbers, and are at most `window`: so no two share a place.
 * L3  by key: of each key that has elements here, one is in `work` or with a worker, and the others are linked to it,
 *     in order. The worker that is done with one goes on with the next: so no worker waits for another's. After
 *     IN_A_ROW of them the next one goes to the end of `work`, where there is room for it (L1): so no key starves.
 * L4  unordered, many results: each is passed on by itself as soon as it is made, without a permit, so `done` can be
 *     full, and the worker waits. Nothing in `done` waits for anything else, so that ends. Since no permits bound them,
 *     they are taken out one by one; what has permits is taken in batches.
 * L5  `live` counts the feeder and the workers: the last one to end closes `done`.
 *
 * The window and the number of workers are two things (akka-core#28674, zio#9339): the one hides slow elements, the
 * other says what the callee bears. Rejected: a future for each element in one queue (a thread parks for every element
 * that is not finished, and an unordered stage needs another engine); a channel for each worker (an element waits
 * behind a slow one while other workers are free).
 */
/// A stage with workers.
final class ParallelStage<T, R> extends Stage<R> {
    private static final int MOST_AT_ONCE = 64;

    /// So many elements of one key a worker takes one after the other while others wait.
    private static final int IN_A_ROW = 16;

    private final Stage<T> input;
    private final String verb;
    private final Workers<? super T> how;
    private final Work<T, R> work;
    private final int buffer;
    private final boolean inPieces; // results leave one by one, without a permit of their own

    /// @param single whether an element has at most one result
    ParallelStage(
            Stage<T> input, String verb, Workers<? super T> how, boolean single, Work<T, R> work) {
        super(input);
        this.input = input;
        this.verb = verb;
        this.how = how;
        this.work = work;
        buffer = how.window();
        inPieces = !single && how.order() != Order.ORDERED;
    }

    @Override
    String label() {
        return verb + "(" + how + ")";
    }

    @Override
    long holds() {
        return buffer;
    }

    @Override
    String where() {
        return buffer
                + " in the window, in hands included"
                + (inPieces
                        ? "; of results "
                                + buffer
                                + " in a buffer, 1 in each worker's hand, 1 in hand"
                        : "");
    }

    /// An element on its way through the stage. Belongs to one thread at a time, handed over by the
    /// channels.
    private static final class Cell<T, R> extends KeyChains.Link {
        final @Nullable T value;
        final long number;
        final boolean hasPermit;
        @Nullable Object key;
        @Nullable R result;
        @Nullable Queue<R> more;

        Cell(@Nullable T value, long number, boolean hasPermit) {
            this.value = value;
            this.number = number;
            this.hasPermit = hasPermit;
        }

        void add(R another) {
            if (result == null) {
                result = another;
                return;
            }
            if (more == null) {
                more = new ArrayDeque<>();
            }
            more.add(another);
        }

        boolean isEmpty() {
            return result == null;
        }
    }

    @Override
    void run(Run run, Sink<? super R> sink) throws Exception {
        try (var crew = new Crew(run)) {
            crew.deliver(new CheckedSink<R>(sink));
        }
        sink.end();
    }

    /// The tasks and channels of one run.
    private final class Crew implements AutoCloseable {
        private final Run run;
        private final Semaphore room;
        private final Channel<Cell<T, R>> todo;
        private final Channel<Cell<T, R>> done;
        private final KeyChains<Cell<T, R>> chains = new KeyChains<>();
        private final AtomicInteger live = new AtomicInteger(1); // L5
        private final Queue<Task<?>> tasks = new ConcurrentLinkedQueue<>();
        private final Supplier<StageStats> meter = this::figures;
        private volatile int started; // by the feeder
        private volatile long taken; // by the feeder

        Crew(Run run) {
            this.run = run;
            room = new Semaphore(buffer, run.partName(label() + " room"));
            todo = run.channel(label() + " todo", buffer);
            done = run.channel(label() + " done", buffer);
            run.show(meter);
            tasks.add(
                    run.go(
                            input.label(),
                            done,
                            false,
                            () -> {
                                input.run(run, this::feed);
                                todo.close();
                                ended();
                            }));
        }

        private StageStats figures() {
            long in = taken;
            long held = (long) buffer - room.available();
            int workers = started;
            int idle = todo.stats().waitingReceivers();
            return new StageStats(
                    label(),
                    in,
                    Math.max(0, in - held),
                    held,
                    workers,
                    Math.max(0, workers - idle));
        }

        // ---- the feeder's

        private boolean feed(T value) throws InterruptedException {
            boolean keyed = how.order() == Order.BY_KEY;
            Object key = keyed ? key(how, value) : null;
            room.acquire();
            long number = taken;
            taken = number + 1;
            var cell = new Cell<T, R>(value, number, true);
            int workers = started;
            if (workers < how.count()) {
                started = workers + 1;
                live.incrementAndGet();
                tasks.add(run.go(verb, done, false, this::work));
            }
            if (key != null) {
                cell.key = key;
                if (!chains.append(key, cell)) {
                    return true; // whoever is busy with that key finds it
                }
            }
            return send(todo, cell);
        }

        private void ended() {
            if (live.decrementAndGet() == 0) {
                done.close();
            }
        }

        // ---- the workers'

        private void work() throws Exception {
            var outlet = new Outlet();
            boolean wanted = true;
            while (wanted) {
                Cell<T, R> cell = Run.nextOrLeft(todo);
                if (cell == null) {
                    break;
                }
                for (int row = 1; cell != null && wanted; row++) {
                    outlet.cell = cell;
                    wanted =
                            work.perform(Objects.requireNonNull(cell.value), outlet)
                                    && finish(cell);
                    cell = next(cell, row);
                }
            }
            ended();
        }

        /// Returns what this worker is to go on with (L3).
        private @Nullable Cell<T, R> next(Cell<T, R> cell, int row) {
            Cell<T, R> follows = cell.key == null ? null : chains.next(cell.key, cell);
            if (follows == null || row < IN_A_ROW) {
                return follows;
            }
            // Once the input has ended nothing is added to a key, and none can starve.
            return todo.trySend(follows) == Sent.CLOSED ? follows : null;
        }

        private boolean finish(Cell<T, R> cell) throws InterruptedException {
            if (cell.isEmpty() && how.order() != Order.ORDERED) {
                room.release();
                return true;
            }
            return send(done, cell);
        }

        private final class Outlet implements Sink<R> {
            private @Nullable Cell<T, R> cell;

            @Override
            public boolean push(R result) throws InterruptedException {
                if (!inPieces) {
                    Objects.requireNonNull(cell).add(result);
                    return true;
                }
                var extra = new Cell<T, R>(null, 0, false); // L4
                extra.add(result);
                return send(done, extra);
            }
        }

        // ---- of the segment behind

        void deliver(Sink<? super R> sink) throws Exception {
            boolean wants = true;
            var turns = how.order() == Order.ORDERED ? new Turns<Cell<T, R>>(buffer) : null;
            while (wants) {
                List<Cell<T, R>> cells = nextSome();
                if (cells.isEmpty()) {
                    return;
                }
                for (int i = 0; i < cells.size() && wants; i++) {
                    Cell<T, R> cell = cells.get(i);
                    if (turns == null) {
                        wants = deliver(cell, sink);
                        continue;
                    }
                    turns.put(cell.number, cell);
                    for (var next = turns.take(); next != null; next = turns.take()) {
                        if (!deliver(next, sink)) {
                            return;
                        }
                    }
                }
            }
        }

        private List<Cell<T, R>> nextSome() throws InterruptedException {
            try {
                return done.receiveSome(inPieces ? 1 : MOST_AT_ONCE); // L1: they keep their permits
            } catch (ChannelClosedException e) {
                throw Run.gaveUp(e);
            }
        }

        private boolean deliver(Cell<T, R> cell, Sink<? super R> sink) throws Exception {
            boolean wants = cell.result == null || sink.push(cell.result);
            Queue<R> more = cell.more;
            while (wants && more != null && !more.isEmpty()) {
                wants = sink.push(more.remove());
            }
            if (cell.hasPermit) {
                room.release();
            }
            return wants;
        }

        @Override
        public void close() {
            room.resize(Integer.MAX_VALUE); // whoever waits goes on, and finds the channel closed
            todo.cancel();
            done.cancel();
            tasks.forEach(Task::cancel);
            run.hide(meter);
        }
    }

    private static <W, T extends W> Object key(Workers<W> how, T value) {
        return how.keyOf(value);
    }

    /// Sends, unless whoever is behind has left.
    private static <C> boolean send(Sender<C> channel, C cell) throws InterruptedException {
        try {
            channel.send(cell);
            return true;
        } catch (ChannelClosedException e) {
            return false;
        }
    }
}
