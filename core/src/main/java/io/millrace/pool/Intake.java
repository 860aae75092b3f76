package io.millrace.pool;

import io.millrace.channel.Sent;
import java.time.Duration;

/// A source that jobs are given to.
///
/// A job that was sent is counted in the books, and will be taken or ended; one that was not is
/// neither.
interface Intake extends Source {

    /// Takes a job in, waiting for room.
    ///
    /// @return [Sent#CLOSED] if no more are let in
    /// @throws InterruptedException if the thread is interrupted; the job was not taken in
    Sent send(Job<?> job) throws InterruptedException;

    /// Takes a job in if there is room.
    Sent trySend(Job<?> job);

    /// Takes a job in, waiting for room for at most `timeout`.
    ///
    /// @throws InterruptedException if the thread is interrupted; the job was not taken in
    Sent trySend(Job<?> job, Duration timeout) throws InterruptedException;
}
