package io.millrace.cli.run.job;

import org.jspecify.annotations.Nullable;

/// One piece of work.
///
/// @param seq its number, from 1, in the order in which the inputs were read
/// @param input what was read, in the form of [io.millrace.cli.run.input.ExactText]
/// @param occurrence how often this input has been read so far, this time included; 0 if nobody
///   counts
/// @param refusal why it cannot be run, or null
/// @param createdNanos when it was read
public record Job(
        long seq, String input, int occurrence, @Nullable String refusal, long createdNanos) {}
