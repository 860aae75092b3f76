package io.millrace.observe;

import java.util.List;
import java.util.stream.Stream;

/// What a [Watch] saw at one moment. Each entry is exact in itself; they are taken one after the
/// other.
///
/// @param entries one for each object that is alive
/// @param omitted how many objects were not registered because there were too many
public record Snapshot(List<Entry> entries, long omitted) {

    /// One object.
    ///
    /// @param stats its figures
    /// @param origin the line of code that made the object, `Pump.java:42`, or an empty string if
    ///   it was made before the watch was opened
    public record Entry(Stats stats, String origin) {}

    /// Makes the record; the list is copied.
    public Snapshot {
        entries = List.copyOf(entries);
    }

    /// Returns the figures of one kind of object: `of(ChannelStats.class)`.
    public <S extends Stats> Stream<S> of(Class<S> kind) {
        return entries.stream().map(Entry::stats).filter(kind::isInstance).map(kind::cast);
    }
}
