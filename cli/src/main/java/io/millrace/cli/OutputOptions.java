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

    @Option(names = "--raw", description = "Jobs print directly, and may print into each other")
    boolean raw;

    @Option(names = "--tag", description = "Begin each line with the input and a TAB")
    boolean tag;

    @Option(
            names = "--tagstring",
            paramLabel = "TEXT",
            description = "Begin it with this, tokens replaced, and a TAB")
    @Nullable String tagString;

    @Option(
            names = "--out-dir",
            paramLabel = "DIR",
            description = "Keep what each attempt prints: DIR/input/attempt-N.stdout")
    @Nullable String folder;

    @Option(
            names = "--max-output",
            paramLabel = "SIZE",
            description = "End a job that prints more: 100K, 10M")
    @Nullable String most;

    @Option(
            names = "--spill",
            paramLabel = "SIZE",
            description = "With -k: so much may wait on disk for a slow job (1G)")
    @Nullable String spill;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "A line of JSON for each job, written as it ends")
    @Nullable String results;

    @Option(names = "--dry-run", description = "Print the commands, run nothing")
    boolean dryRun;
}
