package io.millrace.schedules.programs;

import io.millrace.schedules.BoundedSearch;
import io.millrace.schedules.model.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The hand-written programs, each run under all schedules up to a bound of preemptions.
public final class Scenarios {
    private static final int MOST_RESTARTS = 3;

    /// What came of one scenario.
    ///
    /// @param program the scenario
    /// @param schedules under how many schedules it ran
    /// @param isComplete whether those were all
    /// @param finding what went wrong; null if nothing did
    public record Explored(
            Program program, long schedules, boolean isComplete, @Nullable Finding finding) {}

    private Scenarios() {}

    /// Returns all scenarios.
    public static List<Program> all() {
        List<Program> all = new ArrayList<>();
        for (String line : text().lines().toList()) {
            int colon = line.indexOf(':');
            if (line.startsWith("#") || colon < 0) {
                continue;
            }
            for (String channels : line.substring(0, colon).split(",", -1)) {
                all.add(Program.parse(channels + line.substring(colon)));
            }
        }
        return all;
    }

    private static String text() {
        try (InputStream in = Scenarios.class.getResourceAsStream("scenarios.txt")) {
            byte[] bytes = Objects.requireNonNull(in, "scenarios.txt").readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a program under all schedules with `bound` preemptions at most: first those with one,
    /// so that a search that is cut off has seen all that is simple.
    ///
    /// @param fine whether threads are switched at plain fields, too
    /// @param nanos after how much time to give up
    public static Explored explore(Program program, int bound, boolean fine, long nanos) {
        long start = System.nanoTime();
        long schedules = 0;
        boolean left = false;
        for (int b = Math.min(1, bound); b <= bound && !left; b++) {
            var search = new BoundedSearch(b, fine);
            left = true;
            for (int restarts = 0; left && System.nanoTime() - start < nanos; schedules++) {
                Finding finding = null;
                try {
                    finding = ProgramRun.of(program, search);
                } catch (IllegalStateException e) {
                    if (!search.hasDiverged() || restarts >= MOST_RESTARTS) {
                        throw e;
                    }
                }
                if (search.hasDiverged() && restarts++ < MOST_RESTARTS) {
                    search = new BoundedSearch(b, fine); // a class had to be initialized
                } else if (finding != null) {
                    return new Explored(program, schedules + 1, false, finding);
                } else {
                    left = search.advance();
                }
            }
        }
        return new Explored(program, schedules, !left, null);
    }
}
