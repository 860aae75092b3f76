package io.millrace.sync;

import io.millrace.observe.Stats;

/// The figures of a read-write mutex at one instant.
///
/// @param name the name that the mutex was given, or `read-write-mutex-` and a number
/// @param preference who goes first
/// @param readers how many have it locked for reading
/// @param writing whether it is locked for writing
/// @param waitingReaders how many stand in line to read, selects included
/// @param waitingWriters how many stand in line to write, selects included
/// @param waited how many ever had to stand in line
/// @param gaveUp how many of them were interrupted or timed out
public record ReadWriteMutexStats(
        String name,
        Preference preference,
        long readers,
        boolean writing,
        int waitingReaders,
        int waitingWriters,
        long waited,
        long gaveUp)
        implements Stats {

    @Override
    public String kind() {
        return "read-write-mutex";
    }
}
