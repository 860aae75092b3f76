package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The options of `millrace run` that say what it tells of itself.
final class SeeingOptions {

    /// What `--progress` may be.
    static final class Forms extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Forms() {
            super(List.of("auto", "bar", "plain", "json", "none"));
        }
    }

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            completionCandidates = Forms.class,
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
