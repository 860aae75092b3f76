package io.millrace.guard;

import org.jspecify.annotations.Nullable;

/// When a circuit breaker opens and closes.
///
/// @param consecutive opens after so many failures in a row; 0 for never
/// @param lastCalls the window's size in calls; 0 for none
/// @param lastNanos the window's length; 0 for none
/// @param minimumCalls so many calls must be in the window
/// @param failurePercent opens if so many of them failed; 0 for never
/// @param slowPercent opens if so many of them were slow; 0 for never
/// @param slowNanos what slow is
/// @param openNanos for how long it stays open
/// @param probes how many calls are admitted then
record BreakerRules(
        int consecutive,
        int lastCalls,
        long lastNanos,
        int minimumCalls,
        int failurePercent,
        int slowPercent,
        long slowNanos,
        long openNanos,
        int probes) {

    @Nullable CallWindow newWindow(long now) {
        if (lastCalls > 0) {
            return new CallWindow.Count(lastCalls);
        }
        return lastNanos > 0 ? new CallWindow.Time(lastNanos, now) : null;
    }
}
