package io.millrace.cli.run.report;

import io.millrace.cli.run.flow.Holds;
import io.millrace.cli.run.flow.Limit;
import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells in plain lines: one now and then, without colours, none ever changed.
public final class Progress implements Teller {
    private static final int SHOWN = 60;

    private final Load load;
    private final Duration warnWait;
    private final long started = System.nanoTime();
    private final Meter meter;
    private final Warnings warnings;

    /// Makes the progress of a run that starts now.
    ///
    /// @param every how often there is a warning at most
    /// @param warnWait how long a job may wait to be started
    public Progress(Load load, Duration every, Duration warnWait) {
        this.load = load;
        this.warnWait = warnWait;
        this.meter = new Meter(load, started);
        this.warnings = new Warnings(every, started);
    }

    /// Returns a short name for a run: four hexadecimal digits.
    public static String newId() {
        return String.format(Locale.ROOT, "%04x", (System.nanoTime() * 0x9E3779B97F4A7C15L) >>> 48);
    }

    @Override
    public List<String> begin(Plan plan) {
        Extent extent = load.extent();
        return List.of(
                "millrace run "
                        + plan.id()
                        + " input="
                        + plan.input()
                        + " total="
                        + total(extent)
                        + " producers="
                        + load.producers()
                        + " buffer="
                        + load.buffer()
                        + " consumers="
                        + load.consumers()
                        + (plan.journal() == null ? "" : " journal=" + plan.journal()));
    }

    /// Writes how many jobs there are: `200`, `~200` if that is worked out, `?` if nothing is
    /// known.
    static String total(Extent extent) {
        return !extent.isKnown() ? "?" : (extent.exact() ? "" : "~") + extent.total();
    }

    /// Reads the figures for now.
    Figures look() {
        return meter.look(System.nanoTime());
    }

    @Override
    public List<String> tick() {
        Figures now = look();
        String line =
                String.format(
                        Locale.ROOT,
                        "%s %s inflight %d (queued %d running %d) %s/s avg %s wait-p95 %s",
                        Durations.clock(now.elapsedNanos()),
                        counts(now.created(), now.done(), now.failed(), now.retried()),
                        now.queued() + now.running(),
                        now.queued(),
                        now.running(),
                        Durations.number(now.perSecond(), 2),
                        Durations.text(now.times().runMean(), 3),
                        Durations.text((double) now.times().wait95(), 3));
        return List.of(line + rest(now) + load.holds().map(Holds::now).orElse(""));
    }

    /// How much is done, and how long the rest takes, if that is known.
    private static String rest(Figures now) {
        if (!now.extent().isKnown() || now.ended()) {
            return "";
        }
        String eta = now.etaNanos() < 0 ? "" : " eta " + Durations.clock(now.etaNanos());
        String skipped = now.skipped() == 0 ? "" : " (" + now.skipped() + " skipped)";
        return String.format(
                Locale.ROOT,
                " of %s %.0f%%%s%s",
                total(now.extent()),
                100 * done(now),
                skipped,
                eta);
    }

    /// Returns how much is done, from 0 to 1.
    static double done(Figures now) {
        long total = now.extent().total();
        return total <= 0 ? 0 : Math.min(1, (double) now.settled() / total);
    }

    @Override
    public List<String> end(List<String> troubles, List<String> summary) {
        long elapsed = System.nanoTime() - started;
        Tally tally = load.tally();
        String line =
                String.format(
                        Locale.ROOT,
                        "%s END %s inflight %d %s/s avg %s p50 %s p95 %s",
                        Durations.clock(elapsed),
                        counts(load.created(), tally.done(), tally.failed(), tally.retried()),
                        load.created() - tally.settled(),
                        Durations.number(rate(tally.done() + tally.failed(), elapsed), 2),
                        Durations.text(tally.runs().mean(), 3),
                        Durations.text((double) tally.runs().percentile(50), 2),
                        Durations.text((double) tally.runs().percentile(95), 2));
        var lines = new ArrayList<String>();
        lines.add(line + load.holds().map(Holds::total).orElse(""));
        lines.addAll(troubles);
        lines.addAll(summary);
        return lines;
    }

    private static String counts(long created, long done, long failed, long retried) {
        return "created " + created + " done " + done + " failed " + failed + " retried " + retried;
    }

    static double rate(long jobs, long nanos) {
        return nanos <= 0 ? 0 : jobs * 1e9 / nanos;
    }

    @Override
    public List<String> note(String text) {
        return List.of(Durations.clock(System.nanoTime() - started) + " " + text);
    }

    @Override
    public List<String> waited(Job job, long nanos) {
        long now = System.nanoTime();
        long count = warnings.due(now);
        if (count == 0) {
            return List.of();
        }
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
                        Durations.text((double) warnings.span(now), 2),
                        bottleneck(meter.look(now)));
        return List.of(line);
    }

    private String bottleneck(Figures now) {
        Optional<Limit> limit = load.holds().flatMap(Holds::longest);
        return String.format(
                Locale.ROOT,
                "bottleneck: %s (busy %.0f%%, producers blocked %.0f%%%s)",
                now.bottleneck() == Bottleneck.LIMIT && limit.isPresent()
                        ? limit.get()
                        : now.bottleneck(),
                now.shares().busy() * 100,
                now.shares().producersBlocked() * 100,
                limit.isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", held by %s %.0f%%",
                                limit.get(),
                                now.shares().held() * 100));
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
