package io.millrace.cli.run.journal;

import io.millrace.channel.Channel;
import io.millrace.cli.UsageException;
import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.process.Captured;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The journal of one run. Opened before it, and ended and closed after it.
///
/// Producers ask it which jobs it knows ([#newRecognizer]), consumers have it record that a job is
/// about to start ([#newStarts]), and the aggregator has it record attempts and ends. [#write] does
/// the writing, in a task of its own.
public final class Journal implements AutoCloseable {
    /// So many bytes of a job's stdout, and of its stderr, are recorded.
    private static final int MOST_TEXT = 4096;

    private static final double AHEAD_NANOS =
            10e6; // of work that is recorded as started before it is
    private static final int ROOM = 64; // entries that wait for the writer

    private final JournalPlan plan;
    private final About about;
    private final JournalFile file;
    private final int run;
    private final @Nullable KnownJobs known;
    private final JournalWriter writer;
    private final Channel<Entry> entries =
            Channel.<Entry>builder().name("journal").capacity(ROOM).build();
    private final List<String> found = new ArrayList<>(); // of earlier runs, to be told
    private volatile double meanNanos = Double.MAX_VALUE; // of a job; by any consumer
    private final AtomicLong skippedDone = new AtomicLong();
    private final AtomicLong skippedFailed = new AtomicLong();

    /// What the journal notes of a run.
    ///
    /// @param name as progress shows it
    /// @param version of millrace
    /// @param input where jobs come from
    /// @param consumers how many work
    public record About(String name, String version, String input, int consumers) {}

