package io.millrace.time;

/// What a [Ticker] does about ticks that nobody took before the next was due.
///
/// With a period of 10, and somebody who takes a tick at 10 and then not before 45:
///
/// | | ticks are taken at |
/// |---|---|
/// | [#SKIP] | 10, 45 (that of 40), 50, 60, .. |
/// | [#BURST] | 10, 45 (that of 20), 45 (of 30), 45 (of 40), 50, 60, .. |
/// | [#DELAY] | 10, 45 (that of 20), 55, 65, .. |
public enum MissedTicks {
    /// All but the latest are skipped: at most one is waiting, and it is less than a period old.
    SKIP,
    /// All are delivered, as fast as they are taken: for work that must be done once for each
    /// period.
    BURST,
    /// There is a whole period between one that is taken and the next: for work that must not come
    /// too often.
    DELAY
}
