package io.millrace.fan;

import io.millrace.observe.Stats;

/// A pump's figures. While it runs they are read one after the other, so what moves meanwhile may
/// be counted in one and not in another; once it has ended they are exact.
///
/// @param name the name that it was given, or `fan-` and a number
/// @param shape what it does: `merge`, `broadcast`, ...
/// @param isEnded whether it has ended
/// @param sources how many sources have not ended
/// @param consumers how many consumers have not left
/// @param received how many values it took from its sources
/// @param held how many it has in its hands: 0 or 1
/// @param delivered how many it put into channels of consumers, each of them counted
/// @param undelivered how many were passed, or would be, to the hook for values that nobody will
///   receive
/// @param suppressed how many duplicates it let go; 0 for whatever is no [Dedupe]
public record FanStats(
        String name,
        String shape,
        boolean isEnded,
        int sources,
        int consumers,
        long received,
        int held,
        long delivered,
        long undelivered,
        long suppressed)
        implements Stats {

    @Override
    public String kind() {
        return "fan";
    }
}
