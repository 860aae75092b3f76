/// Worker pools: so many workers, a queue that is bounded, and an answer to what happens when it is
/// full.
///
/// Storey 5: uses [io.millrace.task], [io.millrace.channel], [io.millrace.context] and below. Start
/// reading at [WorkerPool]; the code at `PoolCore`, whose note draws both kinds of pool.
///
/// | I want to | |
/// |---|---|
/// | give jobs to so many workers, and hear of each | [WorkerPool] |
/// | make results of what comes out of a channel | [ChannelPool] |
/// | say who gets which job: whoever is free, one after the other, by key | [Dispatch] |
/// | say what happens when the queue is full | [PoolOverflow] |
/// | run each job on a thread of its own, so many at a time | [io.millrace.task.ErrGroup] |
@NullMarked
package io.millrace.pool;

import org.jspecify.annotations.NullMarked;
