package io.millrace.pipeline;

/// A stage without input. What it has pulled out of wherever the elements come from, and is in
/// hand, is what it holds.
final class Origin<T> extends Stage<T> {
    private final String label;
    private final long holds;
    private final String where;
    private final Pull<T> pull;

    /// Pushes all elements, until the sink wants no more.
    @FunctionalInterface
    interface Pull<T> {
        void into(Sink<? super T> sink, Run run) throws Exception;
    }

    Origin(String label, Pull<T> pull) {
        this(label, 1, "1 in hand", pull);
    }

    Origin(String label, long holds, String where, Pull<T> pull) {
        this.label = label;
        this.holds = holds;
        this.where = where;
        this.pull = pull;
    }

    @Override
    void run(Run run, Sink<? super T> sink) throws Exception {
        pull.into(new CheckedSink<T>(sink), run);
        sink.end();
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
        return where;
    }
}
