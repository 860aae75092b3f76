package io.millrace.pool;

/// Where the workers of a pool get their jobs from.
interface Source {

    /// Returns what a new worker takes its jobs with.
    Taker taker();

    /// Lets no more jobs in; those that are queued will be taken.
    void stop();

    /// Lets no more jobs in, and ends those that are queued with the pool's cause. Called once the
    /// books are closed, on the thread that cancels: must not wait.
    void cancel(Throwable cause);

    /// Returns how many jobs can be queued.
    int capacity();

    /// One worker's end of the source. Used by its worker alone.
    interface Taker {

        /// Takes a job, waiting until there is one or there is something to look at.
        ///
        /// @throws InterruptedException if the thread is interrupted; no job was taken
        Work take() throws InterruptedException;

        /// Called when a job that was taken has run, before anybody hears of its end.
        default void done() {}

        /// Called when a job that was taken has ended, or was found to have ended.
        void ended(Job<?> job);

        /// Called when the worker leaves.
        void leave();
    }
}
