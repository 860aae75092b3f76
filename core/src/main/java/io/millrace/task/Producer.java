package io.millrace.task;

import io.millrace.channel.Sender;

/// Work that sends values: see [Scope#produce].
///
/// @param <T> the type of the values
@FunctionalInterface
public interface Producer<T> {

    /// Sends values to `out`. Returning ends the channel cleanly, throwing fails it.
    void produce(Sender<T> out) throws Exception;
}
