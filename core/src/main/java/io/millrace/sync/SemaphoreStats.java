package io.millrace.sync;

import io.millrace.observe.Stats;

/// A semaphore's figures at one instant: `available + held == size`.
///
/// @param name the name that the semaphore was given, or `semaphore-` and a number
/// @param size how many permits there are
/// @param available how many can be acquired; below zero if the size went below what is held
/// @param waiting how many requests stand in line, selects included
/// @param waited how many requests ever had to stand in line
/// @param gaveUp how many of them were interrupted or timed out
public record SemaphoreStats(
        String name, int size, long available, int waiting, long waited, long gaveUp)
        implements Stats {

    @Override
    public String kind() {
        return "semaphore";
    }

    /// Returns how many permits are held.
    public long held() {
        return size - available;
    }
}
