package io.millrace.cli.run.journal;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.cli.run.journal.Entry.AttemptRow;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/*
 *   consumer    --start of 1..n jobs-->  .         begin immediate
 *               <------ "recorded" ----- writer    insert, insert, update ..      as much as has come
 *   aggregator  --attempts that ended->  '         commit                         without, or with a sync of the disk
 *
 * D1  A job is recorded as started before it starts, and as done after its output was handed on (see Aggregator). So
 *     whatever kills the run, what may have run and is not recorded as done is recorded as running.
 * D2  What is committed outlives a kill of the process at once, and a loss of power after SYNC_EVERY and the time that
 *     the disk takes: then the commits of the last moments may be missing, from the end, never from the middle. Those jobs
 *     run again.
 * D3  The writer waits for the disk and for entries, for nothing else: whoever tells it something is answered, also when
 *     it cannot write any more. Nothing is recorded then, and nothing starts.
 *
 * D4  What is recorded as started ahead of time is at most 10 ms of work, by what jobs have taken on average, or by how
 *     often a limit lets them start. Long jobs are recorded one by one, so that a kill finds few in flight that had not
 *     started; short ones many at a time, and very short ones when they are read, or each would wait for the writer longer
 *     than it runs.
 *
 * Why not a sync with each commit: a start waits for its commit, and a disk takes 0.3 to 10 ms for a sync. A commit alone
 * takes some 30 us.
 */
/// Writes the journal: many entries in a transaction. Its methods but [#run] are called before the
/// run starts or after its end.
final class JournalWriter {
    private static final Duration SYNC_EVERY = Duration.ofMillis(50);
    private static final int MOST = 256; // entries in a transaction

    private final Channel<Entry> entries;
    private final JournalFile file;
    private final JournalRows rows;
    private final int run;
    private final Consumer<IOException> broken;
    private final List<JobRecord> starting = new ArrayList<>(); // in this transaction
    private boolean isBroken;
    private boolean unsynced; // a job's end is committed, and the disk need not have it yet
    private long lastSync = System.nanoTime();

    /// @param broken is told when nothing more can be written
    JournalWriter(
            Channel<Entry> entries,
            JournalFile file,
            JournalRows rows,
            int run,
            Consumer<IOException> broken) {
        this.entries = entries;
        this.file = file;
        this.rows = rows;
        this.run = run;
        this.broken = broken;
    }

    /// Writes until the entries end.
    void run() throws InterruptedException {
        var batch = new ArrayList<Entry>();
        boolean more = true;
        while (more) {
            more = gather(batch);
            if (!batch.isEmpty() || unsynced) {
                write(batch);
            }
            batch.clear();
        }
    }

    /// Waits for entries; if there is something to be synced, not longer than until that is due.
    ///
    /// @return false at their end
    private boolean gather(List<Entry> batch) throws InterruptedException {
        if (unsynced) {
            long left = SYNC_EVERY.toNanos() - (System.nanoTime() - lastSync);
            switch (entries.tryReceive(Duration.ofNanos(Math.max(0, left)))) {
                case Received.Value<Entry>(var entry) -> batch.add(entry);
                case Received.Empty<Entry> _ -> {
                    return true;
                }
                case Received.Ended<Entry> _ -> {
                    return false;
                }
            }
        } else {
            Entry entry = entries.receiveOrNull();
            if (entry == null) {
                return false;
            }
            batch.add(entry);
        }
        while (batch.size() < MOST
                && entries.tryReceive() instanceof Received.Value<Entry>(var entry)) {
            batch.add(entry);
        }
        return true;
    }

    /// Writes entries; none: what was committed is to reach the disk.
    private void write(List<Entry> batch) {
        if (!isBroken) {
            try {
                commit(batch);
            } catch (SQLException e) {
                file.rollBack();
                isBroken = true;
                unsynced = false;
                starting.clear();
                broken.accept(file.failure("write to", e));
            }
        }
        answer(batch);
    }

    private void commit(List<Entry> batch) throws SQLException {
        boolean ends = batch.stream().anyMatch(Entry.Attempts.class::isInstance);
        long now = System.nanoTime();
        boolean sync = (ends || unsynced) && now - lastSync >= SYNC_EVERY.toNanos();
        file.begin(sync);
        for (Entry entry : batch) {
            apply(entry);
        }
        if (sync) {
            file.execute("update runs set seen_ms = " + System.currentTimeMillis() + of(run));
        }
        file.commit();
        if (sync) {
            lastSync = System.nanoTime();
        }
        unsynced = (ends || unsynced) && !sync;
        starting.forEach(JobRecord::start);
        starting.clear();
    }

    static String of(int run) {
        return " where id = " + run;
    }

    private void apply(Entry entry) throws SQLException {
        switch (entry) {
            case Entry.Start(var jobs, var from, var to, _) -> {
                for (int i = from; i < to; i++) {
                    JobRecord job = jobs[i];
                    if (!job.recorded && !job.isSettled()) {
                        rows.start(job);
                        job.recorded = true;
                        starting.add(job);
                    }
                }
            }
            case Entry.Attempts(var attempts) -> {
                var settled = new ArrayList<JournalRows.Settled>(attempts.size());
                for (AttemptRow row : attempts) {
                    rows.attempt(row);
                    JobState state = row.state();
                    if (state != null) {
                        settled.add(new JournalRows.Settled(row.job().id, state));
                    }
                }
                rows.settle(settled);
            }
            case Entry.Unstarted(var job) ->
                    rows.settle(List.of(new JournalRows.Settled(job.id, JobState.UNSTARTED)));
        }
    }

    private void answer(List<Entry> batch) {
        for (Entry entry : batch) {
            if (entry instanceof Entry.Start start && start.done() != null) {
                start.done().trySend(!isBroken); // each consumer waits for one at a time: has room
            }
        }
    }

    /// Records the end of the run: nothing of it is in flight any more.
    void end(int exit, long skipped) throws SQLException {
        if (isBroken) {
            return; // the next run will count it as killed, and what was in flight
        }
        try {
            file.begin(true);
            file.execute("update jobs set state = 'interrupted' where state = 'running'");
            long now = System.currentTimeMillis();
            file.execute(
                    "update runs set ended_ms = "
                            + now
                            + ", seen_ms = "
                            + now
                            + ", exit = "
                            + exit
                            + ", skipped = "
                            + skipped
                            + of(run));
            file.commit();
        } catch (SQLException e) {
            file.rollBack();
            throw e;
        }
    }
}
