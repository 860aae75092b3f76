package io.millrace.cli.run.journal;

import io.millrace.cli.run.input.ExactText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Writes rows of jobs and attempts, within a transaction. Used by the writer only.
final class JournalRows {
    private final PreparedStatement insertJob;
    private final PreparedStatement restartJob;
    private final PreparedStatement insertAttempt;
    private final PreparedStatement settle;
    private final int run;
    private final long epochMs; // of nanoTime 0
    private long lastId;

    /// @param run the number of this run
    /// @param lastId of the jobs that are there
    JournalRows(Connection connection, int run, long lastId) throws SQLException {
        this.run = run;
        this.lastId = lastId;
        this.epochMs = System.currentTimeMillis() - System.nanoTime() / 1_000_000;
        insertJob =
                connection.prepareStatement(
                        "insert into jobs(id, key, input, occurrence, seq, run, state)"
                                + " values(?, ?, ?, ?, ?, ?, 'running')");
        restartJob =
                connection.prepareStatement(
                        "update jobs set state = 'running', seq = ?, run = ? where id = ?");
        insertAttempt =
                connection.prepareStatement(
                        "insert into attempts(job, run, attempt, consumer, started_ms, queued_ms,"
                                + " run_ms, exit, signal, timeout, excess, status, stdout, stderr,"
                                + " truncated) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        settle = connection.prepareStatement("update jobs set state = ? where id between ? and ?");
    }

    void start(JobRecord job) throws SQLException {
        if (job.known) {
            restartJob.setLong(1, job.seq);
            restartJob.setInt(2, run);
            restartJob.setLong(3, job.id);
            restartJob.executeUpdate();
            return;
        }
        job.id = ++lastId;
        insertJob.setLong(1, job.id);
        insertJob.setBytes(2, job.key);
        if (ExactText.isUtf8(job.input)) {
            insertJob.setString(3, job.input);
        } else {
            insertJob.setBytes(3, ExactText.encode(job.input));
        }
        insertJob.setInt(4, job.occurrence);
        insertJob.setLong(5, job.seq);
        insertJob.setInt(6, run);
        insertJob.executeUpdate();
    }

    void attempt(Entry.AttemptRow row) throws SQLException {
        insertAttempt.setLong(1, row.job().id);
        insertAttempt.setInt(2, run);
        insertAttempt.setInt(3, row.attempt());
        insertAttempt.setInt(4, row.consumer());
        insertAttempt.setLong(5, epochMs + (row.endedNanos() - row.runNanos()) / 1_000_000);
        insertAttempt.setDouble(6, row.queuedNanos() / 1e6);
        insertAttempt.setDouble(7, row.runNanos() / 1e6);
        insertAttempt.setInt(8, row.exit());
        insertAttempt.setString(9, row.signal());
        insertAttempt.setInt(10, row.timeout() ? 1 : 0);
        insertAttempt.setInt(11, row.excess() ? 1 : 0);
        if (row.status() instanceof Integer status) {
            insertAttempt.setInt(12, status);
        } else {
            insertAttempt.setNull(12, Types.INTEGER);
        }
        insertAttempt.setString(13, row.stdout());
        insertAttempt.setString(14, row.stderr());
        insertAttempt.setInt(15, row.truncated() ? 1 : 0);
        insertAttempt.executeUpdate();
    }

    /// A job and what has become of it.
    record Settled(long id, JobState state) {}

    /// Sets states. Jobs that started together have numbers in a row, and mostly end alike: one
    /// update does for all of them.
    void settle(List<Settled> jobs) throws SQLException {
        var sorted = new ArrayList<>(jobs);
        sorted.sort(Comparator.comparingLong(Settled::id));
        for (int from = 0; from < sorted.size(); ) {
            Settled first = sorted.get(from);
            int to = from + 1;
            while (to < sorted.size()
                    && sorted.get(to).state == first.state
                    && sorted.get(to).id == first.id + (to - from)) {
                to++;
            }
            settle.setString(1, first.state.text());
            settle.setLong(2, first.id);
            settle.setLong(3, first.id + (to - from) - 1);
            settle.executeUpdate();
            from = to;
        }
    }
}
