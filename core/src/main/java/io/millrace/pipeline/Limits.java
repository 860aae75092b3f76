package io.millrace.pipeline;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The sinks of stages that let through a part of what comes, or remember a little of it.
final class Limits {
    private Limits() {}

    /// The first elements, and not one is taken from the input beyond them.
    static final class Take<T> extends Sink.Link<T, T> {
        private long left;

        Take(Sink<? super T> next, long most) {
            super(next);
            left = most;
        }

        @Override
        public boolean push(T value) throws Exception {
            if (left == 0) {
                return false;
            }
            left--;
            return next.push(value) && left > 0;
        }
    }

    /// The elements before the first for which the condition does not hold.
    static final class TakeWhile<T> extends Sink.Link<T, T> {
        private final Condition<? super T> condition;
        private boolean over;

        TakeWhile(Sink<? super T> next, Condition<? super T> condition) {
            super(next);
            this.condition = condition;
        }

        @Override
        public boolean push(T value) throws Exception {
            over = over || !condition.test(value);
            return !over && next.push(value);
        }
    }

    /// The elements after the first ones.
    static final class Drop<T> extends Sink.Link<T, T> {
        private long left;

        Drop(Sink<? super T> next, long count) {
            super(next);
            left = count;
        }

        @Override
        public boolean push(T value) throws Exception {
            if (left > 0) {
                left--;
                return true;
            }
            return next.push(value);
        }
    }

    /// The elements from the first on for which the condition does not hold.
    static final class DropWhile<T> extends Sink.Link<T, T> {
        private final Condition<? super T> condition;
        private boolean passing;

        DropWhile(Sink<? super T> next, Condition<? super T> condition) {
            super(next);
            this.condition = condition;
        }

        @Override
        public boolean push(T value) throws Exception {
            passing = passing || !condition.test(value);
            return !passing || next.push(value);
        }
    }

    /// The elements whose key is another than that of the element before.
    static final class Changes<T> extends Sink.Link<T, T> {
        private final Function<? super T, ?> key;
        private @Nullable Object latest;

        Changes(Sink<? super T> next, Function<? super T, ?> key) {
            super(next);
            this.key = key;
        }

        @Override
        public boolean push(T value) throws Exception {
            Object mine = Objects.requireNonNull(key.apply(value), "the key of an element is null");
            if (mine.equals(latest)) {
                return true;
            }
            latest = mine;
            return next.push(value);
        }
    }

    /// The elements whose key is not among the latest keys.
    static final class Distinct<T> extends Sink.Link<T, T> {
        private final Function<? super T, ?> key;
        private final int most;
        private final Set<Object> latest = new LinkedHashSet<>(); // the one seen last comes last

        Distinct(Sink<? super T> next, Function<? super T, ?> key, int most) {
            super(next);
            this.key = key;
            this.most = most;
        }

        @Override
        public boolean push(T value) throws Exception {
            Object mine = Objects.requireNonNull(key.apply(value), "the key of an element is null");
            boolean known = latest.remove(mine);
            latest.add(mine);
            if (known) {
                return true;
            }
            if (latest.size() > most) {
                Iterator<Object> oldest = latest.iterator();
                oldest.next();
                oldest.remove();
            }
            return next.push(value);
        }
    }

    /// What has been made so far of the elements, after each.
    static final class Scan<T, A> extends Sink.Link<T, A> {
        private final BiFunction<? super A, ? super T, ? extends A> step;
        private A soFar;

        Scan(Sink<? super A> next, A start, BiFunction<? super A, ? super T, ? extends A> step) {
            super(next);
            this.step = step;
            soFar = start;
        }

        @Override
        public boolean push(T value) throws Exception {
            soFar = Objects.requireNonNull(step.apply(soFar, value), "scan made null");
            return next.push(soFar);
        }
    }
}
