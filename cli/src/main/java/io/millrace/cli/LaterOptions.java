package io.millrace.cli;

import java.util.Set;

/// Options of `millrace run` that are planned and not there: each is an error that says so, never
/// silently another thing.
final class LaterOptions {
    static final Set<String> NAMES =
            Set.of(
                    "--http",
                    "--jsonl",
                    "--csv",
                    "--watch",
                    "--kafka",
                    "--key",
                    "--total",
                    "--rate",
                    "--deadline",
                    "--breaker",
                    "--load",
                    "--memfree",
                    "--delay",
                    "--raw",
                    "--tag",
                    "--out-dir",
                    "--max-output",
                    "--ui",
                    "--open",
                    "--record",
                    "--jfr",
                    "--exit");

    private LaterOptions() {}
}
