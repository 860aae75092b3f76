package io.millrace.cli.run.report;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Job;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Tells in lines of JSON, for programs. The first field, `millrace`, says what a line is; the
/// fields are in docs/guide/run.md, and new ones may be added.
public final class JsonProgress implements Teller {
    private static final int DECIMALS = 1000;

    private final Load load;
    private final Duration warnWait;
    private final long started = System.nanoTime();
    private final Meter meter;
    private final Warnings warnings;
    private final JsonFactory factory = JsonFactory.builder().build();

    /// Makes the progress of a run that starts now.
    ///
    /// @param every how often there is a warning at most
    /// @param warnWait how long a job may wait to be started
    public JsonProgress(Load load, Duration every, Duration warnWait) {
        this.load = load;
        this.warnWait = warnWait;
        this.meter = new Meter(load, started);
        this.warnings = new Warnings(every, started);
    }

    @Override
    public List<String> begin(Plan plan) {
        return line(
                "begin",
                json -> {
                    json.writeStringProperty("id", plan.id());
                    json.writeStringProperty("input", plan.input());
                    json.writeStringProperty("journal", plan.journal());
                    writeTotal(json, load.extent());
                    json.writeNumberProperty("producers", load.producers());
                    json.writeNumberProperty("buffer", load.buffer());
                    json.writeNumberProperty("consumers", load.consumers());
                });
    }

    @Override
    public List<String> tick() {
        Figures now = meter.look(System.nanoTime());
        return line(
                "progress",
                json -> {
                    json.writeNumberProperty("elapsedMs", now.elapsedNanos() / 1_000_000);
                    writeCounts(json, now.created(), now.done(), now.failed(), now.retried());
                    json.writeNumberProperty("skipped", now.skipped());
                    json.writeNumberProperty("queued", now.queued());
                    json.writeNumberProperty("running", now.running());
                    json.writeNumberProperty("perSecond", rounded(now.perSecond()));
                    writeTotal(json, now.extent());
                    json.writeName("etaMs");
                    if (now.etaNanos() < 0) {
                        json.writeNull();
                    } else {
                        json.writeNumber(now.etaNanos() / 1_000_000);
                    }
                    json.writeNumberProperty("consumers", now.consumers());
                    writeShares(json, now);
                    json.writeNumberProperty("runP50Us", now.times().run50() / 1000);
                    json.writeNumberProperty("runP95Us", now.times().run95() / 1000);
                    json.writeNumberProperty("waitP95Us", now.times().wait95() / 1000);
                });
    }

    @Override
    public List<String> waited(Job job, long nanos) {
        long now = System.nanoTime();
        long count = warnings.due(now);
        if (count == 0) {
            return List.of();
        }
        Figures figures = meter.look(now);
        return line(
                "warning",
                json -> {
                    json.writeNumberProperty("elapsedMs", (now - started) / 1_000_000);
                    json.writeNumberProperty("seq", job.seq());
                    json.writeStringProperty("input", ExactText.readable(job.input()));
                    json.writeNumberProperty("queuedMs", nanos / 1_000_000);
                    json.writeNumberProperty("limitMs", warnWait.toMillis());
                    json.writeNumberProperty("count", count);
                    writeShares(json, figures);
                });
    }

    @Override
    public List<String> note(String text) {
        return line("note", json -> json.writeStringProperty("message", text));
    }

    @Override
    public List<String> end(List<String> troubles, List<String> summary) {
        long elapsed = System.nanoTime() - started;
        Tally tally = load.tally();
        var lines = new ArrayList<String>();
        troubles.forEach(trouble ->
                lines.addAll(
                        line("trouble", json -> json.writeStringProperty("message", trouble))));
        lines.addAll(
                line(
                        "end",
                        json -> {
                            json.writeNumberProperty("elapsedMs", elapsed / 1_000_000);
                            writeCounts(
                                    json,
                                    load.created(),
                                    tally.done(),
                                    tally.failed(),
                                    tally.retried());
                            json.writeNumberProperty("skipped", load.skipped());
                            json.writeNumberProperty("notStarted", tally.notStarted());
                            json.writeNumberProperty(
                                    "perSecond",
                                    rounded(Progress.rate(tally.done() + tally.failed(), elapsed)));
                            json.writeNumberProperty(
                                    "runP50Us", tally.runs().percentile(50) / 1000);
                            json.writeNumberProperty(
                                    "runP95Us", tally.runs().percentile(95) / 1000);
                            json.writeArrayPropertyStart("summary");
                            summary.forEach(json::writeString);
                            json.writeEndArray();
                        }));
        return lines;
    }

    private static void writeCounts(
            JsonGenerator json, long created, long done, long failed, long retried) {
        json.writeNumberProperty("created", created);
        json.writeNumberProperty("done", done);
        json.writeNumberProperty("failed", failed);
        json.writeNumberProperty("retried", retried);
    }

    private static void writeTotal(JsonGenerator json, Extent extent) {
        json.writeName("total");
        if (extent.isKnown()) {
            json.writeNumber(extent.total());
            json.writeBooleanProperty("totalIsExact", extent.exact());
        } else {
            json.writeNull();
        }
    }

    private static void writeShares(JsonGenerator json, Figures now) {
        Shares shares = now.shares();
        json.writeStringProperty("bottleneck", now.bottleneck().toString());
        json.writeNumberProperty("busy", rounded(shares.busy()));
        json.writeNumberProperty("starved", rounded(shares.starved()));
        json.writeNumberProperty("blocked", rounded(shares.blocked()));
        json.writeNumberProperty("held", rounded(shares.held()));
        json.writeNumberProperty("producersBlocked", rounded(shares.producersBlocked()));
    }

    private static double rounded(double value) {
        return (double) Math.round(value * DECIMALS) / DECIMALS;
    }

    private List<String> line(String what, Consumer<JsonGenerator> fields) {
        var text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("millrace", what);
            fields.accept(json);
            json.writeEndObject();
        }
        return List.of(text.toString());
    }
}
