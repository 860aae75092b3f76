package io.millrace.cli.run.job;

import io.millrace.cli.run.process.Captured;

/// Does nothing: prints what would be run.
///
/// @param what the command; its jobs are printed as one types them at a shell
/// @param slot the consumer's number, from 1
public record DryWork(CommandLine what, int slot) implements Work {
    @Override
    public Attempt attempt(Job job, int attempt, long now) {
        String line = what.quoted(job, slot) + "\n";
        return new Attempt(0, null, false, Captured.of(line), Captured.empty(), 0);
    }
}
