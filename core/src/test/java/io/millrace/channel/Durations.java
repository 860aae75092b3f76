package io.millrace.channel;

import java.time.Duration;

/// The ends of what a duration can be.
final class Durations {
    static final Duration LEAST = Duration.ofSeconds(Long.MIN_VALUE);
    static final Duration MOST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private Durations() {}
}
