package io.millrace.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `millrace run` that say how many jobs run, when, how often and how long.
final class FlowOptions {

    @Option(
            names = "-j",
            paramLabel = "N|+N|P%",
            description = "Consumers: a number, cores + N, P%% of the cores (100%%)")
    String consumers = "100%";

    @Option(
            names = "-b",
            paramLabel = "N",
            description = "Jobs that may wait (2 for each consumer; 1024 for Java)")
    @Nullable Integer buffer;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "For each attempt: 500ms, 30s, 2m")
    @Nullable String timeout;

    @Option(names = "--retry", paramLabel = "N", description = "Try a failed job N times more (0)")
    int retries;

    @Option(
            names = "--backoff",
            paramLabel = "TIME..TIME",
            description = "Before that: doubling, with jitter (200ms..30s)")
    @Nullable String backoff;

    @Option(
            names = "--halt",
            paramLabel = "WHEN",
            description = "never, soon,fail=N: start no more, now,fail=N: end all")
    String halt = "never";
}
