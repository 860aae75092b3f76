package io.millrace.cli.report;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.journal.Schema;
import io.millrace.cli.run.journal.SqliteLibrary;
import io.millrace.observe.Histogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// Reads a journal, whether or not a run is writing it.
public final class JournalReader {
    private static final int PARTS = 60;
    private static final int SHOWN = 10;

    /// How an attempt ended.
    private static final String HOW =
            "case when timeout then 'timed out' when excess then 'printed too much'"
                    + " when signal is not null then 'signal ' || signal when exit = 0 then 'ok'"
                    + " when status is not null then 'status ' || status"
                    + " else 'exit ' || exit end";

    private final Statement statement;

    private JournalReader(Statement statement) {
        this.statement = statement;
    }

    /// Reads a journal.
    ///
    /// @throws IOException if it is none, or cannot be read
    public static Figures read(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = SqliteLibrary.open(path.toString(), config);
                Statement statement = connection.createStatement()) {
            var reader = new JournalReader(statement);
            if (reader.number("pragma application_id") != Schema.APPLICATION) {
                throw new IOException(path + " is no journal of millrace");
            }
            long version = reader.number("pragma user_version");
            if (version != Schema.VERSION) {
                throw new IOException(
                        path
                                + " has version "
                                + version
                                + " of the schema, and this millrace knows "
                                + Schema.VERSION
                                + "; use the millrace that made it");
            }
            statement.execute("begin"); // all queries see the same moment
            return reader.figures(String.valueOf(path.getFileName()));
        } catch (SQLException e) {
            throw new IOException("cannot read the journal " + path + ": " + e.getMessage(), e);
        }
    }

    private long number(String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    private Figures figures(String name) throws SQLException, IOException {
        List<Figures.Run> runs = runs();
        if (runs.isEmpty()) {
            throw new IOException(name + " has no run yet");
        }
        var scan = new Scan(runs);
        try (ResultSet row =
                statement.executeQuery(
                        "select run, consumer, started_ms, queued_ms, run_ms, attempt,"
                                + " exit = 0 and not timeout and not excess from attempts")) {
            while (row.next()) {
                scan.add(row);
            }
        }
        return new Figures(
                name,
                runs,
                states(),
                failures(),
                attempts("where j.state = 'failed' group by j.id having max(a.id) order by a.id"),
                scan.runTimes,
                scan.queueTimes,
                scan.parts(),
                scan.partNanos,
                attempts("order by run_ms desc, a.id"),
                List.copyOf(scan.consumers.values()));
    }

    private List<Figures.Run> runs() throws SQLException {
        var runs = new ArrayList<Figures.Run>();
        try (ResultSet row =
                statement.executeQuery(
                        "select id, name, command, consumers, started_ms,"
                                + " coalesce(ended_ms, max(seen_ms, coalesce((select max(started_ms +"
                                + " run_ms) from attempts where run = runs.id), 0))), exit, skipped,"
                                + " in_flight from runs order by id")) {
            while (row.next()) {
                runs.add(
                        new Figures.Run(
                                row.getInt(1),
                                text(row.getString(2)),
                                text(row.getString(3)),
                                row.getInt(4),
                                Instant.ofEpochMilli(row.getLong(5)),
                                Instant.ofEpochMilli((long) row.getDouble(6)),
                                row.getObject(7) == null ? null : (Integer) row.getInt(7),
                                row.getLong(8),
                                row.getObject(9) == null ? null : (Long) row.getLong(9)));
            }
        }
        return runs;
    }

    private SortedMap<String, Long> states() throws SQLException {
        var states = new TreeMap<String, Long>();
        try (ResultSet row =
                statement.executeQuery("select state, count(*) from jobs group by state")) {
            while (row.next()) {
                states.put(text(row.getString(1)), row.getLong(2));
            }
        }
        return states;
    }

    private Map<String, Long> failures() throws SQLException {
        var failures = new LinkedHashMap<String, Long>();
        String query =
                "select how, count(*) from (select "
                        + HOW
                        + " as how, max(a.id) from attempts a join jobs j on j.id = a.job"
                        + " where j.state = 'failed' group by j.id) group by how order by 2 desc, 1";
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                failures.put(text(row.getString(1)), row.getLong(2));
            }
        }
        return failures;
    }

    private List<Figures.Attempt> attempts(String which) throws SQLException {
        var attempts = new ArrayList<Figures.Attempt>();
        String query =
                "select j.input, a.attempt, a.consumer, a.run_ms, "
                        + HOW
                        + ", a.stderr from attempts a join jobs j on j.id = a.job "
                        + which
                        + " limit "
                        + SHOWN;
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                byte[] input = row.getBytes(1);
                attempts.add(
                        new Figures.Attempt(
                                ExactText.readable(ExactText.decode(input, 0, input.length)),
                                row.getInt(2),
                                row.getInt(3),
                                row.getDouble(4) * 1e6,
                                text(row.getString(5)),
                                text(row.getString(6))));
            }
        }
        return attempts;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /// Adds up all attempts.
    private static final class Scan {
        final Figures.Spread runTimes = new Figures.Spread(new Histogram(), new Steps());
        final Figures.Spread queueTimes = new Figures.Spread(new Histogram(), new Steps());
        final SortedMap<Integer, Figures.Consumer> consumers = new TreeMap<>();
        final double partNanos;
        private final List<Figures.Run> runs;
        private final Map<Integer, Double> offsets =
                new LinkedHashMap<>(); // of a run, put end to end
        private final long[] ok = new long[PARTS];
        private final long[] failed = new long[PARTS];

        Scan(List<Figures.Run> runs) {
            this.runs = runs;
            double total = 0;
            for (Figures.Run run : runs) {
                offsets.put(run.id(), total - run.started().toEpochMilli() * 1e6);
                total += run.nanos();
            }
            partNanos = total / PARTS;
        }

        void add(ResultSet row) throws SQLException {
            double ran = row.getDouble(5) * 1e6;
            boolean good = row.getBoolean(7);
            record(runTimes, ran);
            if (row.getInt(6) == 1) {
                record(queueTimes, row.getDouble(4) * 1e6);
            }
            double end = row.getLong(3) * 1e6 + ran + offsets.getOrDefault(row.getInt(1), 0.0);
            int part = (int) Math.clamp(end / partNanos, 0, PARTS - 1);
            (good ? ok : failed)[part]++;
            int number = row.getInt(2);
            var one = new Figures.Consumer(number, 1, good ? 0 : 1, ran);
            consumers.merge(number, one, Scan::sum);
        }

        private static void record(Figures.Spread spread, double nanos) {
            spread.exact().record(Math.round(nanos));
            spread.steps().add(nanos);
        }

        private static Figures.Consumer sum(Figures.Consumer a, Figures.Consumer b) {
            return new Figures.Consumer(
                    a.number(),
                    a.attempts() + b.attempts(),
                    a.failed() + b.failed(),
                    a.busyNanos() + b.busyNanos());
        }

        List<Figures.Part> parts() {
            var parts = new ArrayList<Figures.Part>();
            for (int i = 0; i < PARTS; i++) {
                parts.add(new Figures.Part(runAt(i * partNanos), ok[i], failed[i]));
            }
            return parts;
        }

        private int runAt(double nanos) {
            double end = 0;
            for (Figures.Run run : runs) {
                end += run.nanos();
                if (nanos < end) {
                    return run.id();
                }
            }
            return runs.getLast().id();
        }
    }
}
