package io.millrace.bench;

import java.time.Duration;

/// A rival: makes its channels, and what goes with them.
public interface Library {

    /// Makes a channel with this capacity; 0 is a rendezvous.
    default Line line(int capacity) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no channels");
    }

    /// Prepares a select that receives from one of `lines`. With `orElse` it does not wait.
    default Chooser chooser(Line[] lines, boolean orElse) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no select");
    }

    /// Makes a semaphore of so many permits; 0 is a mutex.
    default Guard guard(int permits) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no locks");
    }

    /// Makes what counts so many tasks.
    ///
    /// @param starts whether the tasks are started by [Group#start]
    default Group group(int tasks, boolean starts) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " counts no tasks");
    }

    /// Opens what owns a number of tasks and can cancel them all.
    default Crew crew(int tasks) {
        return new ThreadCrew(tasks);
    }

    /// Sets a deadline `hours` from now.
    ///
    /// @param calls whether it is to call a function; otherwise it is to be waited for
    default Deadline deadline(int hours, boolean calls) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no timers");
    }

    /// Returns what moves items through stages, and runs jobs.
    default Flows flows() {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no flows");
    }

    /// Makes a limiter of so many permits in each `period`, which has as many at once.
    default Limiter limiter(int permits, Duration period) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no limiter");
    }

    /// Makes a breaker, closed, that opens when half of the latest `window` calls have failed; if
    /// that is 0, after five failures in a row.
    default Breaker breaker(int window) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no breaker");
    }

    /// Makes a retry of so many attempts.
    default Shield retry(int attempts) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no retry");
    }

    /// Makes a bulkhead of so many places and without a queue.
    default Shield bulkhead(int places) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no bulkhead");
    }

    /// A deadline that has been set.
    interface Deadline {

        /// Takes it back.
        boolean stop();

        /// Moves it to `hours` from now.
        ///
        /// @return what stands for it from now on
        Deadline reset(int hours);
    }

    /// Receives from the first of several channels that has something.
    interface Chooser {

        /// Receives; with `orElse`, returns [Item#LAST] if nothing is there.
        Item choose() throws InterruptedException;
    }

    /// Tasks that can be cancelled together.
    interface Crew {

        /// Starts a task.
        void start(Tasks.Body body);

        /// Cancels all tasks.
        void cancel();

        /// Waits until all tasks have ended.
        void join() throws Exception;
    }
}
