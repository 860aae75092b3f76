package io.millrace.cli.run.journal;

import io.millrace.channel.Sender;
import io.millrace.cli.run.job.Attempt;
import java.util.ArrayList;
import java.util.List;

/// Holds the ends of jobs until their output was handed on. Used by the aggregator.
public final class Ends {
    private static final int MOST = 256;
    private static final int MOST_CHARS = 1 << 18;

    private final Journal journal;
    private final Sender<Entry> entries;
    private List<Entry.AttemptRow> held = new ArrayList<>();
    private int chars; // of their output
    private boolean lost; // output was: what was not printed is not done

    Ends(Journal journal, Sender<Entry> entries) {
        this.journal = journal;
        this.entries = entries;
    }

    /// Takes the end of a job whose output is about to be written, and reads that.
    public void add(JobRecord job, Attempt last, int attempts, int consumer, long queuedNanos) {
        Entry.AttemptRow row = journal.ended(job, last, attempts, consumer, queuedNanos);
        held.add(row);
        chars += row.stdout().length() + row.stderr().length();
    }

    /// Tells whether anything is held.
    public boolean isHolding() {
        return !held.isEmpty();
    }

    /// Tells whether it is time to hand on output and [send][#send].
    public boolean isFull() {
        return held.size() >= MOST || chars >= MOST_CHARS;
    }

    /// Something could not be written. What is held, and what comes, is not recorded.
    public void lose() {
        lost = true;
    }

    /// Sends what is held: its output was handed on.
    public void send() throws InterruptedException {
        List<Entry.AttemptRow> rows = held;
        held = new ArrayList<>();
        if (!lost) {
            entries.send(new Entry.Attempts(rows));
        }
        chars = 0;
    }
}
