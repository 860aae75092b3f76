package io.millrace.pool;

/// What a [WorkerPool] does with a job for which its queue has no room.
public enum PoolOverflow {
    /// Lets the submitter wait for room: back-pressure. The default.
    BLOCK,
    /// Refuses the job: [WorkerPool#submit(io.millrace.task.Action)] throws [JobRejectedException].
    REJECT,
    /// Drops the job that has been queued longest, which ends as cancelled, and takes the new one.
    DROP_OLDEST,
    /// Drops the new job, which ends as cancelled at once.
    DROP_NEWEST,
    /// Runs the job on the submitter's thread, before the submit returns: who brings too much is
    /// slowed down by doing it.
    CALLER_RUNS
}
