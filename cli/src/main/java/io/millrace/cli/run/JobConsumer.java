package io.millrace.cli.run;

import io.millrace.channel.Receiver;
import io.millrace.cli.run.flow.Gate;
import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.output.Event;
import io.millrace.cli.run.output.Outbox;
import io.millrace.cli.run.report.Tally;
import io.millrace.context.Context;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Receives jobs, works on them, tries again what failed, and tells how each one ended.
final class JobConsumer {
    private final Receiver<Share> jobs;
    private final Outbox events;
    private final Work work;
    private final Stop stop;
    private final @Nullable Gate gate; // null: nothing keeps a job from being started
    private final int slot;
    private final RunPlan plan;
    private final long warnNanos;
    private final boolean tellsAll; // also of jobs that leave nothing to be written
    private final Tally tally = new Tally();
    private long now; // what the clock has shown, not long ago
    private Context own = Context.background(); // the task's; set by it
    private final RandomGenerator random = RandomGenerator.getDefault();
    private Duration backoff = Duration.ZERO; // before the latest repetition
    private Gate.@Nullable Pass pass; // for the attempt that is made next, or now

    /// Makes a consumer.
    ///
    /// @param gate where it waits before it starts a job; null for nowhere
    /// @param slot its number, from 1
    JobConsumer(
            Receiver<Share> jobs,
            Outbox events,
            Work work,
            Stop stop,
            @Nullable Gate gate,
            int slot,
            RunPlan plan) {
        this.jobs = jobs;
        this.events = events;
        this.work = work;
        this.stop = stop;
        this.gate = gate;
        this.slot = slot;
        this.plan = plan;
        this.tellsAll = // of processes, because the aggregator closes their files
                plan.output().keepOrder()
                        || plan.output().results() != null
                        || !(plan.what() instanceof RunPlan.What.Java);
        this.warnNanos =
                plan.seeing().warnWait().isZero() || plan.seeing().quiet()
                        ? Long.MAX_VALUE
                        : plan.seeing().warnWait().toNanos();
    }

    /// Returns this consumer's figures, which go on changing.
    Tally tally() {
        return tally;
    }

    /// Works until the jobs end. To be called once, within the consumer's task.
    void run() throws InterruptedException {
        own = Context.current();
        if (plan.what() instanceof RunPlan.What.Java) {
            // Within this context, so that a handler is interrupted when the run is ended.
            stop.working()
                    .<@Nullable Void, InterruptedException>call(() -> {
                        loop();
                        return null;
                    });
        } else {
            loop();
        }
    }

    private void loop() throws InterruptedException {
        while (nextOrNull() instanceof Share share) {
            now = System.nanoTime();
            while (share.nextOrNull() instanceof Job job) {
                if (own.isDone()) {
                    return; // a fault somewhere in the run: see Run
                }
                if (stop.isDraining()) {
                    passOver();
                } else {
                    process(job);
                }
            }
        }
        sendAll();
    }

    /// An interrupt is for a handler, and came too late for it.
    private @Nullable Share nextOrNull() throws InterruptedException {
        while (true) {
            try {
                return jobs.receiveOrNull();
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private void tell(Event event) throws InterruptedException {
        if (events.add(event)) {
            sendAll();
            now = System.nanoTime();
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

    private void process(Job job) throws InterruptedException {
        String refusal = job.refusal();
        if (refusal == null && !enter()) {
            passOver();
            return;
        }
        tally.start();
        long queued = now - job.createdNanos();
        if (queued > warnNanos) {
            tell(new Event.Waited(job, queued));
        }
        if (refusal != null) {
            finish(job, Attempt.unfit(1, refusal), 1, queued);
            return;
        }
        int attempts = 1;
        Attempt last = attempt(job, attempts);
        while (!last.ok()
                && last.mayRetry()
                && attempts <= plan.flow().retries()
                && pause(attempts, last.retryAfter())
                && enter()) {
            tally.retried(last.runNanos());
            tell(new Event.Retried(job, slot, last.stdout(), last.stderr()));
            now = System.nanoTime();
            attempts++;
            last = attempt(job, attempts);
        }
        finish(job, last, attempts, queued);
    }

    private void passOver() {
        tally.start();
        tally.passedOver();
    }

    /// Waits until an attempt may be made.
    ///
    /// @return false if the run is being stopped
    private boolean enter() throws InterruptedException {
        if (gate == null) {
            return true;
        }
        try {
            pass = gate.await();
        } catch (InterruptedException e) {
            rethrowUnlessEnding(e);
            pass = null;
        }
        now = System.nanoTime();
        return pass != null;
    }

    /// The clock is read at the end of an attempt, and that is the beginning of the next: it costs
    /// as much as a short job.
    private Attempt attempt(Job job, int attempts) {
        Attempt last = work.attempt(job, attempts, now);
        now += last.runNanos();
        if (pass != null) {
            pass.ended(last.ok());
        }
        return last;
    }

    private void finish(Job job, Attempt last, int attempts, long queued)
            throws InterruptedException {
        boolean ok = last.ok();
        tally.finished(last.runNanos(), queued, ok);
        stop.ended(ok);
        if (ok && !tellsAll && last.stdout().isEmpty() && last.stderr().isEmpty()) {
            return;
        }
        tell(new Event.Finished(job, slot, last, attempts, queued));
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
        try {
            return !stop.isDraining()
                    && Select.<Boolean>of(
                                    stop.reading().onDone(() -> false),
                                    Select.after(time, () -> true))
                            .await();
        } catch (InterruptedException e) {
            rethrowUnlessEnding(e);
            return false;
        }
    }
}
