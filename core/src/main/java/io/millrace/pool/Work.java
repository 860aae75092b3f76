package io.millrace.pool;

/// What a worker that looks for work is given: a job or a notice.
sealed interface Work permits Job, Work.Notice {

    /// No job.
    enum Notice implements Work {
        /// Something has changed: look whether to go on.
        LOOK,
        /// No job will come any more.
        ENDED
    }
}
