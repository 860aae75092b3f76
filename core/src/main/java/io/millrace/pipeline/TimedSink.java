package io.millrace.pipeline;

/// A sink that has something to do when a time has come, though nothing does.
abstract class TimedSink<T, R> extends Sink.Link<T, R> {

    /// Stands for no deadline, where nanoseconds are given.
    static final long FOREVER = Long.MAX_VALUE;

    TimedSink(Sink<? super R> next) {
        super(next);
    }

    /// Tells whether there is a deadline.
    abstract boolean isTimed();

    /// Returns the time at which [#elapsed] is to be called. Requires: timed.
    abstract long deadline();

    /// Tells whether nothing is to be pushed before the deadline. Then there is one.
    boolean isFull() {
        return false;
    }

    /// Does what is to be done at the deadline.
    ///
    /// @return false if it wants no more
    abstract boolean elapsed() throws Exception;
}
