package io.millrace.cli.report;

import io.millrace.observe.Histogram;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a journal tells.
///
/// @param name of the journal's file
/// @param runs in their order; at least one
/// @param states how many jobs are in which state
/// @param failures how the failed jobs ended, the most frequent first, and how many
/// @param failed some of them
/// @param runTimes of attempts, in nanoseconds
/// @param queueTimes of jobs before their first attempt, in nanoseconds
/// @param rate how many attempts ended in each part of the time, the runs put end to end
/// @param partNanos how long such a part is
/// @param slowest the attempts that took longest
/// @param consumers what each did
public record Figures(
        String name,
        List<Run> runs,
        SortedMap<String, Long> states,
        Map<String, Long> failures,
        List<Attempt> failed,
        Spread runTimes,
        Spread queueTimes,
        List<Part> rate,
        double partNanos,
        List<Attempt> slowest,
        List<Consumer> consumers) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /// A run.
    ///
    /// @param ended its end, or its last sign of life
    /// @param exit its exit code; null if it broke off, or runs
    /// @param inFlight how many jobs ran when it broke off; null if it did not, or nobody looked
    public record Run(
            int id,
            String name,
            String command,
            int consumers,
            Instant started,
            Instant ended,
            @Nullable Integer exit,
            long skipped,
            @Nullable Long inFlight) {

        double nanos() {
            return Math.max(1, ended.toEpochMilli() - started.toEpochMilli()) * 1e6;
        }

        /// Says how it ended.
        String end() {
            if (exit != null) {
                return "exit " + exit;
            }
            return inFlight == null
                    ? "no end: it runs, or broke off"
                    : "broke off, " + inFlight + " in flight";
        }
    }

    /// An attempt.
    ///
    /// @param how it ended: `ok`, `exit 3`, `signal KILL`, `timed out`
    public record Attempt(
            String input, int number, int consumer, double runNanos, String how, String stderr) {}

    /// What a consumer did.
    public record Consumer(int number, long attempts, long failed, double busyNanos) {}

    /// A part of the time.
    ///
    /// @param run in which run it is
    public record Part(int run, long ok, long failed) {}

    /// How long something took.
    ///
    /// @param exact all values
    /// @param steps how many of them are in each step of [Steps]
    public record Spread(Histogram exact, Steps steps) {}

    /// Returns how many jobs are in a state.
    long count(String state) {
        return states.getOrDefault(state, 0L);
    }

    /// Returns how many jobs there are.
    long jobs() {
        return states.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Returns how long all runs took together.
    double nanos() {
        return runs.stream().mapToDouble(Run::nanos).sum();
    }

    /// Returns how many attempts ended in a second, on average.
    double perSecond() {
        return runTimes.exact.count() * 1e9 / nanos();
    }

    /// Writes a time, UTC.
    static String time(Instant at) {
        return TIME.format(at);
    }
}
