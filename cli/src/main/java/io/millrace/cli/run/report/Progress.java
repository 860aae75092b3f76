package io.millrace.cli.run.report;

import io.millrace.cli.run.flow.Holds;
import io.millrace.cli.run.flow.Limit;
import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Words the lines that a run tells of itself. Used by the aggregator, after its first line.
public final class Progress {
    private static final int SHOWN = 60;

    private final Load load;
    private final Duration every;
    private final Duration warnWait;
    private final long started = System.nanoTime();
    private long lastSettled;
    private long lastLine = started;
    private long nextWarning = started;
    private long waited; // since the last warning

    /// What the jobs' channel, the producers and the consumers know.
    public interface Load {

        /// Returns how many jobs have been read.
        long created();

        /// Returns how many consumers there are.
        int consumers();

        /// Returns how many producers there are.
        int producers();

        /// Returns how long the producers have waited for room, together.
        long blockedNanos();

        /// Returns who is kept from starting a job, by what; empty if there is no limit.
        Optional<Holds> holds();
    }

    /// Makes the progress of a run that starts now.
    ///
    /// @param every how often a line is due, and a warning at most
    /// @param warnWait how long a job may wait to be started
    public Progress(Load load, Duration every, Duration warnWait) {
        this.load = load;
        this.every = every;
        this.warnWait = warnWait;
    }

    /// Returns a short name for a run: four hexadecimal digits.
    public static String newId() {
        return String.format(Locale.ROOT, "%04x", (System.nanoTime() * 0x9E3779B97F4A7C15L) >>> 48);
    }

    /// Returns the line for now.
    public String line(Tally tally) {
        long now = System.nanoTime();
        long inflight = Math.max(0, load.created() - tally.settled());
        long queued = Math.clamp(load.created() - tally.started(), 0, inflight);
        double rate = rate(tally.settled() - lastSettled, now - lastLine);
        lastSettled = tally.settled();
        lastLine = now;
        return String.format(
                        Locale.ROOT,
                        "%s %s inflight %d (queued %d running %d) %s/s avg %s wait-p95 %s",
                        Durations.clock(now - started),
                        counts(tally),
                        inflight,
                        queued,
                        inflight - queued,
                        Durations.number(rate, 2),
                        Durations.text(tally.runs().mean(), 3),
                        Durations.text((double) tally.queued().percentile(95), 3))
                + load.holds().map(Holds::now).orElse("");
    }

    /// Returns the last line.
    public String end(Tally tally) {
        long now = System.nanoTime();
        return String.format(
                        Locale.ROOT,
                        "%s END %s inflight %d %s/s avg %s p50 %s p95 %s",
                        Durations.clock(now - started),
                        counts(tally),
                        load.created() - tally.settled(),
                        Durations.number(rate(tally.done() + tally.failed(), now - started), 2),
                        Durations.text(tally.runs().mean(), 3),
                        Durations.text((double) tally.runs().percentile(50), 2),
                        Durations.text((double) tally.runs().percentile(95), 2))
                + load.holds().map(Holds::total).orElse("");
    }

    /// Returns a line of something else.
    public String note(String text) {
        return Durations.clock(System.nanoTime() - started) + " " + text;
    }

    private String counts(Tally tally) {
        return "created "
                + load.created()
                + " done "
                + tally.done()
                + " failed "
                + tally.failed()
                + " retried "
                + tally.retried();
    }

    private static double rate(long jobs, long nanos) {
        return nanos <= 0 ? 0 : jobs * 1e9 / nanos;
    }

    /// Counts a job that waited too long; returns a warning, or nothing if the last one was not
    /// long ago.
    public List<String> waited(Job job, long nanos, Supplier<Tally> tally) {
        waited++;
        long now = System.nanoTime();
        if (now - nextWarning < 0) {
            return List.of();
        }
        nextWarning = now + every.toNanos();
        long count = waited;
        waited = 0;
        String line =
                String.format(
                        Locale.ROOT,
                        "%s WARN job %d \"%s\" queued %s (limit %s), %d in %s; %s",
                        Durations.clock(now - started),
                        job.seq(),
                        shown(job.input()),
                        Durations.text((double) nanos, 3),
                        Durations.text((double) warnWait.toNanos(), 3),
                        count,
                        Durations.text((double) Math.min(every.toNanos(), now - started), 2),
                        bottleneck(tally.get(), now - started));
        return List.of(line);
    }

    private String bottleneck(Tally tally, long elapsed) {
        double busy = share(tally.busyNanos(), elapsed * load.consumers());
        double blocked = share(load.blockedNanos(), elapsed * load.producers());
        Optional<Limit> limit = load.holds().flatMap(Holds::longest);
        double held =
                limit.map(by -> load.holds().orElseThrow().nanos(by))
                        .map(nanos -> share(nanos, elapsed * load.consumers()))
                        .orElse(0.0);
        String what = blocked >= 0.05 || busy >= 0.5 ? "consumers" : "none";
        return String.format(
                Locale.ROOT,
                "bottleneck: %s (busy %.0f%%, producers blocked %.0f%%%s)",
                held > busy ? limit.orElseThrow() : what,
                busy * 100,
                blocked * 100,
                limit.isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT, ", held by %s %.0f%%", limit.get(), held * 100));
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : Math.min(1, (double) part / whole);
    }

    /// Returns a job's input in a line: shortened, without line breaks.
    public static String shown(String input) {
        String cut = input.length() > SHOWN ? input.substring(0, SHOWN) + ".." : input;
        var line = new StringBuilder();
        ExactText.readable(cut)
                .codePoints()
                .forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.toString();
    }
}
