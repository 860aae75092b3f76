package io.millrace.cli.run;

import io.millrace.cli.run.flow.Gate;
import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.journal.JobRecord;
import io.millrace.cli.run.journal.Journal;
import io.millrace.cli.run.journal.Starts;
import io.millrace.cli.run.output.Event;
import io.millrace.cli.run.output.Outbox;
import io.millrace.cli.run.report.Activity;
import io.millrace.cli.run.report.Activity.What;
import io.millrace.cli.run.report.Figures;
import io.millrace.cli.run.report.Tally;
import io.millrace.context.Context;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Receives jobs, works on them, tries again what failed, and tells how each one ended.
final class JobConsumer {
    private final Outbox events;
    private final Work work;
    private final Stop stop;
    private final @Nullable Gate gate; // null: nothing keeps a job from being started
    private final @Nullable Journal journal;
    private final @Nullable Starts starts;
    private final int slot;
    private final RunPlan plan;
    private final double betweenStarts; // nanoseconds, at least
    private final long warnNanos;
    private final boolean tellsAll; // also of jobs that leave nothing to be written
    private final boolean shows; // which job runs
    private final Tally tally = new Tally();
    private final Activity activity = new Activity(What.AWAY, System.nanoTime());
    private final Consumer<What> waits = this::enter;
    // Which job runs, written by this one. A number is cheaper than the job: a collector has to
    // hear of references.
    private final AtomicReference<@Nullable Share> share = new AtomicReference<>();
    private final AtomicLong running = new AtomicLong(); // its number; 0: none
    private long runningSince; // written before that, so that who finds the job finds its start
    private long now; // what the clock has shown, not long ago
    private Context own = Context.background(); // the task's; set by it
    private final RandomGenerator random = RandomGenerator.getDefault();
    private Duration backoff = Duration.ZERO; // before the latest repetition
    private Gate.@Nullable Pass pass; // for the attempt that is made next, or now

    /// Makes a consumer.
    ///
    /// @param gate where it waits before it starts a job; null for nowhere
    /// @param journal is told of each job; null if there is none
    /// @param slot its number, from 1
    JobConsumer(
            Outbox events,
            Work work,
            Stop stop,
            @Nullable Gate gate,
            @Nullable Journal journal,
            int slot,
            RunPlan plan) {
        this.events = events;
        this.work = work;
        this.stop = stop;
        this.gate = gate;
        this.journal = journal;
        this.starts = journal == null ? null : journal.newStarts();
        this.slot = slot;
        this.plan = plan;
        this.tellsAll = // of processes, because the aggregator closes their files
                plan.output().keepOrder()
                        || plan.output().results() != null
                        || journal != null
                        || !(plan.what() instanceof RunPlan.What.Java);
        this.betweenStarts = plan.flow().limits().betweenStartsNanos();
        this.shows = plan.seeing().how() == RunPlan.How.BAR;
        this.warnNanos =
                plan.seeing().warnWait().isZero() || plan.seeing().quiet()
                        ? Long.MAX_VALUE
                        : plan.seeing().warnWait().toNanos();
    }

    /// Returns this consumer's figures, which go on changing.
    Tally tally() {
        return tally;
    }

    /// Returns what this consumer spends its time on, which goes on changing.
    Activity activity() {
        return activity;
    }

    /// Returns the job that it runs, or null. May be called by any thread.
    Figures.@Nullable Slow currentOrNull(long nanos) {
        long seq = running.getAcquire();
        Share at = share.getAcquire();
        String input = at == null ? null : at.inputOrNull(seq);
        long since = runningSince;
        return input == null || running.getAcquire() != seq
                ? null
                : new Figures.Slow(slot, Math.max(0, nanos - since), input);
    }

    private void enter(What what) {
        now = System.nanoTime();
        activity.enter(what, now);
    }

    /// Works until the jobs end, or it is to leave. To be called within the consumer's task; again
    /// only when that has ended.
    void run(Crew.Place place) throws InterruptedException {
        own = Context.current();
        enter(What.STARVED);
        if (!(plan.what() instanceof RunPlan.What.Command)) {
            // Within this context, so that what has no process is interrupted when the run is
            // ended.
            stop.working()
                    .<@Nullable Void, InterruptedException>call(() -> {
                        loop(place);
                        return null;
                    });
        } else {
            loop(place);
        }
    }

    private void loop(Crew.Place place) throws InterruptedException {
        while (nextOrNull(place) instanceof Share share) {
            enter(What.BUSY);
            if (shows) {
                this.share.setRelease(share);
            }
            if (journal != null) {
                double mean = tally.runs().mean();
                journal.pace(mean == 0 ? 0 : Math.max(mean, betweenStarts));
            }
            while (keeps(place, share) && share.nextOrNull() instanceof Job job) {
                if (own.isDone()) {
                    return; // a fault somewhere in the run: see Run
                }
                JobRecord record = recordOrNull(share, job);
                if (stop.isDraining()) {
                    passOver(record);
                } else {
                    process(share, job, record);
                }
            }
        }
        sendAll();
        enter(What.AWAY);
    }

