package io.millrace.schedules.toys;

/// What may be wrong with a [ToyChannel].
public enum Fault {
    NONE,
    /// A receiver looks whether there is anything, and joins the queue without looking again.
    LOST_WAKE_UP,
    /// A receiver that is interrupted throws, though a value has been handed to it.
    LOST_HAND_OVER,
    /// Two partners can both win the same wait.
    UNCLAIMED_WAIT,
    /// Closing wakes the receivers only.
    FORGOTTEN_SENDERS,
    /// A select joins the queue of one channel, then looks at the next.
    SELECT_ONE_BY_ONE,
    /// The sender that came last is served first.
    OVERTAKING,
    /// One value more than the capacity is buffered.
    OVERFULL,
    /// What is buffered cannot be received after the end.
    FORGOTTEN_REST
}
