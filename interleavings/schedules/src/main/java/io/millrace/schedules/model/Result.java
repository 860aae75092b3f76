package io.millrace.schedules.model;

/// How an operation ended. What more there is to say is in two numbers, a and b, or in a list.
public enum Result {
    /// It has not returned.
    BLOCKED,
    /// It returned, and that is all.
    OK,
    /// Received value a.
    VALUE,
    /// Received null at a clean end.
    NULL,
    /// The channel had ended with cause a: 0 for cleanly, else 1 more than the operation that ended
    /// it.
    CLOSED,
    FULL,
    EMPTY,
    DROPPED,
    INTERRUPTED,
    TRUE,
    FALSE,
    /// Sent a values.
    COUNT,
    /// Received the values of the list; or figures.
    LIST,
    /// The select received value b by clause a.
    CLAUSE_VALUE,
    /// The select sent by clause a.
    CLAUSE_SENT,
    /// The select was told by clause a that its channel had ended with cause b.
    CLAUSE_CLOSED,
    /// The select threw, since channel a had ended with cause b.
    THREW,
    DEFAULT,
    TIMEOUT,
    /// All sources of the select had retired.
    OVER
}
