package io.millrace.pipeline;

import java.util.function.Function;

/// A stage that works in the thread of its input: it costs a call for each element.
final class Step<T, R> extends Stage<R> {
    private final Stage<T> input;
    private final String label;
    private final long holds;
    private final Fusing<T, R> fusing;

    /// Makes the sink that does the stage's work.
    @FunctionalInterface
    interface Fusing<T, R> {
        Sink<T> onto(Sink<? super R> next, Run run);
    }

    Step(Stage<T> input, String label, long holds, Fusing<T, R> fusing) {
        super(input);
        this.input = input;
        this.label = label;
        this.holds = holds;
        this.fusing = fusing;
    }

    /// Makes a stage that holds nothing.
    static <T, R> Step<T, R> of(
            Stage<T> input, String label, Function<Sink<? super R>, Sink<T>> fusing) {
        return new Step<>(input, label, 0, (next, run) -> fusing.apply(next));
    }

    @Override
    void run(Run run, Sink<? super R> sink) throws Exception {
        input.run(run, fusing.onto(sink, run));
    }

    @Override
    String label() {
        return label;
    }

    @Override
    long holds() {
        return holds;
    }

    @Override
    String where() {
        return holds == 0 ? "" : holds + " beside the one in hand";
    }
}
