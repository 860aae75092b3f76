package io.millrace.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How Millrace did in one row. A ratio is the rival's time over Millrace's: above 1, Millrace is
/// faster.
///
/// @param row which row
/// @param all who was measured in it, by name
record Verdict(Row row, Map<String, Rounds> all) {

    /// Returns the rival's rounds, if it was started at all.
    Optional<Rounds> of(String rival) {
        return Optional.ofNullable(all.get(rival));
    }

    String time(String rival) {
        return of(rival).map(Rounds::time).orElse("-");
    }

    double ratio(String rival) {
        return of(rival).map(Rounds::nanos).orElse(Double.NaN)
                / of("millrace").map(Rounds::nanos).orElse(Double.NaN);
    }

    /// Returns the fastest rival on the JVM with the same semantics.
    Optional<Rounds> bestOnJvm() {
        return fastest(all.values().stream().filter(Rounds::isOnJvm).toList());
    }

    Optional<Rounds> bestOfJdk() {
        return fastest(all.values().stream().filter(Rounds::isJdk).toList());
    }

    Optional<Rounds> bound() {
        return fastest(all.values().stream().filter(Rounds::isBound).toList());
    }

    private static Optional<Rounds> fastest(List<Rounds> among) {
        return among.stream()
                .filter(Rounds::isMeasured)
                .min(Comparator.comparingDouble(Rounds::nanos));
    }

    double bytes() {
        return of("millrace").map(r -> r.median(Sample::bytes)).orElse(Double.NaN);
    }

    /// Returns the goals that could be judged.
    int judged() {
        return (int)
                row.goals().keySet().stream().filter(key -> !Double.isNaN(reached(key))).count();
    }

    /// Returns the goals that were missed, with what was reached: `go 0.92 < 1`.
    List<String> missed() {
        var missed = new ArrayList<String>();
        row.goals()
                .forEach((key, goal) -> {
                    double reached = reached(key);
                    if (key.equals("bytes") && reached > goal) {
                        missed.add("bytes " + Text.number(reached) + " > " + Text.goal(goal));
                    } else if (!key.equals("bytes") && reached < goal) {
                        missed.add(key + " " + Text.ratio(reached) + " < " + Text.goal(goal));
                    }
                });
        return missed;
    }

    private double reached(String key) {
        return switch (key) {
            case "go", "jox" -> ratio(key);
            case "jvm" -> bestOnJvm().map(best -> ratio(best.rival())).orElse(Double.NaN);
            case "bytes" -> bytes();
            default -> throw new IllegalArgumentException(row.id() + ": no such goal as " + key);
        };
    }
}
