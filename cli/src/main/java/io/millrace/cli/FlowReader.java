package io.millrace.cli;

import io.millrace.cli.run.Halt;
import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.flow.BreakerRule;
import io.millrace.cli.run.flow.Limits;
import io.millrace.cli.run.flow.RateRule;
import io.millrace.cli.run.report.Durations;
import io.millrace.cli.run.report.Sizes;
import io.millrace.guard.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads [FlowOptions].
final class FlowReader {
    private static final int MOST_CONSUMERS = 10_000;

    private final FlowOptions given;
    private final boolean java; // whether jobs are Java code
    private final boolean dry;

    /// @param java whether jobs are Java code, and so short that many may wait
    /// @param dry whether nothing is run
    FlowReader(FlowOptions given, boolean java, boolean dry) {
        this.given = given;
        this.java = java;
        this.dry = dry;
    }

    RunPlan.Flow flow() throws UsageException {
        RunOptions.require(
                given.retries >= 0, "--retry " + given.retries + ": must not be negative");
        RunOptions.require(
                given.backoff == null || given.retries > 0,
                "--backoff without --retry does nothing");
        int consumers = dry ? 1 : consumers(given.consumers);
        int buffer = given.buffer != null ? given.buffer : java ? 1024 : 2 * consumers;
        RunOptions.require(buffer >= 1, "-b " + buffer + ": must be at least 1");
        return new RunPlan.Flow(
                consumers,
                buffer,
                time("--timeout", given.timeout),
                given.retries,
                backoff(given.backoff == null ? "200ms..30s" : given.backoff),
                Halt.parse(given.halt),
                dry ? Limits.NONE : limits(),
                time("--deadline", given.deadline),
                exitCount());
    }

    private Limits limits() throws UsageException {
        return new Limits(
                given.rate == null ? null : RateRule.parse(given.rate),
                time("--delay", given.delay),
                given.breaker == null ? null : BreakerRule.parse(given.breaker),
                given.load == null ? Double.POSITIVE_INFINITY : load(given.load),
                given.memfree == null ? 0 : memory(given.memfree));
    }

    private static @Nullable Duration time(String option, @Nullable String text)
            throws UsageException {
        if (text == null) {
            return null;
        }
        Duration time;
        try {
            time = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
        RunOptions.require(!time.isZero(), option + " 0: must be longer; leave it out for none");
        return time;
    }

    private static long memory(String text) throws UsageException {
        long size;
        try {
            size = Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--memfree: " + e.getMessage());
        }
        RunOptions.require(size > 0, "--memfree 0: there is always as much; leave it out");
        return size;
    }

    /// Reads `4.5` or `80%` of the cores.
    static double load(String text) throws UsageException {
        RunOptions.require(
                text.matches("\\d{1,6}(\\.\\d{1,3})?%?"),
                "--load " + text + ": write a number, 4, or a share of the cores, 80%");
        boolean share = text.endsWith("%");
        double number = Double.parseDouble(share ? text.substring(0, text.length() - 1) : text);
        return share ? number / 100 * Runtime.getRuntime().availableProcessors() : number;
    }

    private boolean exitCount() throws UsageException {
        RunOptions.require(
                given.exit == null || given.exit.equals("count"),
                "--exit " + given.exit + ": there is --exit count");
        return given.exit != null;
    }

    /// Reads `4`, `+2` or `50%`.
    static int consumers(String text) throws UsageException {
        int cores = Runtime.getRuntime().availableProcessors();
        long number = 0;
        if (text.matches("\\d{1,6}")) {
            number = Long.parseLong(text);
        } else if (text.matches("\\+\\d{1,6}")) {
            number = cores + Long.parseLong(text.substring(1));
        } else if (text.matches("[1-9]\\d{0,5}%")) {
            number = Math.max(1, cores * Long.parseLong(text, 0, text.length() - 1, 10) / 100);
        }
        RunOptions.require(
                number >= 1 && number <= MOST_CONSUMERS,
                "-j " + text + ": write a number from 1 to " + MOST_CONSUMERS + ", +N or P%");
        return (int) number;
    }

    /// Reads `200ms..30s`.
    static Backoff backoff(String text) throws UsageException {
        int dots = text.indexOf("..");
        RunOptions.require(
                dots >= 0,
                "--backoff " + text + ": write the shortest and the longest, 200ms..30s");
        Duration first = Durations.parse(text.substring(0, dots));
        Duration most = Durations.parse(text.substring(dots + 2));
        RunOptions.require(
                first.compareTo(most) <= 0, "--backoff " + text + ": must go from less to more");
        return Backoff.fullJitter(first, most);
    }
}
