package io.millrace.house;

import java.util.List;
import java.util.Set;

/// The storeys of the core. A package uses lower storeys only; two packages of one storey do not
/// know each other.
///
/// A package without a line here belongs to the nearest one above it: `io.millrace.select.x` is
/// part of `io.millrace.select`, and the two may use each other.
final class Storeys {
    private static final List<Set<String>> BOTTOM_UP =
            List.of(
                    Set.of("io.millrace.observe"),
                    Set.of("io.millrace.waiting"),
                    Set.of("io.millrace.select"),
                    Set.of(
                            "io.millrace.channel",
                            "io.millrace.context",
                            "io.millrace.sync",
                            "io.millrace.time"),
                    Set.of("io.millrace.task", "io.millrace.guard", "io.millrace.pubsub"),
                    Set.of("io.millrace.pool", "io.millrace.fan"),
                    Set.of("io.millrace.pipeline"));

    private Storeys() {}

    /// Returns whether code of package `from` may use code of package `to`.
    static boolean mayUse(String from, String to) {
        return home(from).equals(home(to)) || storey(to) < storey(from);
    }

    /// Returns whether the package has a storey.
    static boolean has(String name) {
        return !home(name).isEmpty();
    }

    /// Returns the number of the package's storey, 0 at the bottom.
    static int storey(String name) {
        String home = home(name);
        for (int storey = 0; storey < BOTTOM_UP.size(); storey++) {
            if (BOTTOM_UP.get(storey).contains(home)) {
                return storey;
            }
        }
        throw new IllegalArgumentException(
                name + " is in no storey: give it one in " + Storeys.class.getName());
    }

    /// Returns the line of the plan a package belongs to, or an empty string.
    private static String home(String name) {
        for (Set<String> storey : BOTTOM_UP) {
            for (String home : storey) {
                if (name.equals(home) || name.startsWith(home + ".")) {
                    return home;
                }
            }
        }
        return "";
    }
}
