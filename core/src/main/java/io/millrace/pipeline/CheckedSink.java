package io.millrace.pipeline;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;

/// Stands in front of a segment, and gives up when that is over: also where a function of the
/// user's has swallowed the interrupt that said so, so that whoever waits for the next element
/// would wait for ever.
final class CheckedSink<T> extends Sink.Link<T, T> {
    private final Context context = Context.current();

    CheckedSink(Sink<? super T> next) {
        super(next);
    }

    /// Passes `value` on, unless the segment is over.
    ///
    /// @throws InterruptedException if the thread is interrupted
    /// @throws ContextEndedException if the task, or the context of the whole run, has ended
    @Override
    public boolean push(T value) throws Exception {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean wants = next.push(value);
        if (wants && context.isDone()) {
            context.check();
        }
        return wants;
    }
}
