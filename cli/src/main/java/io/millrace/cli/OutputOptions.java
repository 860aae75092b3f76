package io.millrace.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `millrace run` that say where output goes, and in which order.
final class OutputOptions {

    @Option(names = "-k", description = "Output in the order of the inputs")
    boolean keepOrder;

    @Option(names = "--group", description = "A job's output comes whole, at its end (default)")
    boolean group;

    @Option(names = "--line", description = "A job's output comes line by line, as it runs")
    boolean line;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "A line of JSON for each job, written as it ends")
    @Nullable String results;

    @Option(names = "--dry-run", description = "Print the commands, run nothing")
    boolean dryRun;
}
