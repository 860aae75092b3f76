package io.millrace.observe;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a [Watch] saw at one moment. Each entry is exact in itself; they are taken one after the
/// other.
///
/// @param entries one for each object that is alive, in the order in which they were registered
/// @param waits who waits for what
/// @param omitted how many objects are missing because there were too many; counted up to 100,000
public record Snapshot(List<Entry> entries, WaitStats waits, long omitted) {

    /// One object.
    ///
    /// @param stats its figures
    /// @param origin the line of code that made the object, `Pump.java:42`, or an empty string if
    ///   it was made before the watch was opened
    public record Entry(Stats stats, String origin) {}

    /// Makes the record; the list is copied.
    public Snapshot {
        entries = List.copyOf(entries);
        Objects.requireNonNull(waits, "waits");
    }

    /// Returns the figures of one kind of object: `of(ChannelStats.class)`.
    public <S extends Stats> Stream<S> of(Class<S> kind) {
        return entries.stream().map(Entry::stats).filter(kind::isInstance).map(kind::cast);
    }
}
