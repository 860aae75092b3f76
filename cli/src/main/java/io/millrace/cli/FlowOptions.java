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
            names = "--rate",
            paramLabel = "N/TIME",
            description = "Start so many: 50/s, 3/m; with ,burst=N so many at once")
    @Nullable String rate;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "Start the next one no sooner after the last")
    @Nullable String delay;

    @Option(
            names = "--breaker",
            paramLabel = "P%/N/TIME",
            description = "If P%% of the last N failed, start none for that time: 50%%/20/30s")
    @Nullable String breaker;

    @Option(
            names = "--load",
            paramLabel = "N|P%",
            description = "Start none while the load is above N, or P%% of the cores")
    @Nullable String load;

    @Option(
            names = "--memfree",
            paramLabel = "SIZE",
            description = "Start none while less memory is available: 500M, 2G")
    @Nullable String memfree;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "For the whole run; then it is ended, exit code 124")
    @Nullable String deadline;

    @Option(
            names = "--halt",
            paramLabel = "WHEN",
            description = "never; soon or now, then ,fail= ,success= or ,done= N or P%%")
    String halt = "never";

    @Option(
            names = "--exit",
            paramLabel = "count",
            description = "The exit code counts failed jobs, 101 for more than 100")
    @Nullable String exit;
}
