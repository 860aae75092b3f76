package io.millrace.cli.run.journal;

import io.millrace.channel.Channel;
import io.millrace.channel.Sender;

/// Has the journal record that jobs are about to start. Used by one consumer.
public final class Starts {
    private final Journal journal;
    private final Sender<Entry> entries;
    private final Channel<Boolean> done = Channel.buffered(1);
    private boolean asked; // and not answered yet

    Starts(Journal journal, Sender<Entry> entries) {
        this.journal = journal;
        this.entries = entries;
    }

    /// Waits until the start of a job is recorded. If it is interrupted, it is to be called again.
    ///
    /// @param jobs of a share
    /// @param at which of them; some of those behind it may be recorded with it
    /// @return false if the journal cannot be written: then the job must not start
    public boolean begin(JobRecord[] jobs, int at) throws InterruptedException {
        if (jobs[at].isStarted()) {
            return true;
        }
        if (!asked) {
            int to = at + Math.min(journal.ahead(), jobs.length - at);
            entries.send(new Entry.Start(jobs, at, to, done));
            asked = true;
        }
        boolean recorded = done.receive();
        asked = false;
        return recorded;
    }
}
