package io.millrace.pool;

/// Which worker of a pool gets a job.
///
/// | | who gets the next job | a slow job holds up |
/// |---|---|---|
/// | [#SHARED] | whoever is free | nobody, while another worker is free |
/// | [#ROUND_ROBIN] | the next in turn, busy or not | those queued behind it at its worker |
/// | [#LEAST_LOADED] | who has the fewest, queued and running | those queued behind it at its worker |
/// | [#BY_KEY] | whoever is free, if no job of the key runs | the jobs of its own key |
public enum Dispatch {
    /// All workers receive from the one queue: the load balances itself. The default, and the
    /// fastest.
    SHARED,
    /// Each worker has a line of its own, and the lines are served in turn, whether or not their
    /// workers are free: even shares of the jobs, not of the work.
    ROUND_ROBIN,
    /// Each worker has a line of its own; a job goes to the worker with the fewest, of several to
    /// the one that was started first.
    LEAST_LOADED,
    /// Jobs of one key run one after the other, in the order in which they were submitted; those of
    /// different keys side by side, on whichever worker is free. A key is no worker's: a key with
    /// much work holds up no other.
    BY_KEY
}
