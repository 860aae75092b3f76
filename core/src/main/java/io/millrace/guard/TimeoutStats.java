package io.millrace.guard;

import io.millrace.observe.Stats;
import java.time.Duration;

/// A timeout's figures. They are read one after the other.
///
/// @param name the name that the timeout was given, or `timeout-` and a number
/// @param limit how long a call may take
/// @param calls how many calls were made
/// @param timedOut how many of them were given up
public record TimeoutStats(String name, Duration limit, long calls, long timedOut)
        implements Stats {

    @Override
    public String kind() {
        return "timeout";
    }
}
