package io.millrace.cli.run.journal;

import java.util.Locale;

/// What the journal says of a job.
public enum JobState {
    /// It has started, or is about to. After a kill: it was in flight.
    RUNNING,
    /// It ended well, and its output was handed on.
    DONE,
    /// Its last attempt failed.
    FAILED,
    /// It was in flight when its run was killed, or was ended with its run.
    INTERRUPTED,
    /// It was about to start when its run was stopped.
    UNSTARTED;

    private final String text = name().toLowerCase(Locale.ROOT);

    /// Returns the state that the journal writes so.
    static JobState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// Returns the state as the journal writes it.
    public String text() {
        return text;
    }
}
