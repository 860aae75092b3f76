package io.millrace.cli;

import picocli.CommandLine.Option;

/// The options of `millrace run` that say what it tells of itself.
final class SeeingOptions {

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description = "auto, bar, plain, json, none (auto: a bar at a terminal)")
    String progress = "auto";

    @Option(
            names = {"-q", "--quiet"},
            description = "--progress none")
    boolean quiet;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "Between two plain or JSON lines (10s)")
    String every = "10s";

    @Option(
            names = "--warn-wait",
            paramLabel = "TIME",
            description = "Warn of jobs that wait longer; 0: never (500ms)")
    String warnWait = "500ms";
}
