package io.millrace.cli.run.job;

import org.jspecify.annotations.Nullable;

/// One piece of work.
///
/// @param seq its number, from 1, in the order in which the inputs were read
/// @param input what was read, in the form of [io.millrace.cli.run.input.ExactText]
/// @param occurrence how often this key, or an input without one, has been read so far, this time
///   included; 0 if nobody counts
/// @param key what `--key` makes of the input; null without it, and for a job that is refused
/// @param refusal why it cannot be run, or null
/// @param createdNanos when it was read
public record Job(
        long seq,
        String input,
        int occurrence,
        @Nullable String key,
        @Nullable String refusal,
        long createdNanos) {

    /// Makes a job without a key of its own.
    public Job(
            long seq, String input, int occurrence, @Nullable String refusal, long createdNanos) {
        this(seq, input, occurrence, null, refusal, createdNanos);
    }

    /// Returns what it is known by: its key, or without one its input.
    public String name() {
        return key == null ? input : key;
    }
}