    /// Opens a journal, and begins a run in it.
    ///
    /// @param broken is told when nothing more can be written
    /// @throws UsageException if the plan does not fit what is there
    /// @throws IOException if it cannot be read or written, or is in use
    public static Journal open(JournalPlan plan, About about, Consumer<IOException> broken)
            throws UsageException, IOException {
        JournalFile file = JournalFile.open(plan.file());
        try {
            return new Journal(plan, about, file, broken);
        } catch (SQLException e) {
            file.close();
            throw file.failure("read", e);
        } catch (UsageException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private Journal(JournalPlan plan, About about, JournalFile file, Consumer<IOException> broken)
            throws UsageException, SQLException {
        this.plan = plan;
        this.file = file;
        this.about = about;
        requireNew();
        requireSameCommand();
        buryTheDead();
        run = (int) file.number("select coalesce(max(id), 0) + 1 from runs");
        long lastId = file.number("select coalesce(max(id), 0) from jobs");
        known = lastId == 0 ? null : load();
        var rows = new JournalRows(file.connection(), run, lastId);
        writer = new JournalWriter(entries, file, rows, run, broken);
    }

    /// A journal in which no run has begun, as that was refused, is as good as none.
    private void requireNew() throws UsageException, SQLException {
        if (!plan.resume() && file.number("select count(*) from runs") > 0) {
            throw new UsageException(
                    "--journal "
                            + plan.file()
                            + ": is there already; go on with it by --resume, or name a new file");
        }
    }

    private void requireSameCommand() throws UsageException, SQLException {
        String before = file.textOrNull("select command from runs order by id desc limit 1");
        if (before != null && !before.equals(plan.command()) && !plan.newCommand()) {
            throw new UsageException(
                    "--journal "
                            + plan.file()
                            + ": is of another command, "
                            + before
                            + "; if what is done there is not to be done again, add --new-command");
        }
    }

    /// A run without an end was killed: nobody else has the lock.
    private void buryTheDead() throws SQLException {
        int killed =
                (int)
                        file.number(
                                "select coalesce(max(id), 0) from runs"
                                        + " where ended_ms is null and in_flight is null");
        if (killed != 0) {
            file.begin(true);
            long count = file.number("select count(*) from jobs where state = 'running'");
            file.execute("update runs set in_flight = " + count + JournalWriter.of(killed));
            file.execute("update jobs set state = 'interrupted' where state = 'running'");
            file.commit();
            found.add(count + " in flight when run " + killed + " broke off");
        }
    }

    /// Records that the run begins.
    public void begin() throws IOException {
        String insert =
                "insert into runs(name, version, command, input, consumers, pid, started_ms, seen_ms,"
                        + " id) values(?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement row = file.connection().prepareStatement(insert)) {
            long now = System.currentTimeMillis();
            row.setString(1, about.name());
            row.setString(2, about.version());
            row.setString(3, plan.command());
            row.setString(4, about.input());
            row.setInt(5, about.consumers());
            row.setLong(6, ProcessHandle.current().pid());
            row.setLong(7, now);
            row.setLong(8, now);
            row.setInt(9, run);
            row.executeUpdate();
        } catch (SQLException e) {
            throw file.failure("write to", e);
        }
    }

    private KnownJobs load() throws SQLException {
        var jobs = new KnownJobs();
        var counts = new EnumMap<JobState, Long>(JobState.class);
        String query = "select id, key, state from jobs";
        try (PreparedStatement all = file.connection().prepareStatement(query);
                ResultSet row = all.executeQuery()) {
            while (row.next()) {
                JobState state = JobState.of(row.getString(3));
                jobs.add(row.getBytes(2), row.getLong(1), state);
                counts.merge(state, 1L, Long::sum);
            }
        }
        long done = counts.getOrDefault(JobState.DONE, 0L);
        long failed = counts.getOrDefault(JobState.FAILED, 0L);
        found.addFirst(done + " done, " + failed + " failed");
        return jobs;
    }

    /// Tells whether there were runs before this one.
    public boolean hasEarlierRuns() {
        return run > 1;
    }

    /// Returns what to say of earlier runs, or null if there were none.
    public @Nullable String foundOrNull() {
        return found.isEmpty() ? null : "resuming " + plan.file() + ": " + String.join(", ", found);
    }

    /// Returns how producers recognize jobs; one for each.
    public Recognizer newRecognizer() {
        return new Recognizer(known, plan.retryFailed(), skippedDone, skippedFailed);
    }

    /// Returns how many jobs were not run because they were done.
    public long skippedDone() {
        return skippedDone.get();
    }

    /// Returns how many jobs were not run because they had failed.
    public long skippedFailed() {
        return skippedFailed.get();
    }

    /// Is told how long jobs have run on average, or how seldom they start if that is longer; 0 if
    /// none has run.
    public void pace(double mean) {
        if (mean > 0) {
            meanNanos = mean;
        }
    }

    /// Returns for how many jobs a start is recorded at a time.
    int ahead() {
        return (int) Math.clamp(AHEAD_NANOS / meanNanos, 1, Integer.MAX_VALUE);
    }

    /// Has the starts of jobs recorded that have been read and wait, if all that may wait is little
    /// work. Then consumers need not ask, and wait for the answer.
    ///
    /// @param jobs of a share
    /// @param room how many may wait
    public void startEarly(JobRecord[] jobs, int room) throws InterruptedException {
        if (ahead() >= room) {
            entries.send(new Entry.Start(jobs, 0, jobs.length, null));
        }
    }

    /// Returns how a consumer has starts recorded; one for each.
    public Starts newStarts() {
        return new Starts(this, entries);
    }

    /// Records that an attempt failed, and there will be another.
    ///
    /// @param endedNanos when it failed: there may have been a pause since
    public void retried(
            JobRecord job,
            Attempt attempt,
            int number,
            int consumer,
            long queuedNanos,
            long endedNanos)
            throws InterruptedException {
        Entry.AttemptRow row = row(job, null, attempt, number, consumer, queuedNanos, endedNanos);
        entries.send(new Entry.Attempts(List.of(row)));
    }

    /// Makes the entry of a job that has ended, and reads what it has printed.
    Entry.AttemptRow ended(
            JobRecord job, Attempt last, int attempts, int consumer, long queuedNanos) {
        JobState state =
                last.ok()
                        ? JobState.DONE
                        : job.isInterrupted() ? JobState.INTERRUPTED : JobState.FAILED;
        return row(job, state, last, attempts, consumer, queuedNanos, job.endedNanos());
    }

    private static Entry.AttemptRow row(
            JobRecord job,
            @Nullable JobState state,
            Attempt attempt,
            int number,
            int consumer,
            long queuedNanos,
            long endedNanos) {
        Captured stdout = attempt.stdout().whole();
        Captured stderr = attempt.stderr().whole();
        Integer status = attempt.status();
        return new Entry.AttemptRow(
                job,
                state,
                number,
                consumer,
                endedNanos,
                queuedNanos,
                attempt.runNanos(),
                attempt.exit(),
                attempt.signal(),
                attempt.timeout(),
                attempt.excess(),
                status == null || status == 0 ? null : status,
                text(stdout),
                text(stderr),
                stdout.size() > MOST_TEXT || stderr.size() > MOST_TEXT);
    }

    private static String text(Captured captured) {
        try {
            return captured.text(MOST_TEXT);
        } catch (IOException e) {
            return "millrace: cannot be read: " + e.getMessage();
        }
    }

    /// Returns where the aggregator reports ends.
    public Ends newEnds() {
        return new Ends(this, entries);
    }

    /// Takes back that a job is about to start.
    public void unstarted(JobRecord job) throws InterruptedException {
        entries.send(new Entry.Unstarted(job));
    }

    /// Writes until [#noMore].
    public void write() throws InterruptedException {
        writer.run();
    }

    /// No more entries.
    public void noMore() {
        entries.close();
    }

    /// Records how the run ended, after [#write] has.
    ///
    /// @param exit its exit code
    public void end(int exit) throws IOException {
        try {
            writer.end(exit, skippedDone() + skippedFailed());
        } catch (SQLException e) {
            throw file.failure("write to", e);
        }
    }

    /// Returns what to say at the end.
    ///
    /// @param failed how many jobs failed in this run
    /// @param stopped whether it ended before its input did
    public List<String> summary(long failed, boolean stopped) {
        var lines = new ArrayList<String>();
        long skipped = skippedDone() + skippedFailed();
        if (skipped > 0) {
            lines.add(
                    skipped
                            + " skipped: "
                            + plan.file()
                            + " has "
                            + skippedDone()
                            + " of them as done, "
                            + skippedFailed()
                            + " as failed");
        }
        if (failed + skippedFailed() > 0) {
            lines.add(failed + skippedFailed() + " failed; rerun them: " + plan.rerun());
        }
        if (stopped) {
            lines.add("go on: " + plan.goOn());
        }
        return lines;
    }

    /// Returns the plan.
    public JournalPlan plan() {
        return plan;
    }

    @Override
    public void close() throws IOException {
        entries.close();
        file.close();
    }
}
