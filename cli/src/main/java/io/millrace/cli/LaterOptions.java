package io.millrace.cli;

import java.util.Set;

/// Options of `millrace run` that are planned and not there: each is an error that says so, never
/// silently another thing.
final class LaterOptions {
    static final Set<String> NAMES = Set.of("--kafka", "--ui", "--open", "--record", "--jfr");

    private LaterOptions() {}
}
