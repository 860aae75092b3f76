package io.millrace.pipeline;

import io.millrace.waiting.Door;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// The sinks of stages that make lists of elements.
final class Groups {
    private Groups() {}

    /// Lists of so many elements; the last may be shorter. With a longest wait, a list goes on when
    /// its first element has waited for so long.
    static final class Batch<T> extends TimedSink<T, List<T>> {
        private final int size;
        private final long waitNanos;
        private List<T> batch = new ArrayList<>();
        private long deadline;

        Batch(Sink<? super List<T>> next, int size, long waitNanos) {
            super(next);
            this.size = size;
            this.waitNanos = waitNanos;
        }

        @Override
        public boolean push(T value) throws Exception {
            if (waitNanos != FOREVER && batch.isEmpty()) {
                deadline = Door.now() + waitNanos;
            }
            batch.add(value);
            return batch.size() < size || flush();
        }

        private boolean flush() throws Exception {
            List<T> full = Collections.unmodifiableList(batch);
            batch = new ArrayList<>();
            return next.push(full);
        }

        @Override
        boolean isTimed() {
            return !batch.isEmpty();
        }

        @Override
        long deadline() {
            return deadline;
        }

        @Override
        boolean elapsed() throws Exception {
            return flush();
        }

        @Override
        public void end() throws Exception {
            if (!batch.isEmpty()) {
                flush();
            }
            next.end();
        }
    }

    /// The latest `size` elements, after each `step` of them. At the end a shorter list of those
    /// that were in no list yet, with what fits before them.
    static final class Sliding<T> extends Sink.Link<T, List<T>> {
        private final int size;
        private final int step;
        private final Deque<T> latest = new ArrayDeque<>();
        private long skip; // elements to be dropped before the next list begins
        private boolean isNew; // something is in no list yet

        Sliding(Sink<? super List<T>> next, int size, int step) {
            super(next);
            this.size = size;
            this.step = step;
        }

        @Override
        public boolean push(T value) throws Exception {
            if (skip > 0) {
                skip--;
                return true;
            }
            latest.add(value);
            isNew = true;
            return latest.size() < size || emit();
        }

        private boolean emit() throws Exception {
            List<T> list = List.copyOf(latest);
            for (int i = 0; i < step && !latest.isEmpty(); i++) {
                latest.remove();
            }
            skip = Math.max(0, step - size);
            isNew = false;
            return next.push(list);
        }

        @Override
        public void end() throws Exception {
            if (isNew) {
                next.push(List.copyOf(latest));
            }
            next.end();
        }
    }

    /// After each `step` of time, the elements of the latest `length` of time. Steps are counted
    /// from the first element after a time without any.
    static final class TimeWindow<T> extends TimedSink<T, List<T>> {
        private final long length;
        private final long step;
        private final int most;
        private final Deque<Arrived<T>> latest = new ArrayDeque<>();
        private long deadline;
        private boolean isNew;

        private record Arrived<T>(T value, long at) {}

        TimeWindow(Sink<? super List<T>> next, long length, long step, int most) {
            super(next);
            this.length = length;
            this.step = step;
            this.most = most;
        }

        @Override
        public boolean push(T value) {
            long now = Door.now();
            if (latest.isEmpty()) {
                deadline = now + step;
            }
            // One that comes at the deadline, before that was seen, belongs to what ends there.
            latest.add(new Arrived<>(value, now - deadline < 0 ? now : deadline - 1));
            isNew = true;
            return true;
        }

        @Override
        boolean isTimed() {
            return !latest.isEmpty();
        }

        @Override
        boolean isFull() {
            return latest.size() >= most;
        }

        @Override
        long deadline() {
            return deadline;
        }

        /// Passes on the window that ends at the deadline, and forgets what is in none that
        /// follows.
        @Override
        boolean elapsed() throws Exception {
            long end = deadline;
            deadline = end + step;
            List<T> window = within(latest.stream(), end);
            while (!latest.isEmpty() && latest.getFirst().at - (deadline - length) < 0) {
                latest.remove();
            }
            isNew = false;
            return window.isEmpty() || next.push(window);
        }

        private List<T> within(Stream<Arrived<T>> all, long end) {
            return all.filter(each -> each.at - (end - length) >= 0).map(Arrived::value).toList();
        }

        @Override
        public void end() throws Exception {
            if (isNew) {
                next.push(within(latest.stream(), deadline));
            }
            next.end();
        }
    }
}
