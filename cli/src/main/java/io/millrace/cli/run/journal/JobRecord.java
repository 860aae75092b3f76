package io.millrace.cli.run.journal;

/// A job as the journal knows it: by its key, whatever its number is in this run.
public final class JobRecord {
    final byte[] key; // never changed
    final long seq;
    final String input;
    final int occurrence;
    final boolean known; // from an earlier run
    private final boolean settled;

    long id; // its row; by the writer, but for those that are known
    boolean recorded; // whether the start is in a transaction; by the writer
    private volatile boolean
            started; // whether that is committed; set by the writer, read by consumers
    private long endedNanos; // by the consumer, before the event is sent
    private boolean interrupted; // likewise

    /// Makes a record.
    ///
    /// @param id its row, or 0 if it has none
    /// @param settled whether an earlier run has dealt with it
    JobRecord(byte[] key, long seq, String input, int occurrence, long id, boolean settled) {
        this.key = key;
        this.seq = seq;
        this.input = input;
        this.occurrence = occurrence;
        this.id = id;
        this.known = id != 0;
        this.settled = settled;
    }

    /// Tells whether an earlier run has dealt with it, so that it is not run again.
    public boolean isSettled() {
        return settled;
    }

    /// Tells whether the journal has it as started.
    public boolean isStarted() {
        return started;
    }

    void start() {
        started = true;
    }

    /// Is called by its consumer when the last attempt has ended.
    ///
    /// @param nanos when, by [System#nanoTime]
    /// @param cutOff whether it was ended because the run was
    public void ended(long nanos, boolean cutOff) {
        endedNanos = nanos;
        interrupted = cutOff;
    }

    long endedNanos() {
        return endedNanos;
    }

    boolean isInterrupted() {
        return interrupted;
    }
}