    /// An interrupt is for a handler, and came too late for it.
    private @Nullable Share nextOrNull(Crew.Place place) throws InterruptedException {
        while (true) {
            try {
                return place.nextOrNull(waits);
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private boolean keeps(Crew.Place place, Share share) throws InterruptedException {
        while (true) {
            try {
                return place.keeps(share, waits);
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private static @Nullable JobRecord recordOrNull(Share share, Job job) {
        JobRecord @Nullable [] records = share.recordsOrNull();
        return records == null ? null : records[share.indexOf(job)];
    }

    /// Waits until the journal has the job as started.
    private boolean begin(Share share, Job job) throws InterruptedException {
        JobRecord @Nullable [] records = share.recordsOrNull();
        if (records == null || starts == null) {
            return true;
        }
        if (records[share.indexOf(job)].isStarted()) {
            return true;
        }
        while (true) {
            try {
                boolean recorded = starts.begin(records, share.indexOf(job));
                now = System.nanoTime();
                return recorded;
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private void takeBack(@Nullable JobRecord record) throws InterruptedException {
        while (journal != null && record != null && record.isStarted()) {
            try {
                journal.unstarted(record);
                return;
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private void tell(Event event) throws InterruptedException {
        if (events.add(event)) {
            enter(What.BLOCKED);
            sendAll();
            enter(What.BUSY);
        }
    }

    private void sendAll() throws InterruptedException {
        while (true) {
            try {
                events.send();
                return;
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private void rethrowUnlessEnding(InterruptedException e) throws InterruptedException {
        if (own.isDone() || !stop.working().isDone()) {
            throw e;
        }
    }

    private void process(Share share, Job job, @Nullable JobRecord record)
            throws InterruptedException {
        String refusal = job.refusal();
        if (refusal == null && !passGate()) {
            passOver(record);
            return;
        }
        if (!begin(share, job)) {
            if (pass != null) {
                pass.unused();
            }
            passOver(record);
            return;
        }
        tally.start();
        long queued = now - job.createdNanos();
        if (queued > warnNanos) {
            tell(new Event.Waited(job, queued));
        }
        if (refusal != null) {
            ended(record, false);
            finish(job, record, Attempt.unfit(1, refusal), 1, queued);
            return;
        }
        int attempts = 1;
        Attempt last = attempt(job, attempts);
        long end = now;
        while (isToBeRepeated(last, attempts) && pause(attempts, last.retryAfter()) && passGate()) {
            tally.retried(last.runNanos());
            recordAttempt(record, last, attempts, queued, end);
            tell(new Event.Retried(job, slot, last.stdout(), last.stderr()));
            now = System.nanoTime();
            attempts++;
            last = attempt(job, attempts);
            end = now;
        }
        now = end; // not of a pause that was cut short
        ended(record, isToBeRepeated(last, attempts));
        finish(job, record, last, attempts, queued);
    }

    private boolean isToBeRepeated(Attempt last, int attempts) {
        return !last.ok() && last.mayRetry() && attempts <= plan.flow().retries();
    }

    /// @param cutOff whether the job's attempts were, by the end of the run
    private void ended(@Nullable JobRecord record, boolean cutOff) {
        if (record != null) {
            record.ended(now, cutOff || stop.working().isDone());
        }
    }

    private void passOver(@Nullable JobRecord record) throws InterruptedException {
        tally.start();
        tally.passedOver();
        takeBack(record);
    }

    /// Waits until an attempt may be made.
    ///
    /// @return false if the run is being stopped
    private boolean passGate() throws InterruptedException {
        if (gate == null) {
            return true;
        }
        enter(What.HELD);
        try {
            pass = gate.await();
        } catch (InterruptedException e) {
            rethrowUnlessEnding(e);
            pass = null;
        } finally {
            enter(What.BUSY);
        }
        return pass != null;
    }

    /// The clock is read at the end of an attempt, and that is the beginning of the next: it costs
    /// as much as a short job.
    private Attempt attempt(Job job, int attempts) {
        if (shows) {
            runningSince = now;
            running.setRelease(job.seq());
        }
        Attempt last = work.attempt(job, attempts, now);
        if (shows) {
            running.setRelease(0);
        }
        now += last.runNanos();
        tellGate(last);
        return last;
    }

    /// What is the input's fault, or that of the run's end, says nothing about the jobs to come.
    private void tellGate(Attempt last) {
        if (pass == null) {
            return;
        }
        if (last.isUnfit() || (!last.ok() && stop.working().isDone())) {
            pass.unused();
        } else {
            pass.ended(last.isAnswered());
        }
    }

    private void recordAttempt(
            @Nullable JobRecord record, Attempt failed, int attempt, long queued, long end)
            throws InterruptedException {
        while (journal != null && record != null) {
            try {
                journal.retried(record, failed, attempt, slot, queued, end);
                return;
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private void finish(
            Job job, @Nullable JobRecord record, Attempt last, int attempts, long queued)
            throws InterruptedException {
        boolean ok = last.ok();
        tally.finished(last.runNanos(), queued, ok);
        stop.ended(ok);
        if (ok && !tellsAll && last.stdout().isEmpty() && last.stderr().isEmpty()) {
            return;
        }
        tell(new Event.Finished(job, slot, last, attempts, queued, record));
    }

    /// Waits before an attempt is repeated.
    ///
    /// @param failed how many attempts have failed
    /// @param least how long at least, as a server may want it
    /// @return whether to repeat it: not if the run is being stopped
    private boolean pause(int failed, Duration least) throws InterruptedException {
        backoff =
                plan.flow().backoff().delay(failed, failed == 1 ? Duration.ZERO : backoff, random);
        Duration time = backoff.compareTo(least) > 0 ? backoff : least;
        enter(What.HELD);
        try {
            return !stop.isDraining()
                    && Select.<Boolean>of(
                                    stop.reading().onDone(() -> false),
                                    Select.after(time, () -> true))
                            .await();
        } catch (InterruptedException e) {
            rethrowUnlessEnding(e);
            return false;
        } finally {
            enter(What.BUSY);
        }
    }
}
