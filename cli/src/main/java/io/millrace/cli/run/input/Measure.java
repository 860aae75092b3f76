package io.millrace.cli.run.input;

/// How much a source has, and how much of that it has given out.
///
/// @param whole all of it
/// @param given what was given out so far
/// @param inJobs whether these are inputs; otherwise bytes
public record Measure(long whole, long given, boolean inJobs) {}
