package io.millrace.pool;

import io.millrace.observe.Histogram;
import io.millrace.observe.Stats;

/// A pool's figures. The counts are of one instant: `submitted == queued + running + succeeded +
/// failed + cancelled + dropped` always holds.
///
/// @param name the name that the pool was given, or `pool-` and a number
/// @param workers how many workers there are; more than wanted for a moment after a resize
/// @param capacity how many jobs can queue up
/// @param queued how many jobs are queued; cancelled ones, which keep their place, are not counted
/// @param running how many jobs run, those on their submitters' threads included
/// @param submitted how many jobs the pool ever took, those that it dropped included
/// @param succeeded how many jobs returned
/// @param failed how many jobs threw
/// @param cancelled how many jobs were cancelled, before they began or while they ran
/// @param dropped how many jobs were dropped because the queue was full
/// @param rejected how many jobs the pool did not take
/// @param waited for how long the jobs that have begun were queued, in nanoseconds; a copy
/// @param worked for how long the jobs that have ended ran, in nanoseconds; a copy
public record WorkerPoolStats(
        String name,
        int workers,
        int capacity,
        long queued,
        long running,
        long submitted,
        long succeeded,
        long failed,
        long cancelled,
        long dropped,
        long rejected,
        Histogram waited,
        Histogram worked)
        implements Stats {

    @Override
    public String kind() {
        return "worker-pool";
    }
}
