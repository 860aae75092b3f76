package io.millrace.fan;

/// What a [FanOut] does with a value for a consumer that has no room for it.
public enum SlowConsumer {
    /// Waits until it has: back-pressure, and the slowest consumer sets the pace of all. The
    /// default.
    WAIT,
    /// Drops the value that has waited longest for this consumer.
    DROP_OLDEST,
    /// Drops the new value, for this consumer alone.
    DROP_NEWEST,
    /// Ends this consumer's stream with a [SlowConsumerException], which it is given after what it
    /// has buffered; it counts as having left.
    DISCONNECT
}
