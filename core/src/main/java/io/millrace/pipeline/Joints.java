package io.millrace.pipeline;

import io.millrace.pipeline.Cut.Feeders;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/// Stages that make one of several.
final class Joints {
    private Joints() {}

    /// Passes everything on but the end.
    record Endless<T>(Sink<? super T> next, Flag wants) implements Sink<T> {

        Endless(Sink<? super T> next) {
            this(next, new Flag());
        }

        @Override
        public boolean push(T value) throws Exception {
            wants.value = wants.value && next.push(value);
            return wants.value;
        }

        boolean wantsMore() {
            return wants.value;
        }
    }

    static final class Flag {
        boolean value = true;
    }

    /// One after the other.
    static final class Concat<T> extends Stage<T> {
        private final List<Stage<T>> parts;

        Concat(List<Stage<T>> parts) {
            super(parts.toArray(Stage<?>[]::new));
            this.parts = parts;
        }

        @Override
        void run(Run run, Sink<? super T> sink) throws Exception {
            var endless = new Endless<T>(sink);
            for (int i = 0; i < parts.size() && endless.wantsMore(); i++) {
                parts.get(i).run(run, endless);
            }
            sink.end();
        }

        @Override
        String label() {
            return "concat of " + parts.size();
        }

        @Override
        long holds() {
            return 0;
        }

        @Override
        long mostHeld() { // one runs at a time
            return parts.stream().mapToLong(Stage::mostHeld).max().orElse(0);
        }
    }

    /// All at the same time.
    static final class Merge<T> extends Stage<T> {
        private final List<Stage<T>> parts;

        Merge(List<Stage<T>> parts) {
            super(parts.toArray(Stage<?>[]::new));
            this.parts = parts;
        }

        @Override
        void run(Run run, Sink<? super T> sink) throws Exception {
            if (parts.isEmpty()) {
                sink.end();
            } else {
                Cut.pump(run, label(), 0, parts, sink);
            }
        }

        @Override
        String label() {
            return "merge of " + parts.size();
        }

        @Override
        long holds() {
            return 1;
        }

        @Override
        String where() {
            return "1 in hand";
        }
    }

    /// The first with the first, the second with the second.
    static final class Zip<A, B, R> extends Stage<R> {
        private final Stage<A> left;
        private final Stage<B> right;
        private final BiFunction<? super A, ? super B, ? extends R> combine;

        Zip(Stage<A> left, Stage<B> right, BiFunction<? super A, ? super B, ? extends R> combine) {
            super(left, right);
            this.left = left;
            this.right = right;
            this.combine = combine;
        }

        @Override
        void run(Run run, Sink<? super R> sink) throws Exception {
            try (var feeders = new Feeders<B>(run, label(), 0, List.of(right))) {
                left.run(
                        run,
                        value -> {
                            B other = Run.next(feeders.channel);
                            return other != null
                                    && sink.push(
                                            Objects.requireNonNull(
                                                    combine.apply(value, other), "zip made null"));
                        });
            }
            sink.end();
        }

        @Override
        String label() {
            return "zip";
        }

        @Override
        long holds() {
            return 1;
        }

        @Override
        String where() {
            return "1 of the second input, beside the one of the first in hand";
        }
    }
}
