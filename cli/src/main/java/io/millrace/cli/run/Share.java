package io.millrace.cli.run;

import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.journal.JobRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/*
 *   share     [ 1 | 2 | 3 | 4 | 5 | 6 ]       its jobs are claimed one at a time
 *                       ^next
 *   channel   .. ticket ticket ..             as many as consumers, or as jobs if those are fewer
 *
 * A consumer that receives a ticket works on the share until all of it is claimed, and only then receives again.
 *
 * H1  No consumer waits while a job is unclaimed. Either a ticket of its share is in the channel, and who would wait
 *     receives it; or each consumer has one, and is at work on the share. So nobody is held up by a slow job but the
 *     consumer that runs it.
 * H2  To claim a job takes no lock: a consumer that is stopped between two instructions holds up nobody.
 */
/// Jobs that were read together, and go through the channel at the price of a few.
final class Share {
    private final long first; // the number of the first job
    private final String[] inputs;
    private final int @Nullable [] occurrences;
    private final String @Nullable [] keys;
    private final @Nullable String refusal;
    private final long createdNanos;
    private final JobRecord @Nullable [] records;
    private final AtomicInteger next = new AtomicInteger();

    /// Makes a share.
    ///
    /// @param first the first job's number
    /// @param inputs of the jobs
    /// @param occurrences of each input; null if nobody counts
    /// @param keys of the jobs; null if they have none of their own
    /// @param refusal why they cannot be run, or null
    /// @param createdNanos when they were read
    /// @param records of the jobs in the journal; null if there is none
    Share(
            long first,
            String[] inputs,
            int @Nullable [] occurrences,
            String @Nullable [] keys,
            @Nullable String refusal,
            long createdNanos,
            JobRecord @Nullable [] records) {
        this.first = first;
        this.inputs = inputs;
        this.occurrences = occurrences;
        this.keys = keys;
        this.refusal = refusal;
        this.createdNanos = createdNanos;
        this.records = records;
    }

    int size() {
        return inputs.length;
    }

    /// Claims the next job; returns null if all are claimed.
    @Nullable Job nextOrNull() {
        int at = next.getAndIncrement(); // each consumer gets null once, so it never wraps
        while (records != null && at < inputs.length && records[at].isSettled()) {
            at = next.getAndIncrement();
        }
        return at < inputs.length ? job(at) : null;
    }

    private Job job(int at) {
        int occurrence = occurrences == null ? 0 : occurrences[at];
        String key = keys == null ? null : keys[at];
        return new Job(first + at, inputs[at], occurrence, key, refusal, createdNanos);
    }

    /// Returns the jobs that are not run, because an earlier run has dealt with them.
    List<Job> settled() {
        var settled = new ArrayList<Job>();
        for (int at = 0; records != null && at < inputs.length; at++) {
            if (records[at].isSettled()) {
                settled.add(job(at));
            }
        }
        return settled;
    }

    /// Returns the records of all its jobs, or null if there is no journal.
    JobRecord @Nullable [] recordsOrNull() {
        return records;
    }

    /// Returns the input of the job with this number, or null if it is none of these.
    @Nullable String inputOrNull(long seq) {
        long at = seq - first;
        return at >= 0 && at < inputs.length ? inputs[(int) at] : null;
    }

    /// Returns where in the share a job of it is.
    int indexOf(Job job) {
        return (int) (job.seq() - first);
    }
}
