package io.millrace.observe;

import java.util.List;

/// Who waits for what.
///
/// @param parked the threads that are parked now, the longest-waiting first
/// @param edges how long each thread has waited for each thing since the watch was opened, the
///   longest first
public record WaitStats(List<Parked> parked, List<Edge> edges) {

    /// One parked thread.
    ///
    /// @param thread the thread's name
    /// @param doing what it waits to do: `send`, `receive`, `select`, `join`
    /// @param blocker what it waits for, in words
    /// @param nanos for how long it has been waiting
    public record Parked(String thread, String doing, String blocker, long nanos) {}

    /// All the finished waits of one thread for one thing.
    ///
    /// @param thread the thread's name
    /// @param doing what it waited to do
    /// @param blocker what it waited for, in words
    /// @param parks how often it parked
    /// @param nanos for how long in all
    public record Edge(String thread, String doing, String blocker, long parks, long nanos) {}

    /// Makes the record; the lists are copied.
    public WaitStats {
        parked = List.copyOf(parked);
        edges = List.copyOf(edges);
    }
}
