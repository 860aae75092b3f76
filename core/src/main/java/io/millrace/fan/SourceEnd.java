package io.millrace.fan;

import io.millrace.channel.Closed;
import java.util.Objects;

/// How one of the sources of a [FanIn] ended.
///
/// @param index which of them, from 0 in the order in which they were given
/// @param received how many values came from it
/// @param closed which channel it was, and the cause if it failed
public record SourceEnd(int index, long received, Closed closed) {

    /// Makes the record.
    public SourceEnd {
        Objects.requireNonNull(closed, "closed");
    }
}
