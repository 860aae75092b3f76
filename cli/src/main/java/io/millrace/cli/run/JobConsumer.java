package io.millrace.cli.run;

import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.output.Event;
import io.millrace.context.Context;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Receives jobs, works on them, tries again what failed, and tells how each one ended.
final class JobConsumer {
    private final Receiver<Job> jobs;
    private final Sender<Event> events;
    private final Work work;
    private final Stop stop;
    private final int slot;
    private final RunPlan plan;
    private final long warnNanos;
    private Context own = Context.background(); // the task's; set by it
    private final RandomGenerator random = RandomGenerator.getDefault();

    /// Makes a consumer.
    ///
    /// @param slot its number, from 1
    JobConsumer(
            Receiver<Job> jobs,
            Sender<Event> events,
            Work work,
            Stop stop,
            int slot,
            RunPlan plan) {
        this.jobs = jobs;
        this.events = events;
        this.work = work;
        this.stop = stop;
        this.slot = slot;
        this.plan = plan;
        this.warnNanos =
                plan.warnWait().isZero() || plan.quiet()
                        ? Long.MAX_VALUE
                        : plan.warnWait().toNanos();
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
        while (nextOrNull() instanceof Job job) {
            if (own.isDone()) {
                return; // a fault somewhere in the run: see Run
            }
            if (stop.isDraining()) {
                tell(new Event.NotStarted(job));
            } else {
                process(job);
            }
        }
    }

    /// An interrupt is for a handler, and came too late for it.
    private @Nullable Job nextOrNull() throws InterruptedException {
        while (true) {
            try {
                return jobs.receiveOrNull();
            } catch (InterruptedException e) {
                rethrowUnlessEnding(e);
            }
        }
    }

    private void tell(Event event) throws InterruptedException {
        while (true) {
            try {
                events.send(event);
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
        long queued = System.nanoTime() - job.createdNanos();
        if (queued > warnNanos) {
            tell(new Event.Waited(job, queued));
        }
        String refusal = job.refusal();
        if (refusal != null) {
            finish(new Event.Finished(job, slot, Attempt.refused(1, refusal), 1, queued));
            return;
        }
        int attempts = 1;
        Attempt last = work.attempt(job, attempts);
        while (!last.ok() && attempts <= plan.retries() && pause(attempts)) {
            tell(new Event.Retried(last.stdout(), last.stderr(), last.runNanos()));
            attempts++;
            last = work.attempt(job, attempts);
        }
        finish(new Event.Finished(job, slot, last, attempts, queued));
    }

    private void finish(Event.Finished finished) throws InterruptedException {
        if (!finished.last().ok()) {
            stop.failed();
        }
        tell(finished);
    }

    /// Waits before an attempt is repeated.
    ///
    /// @return whether to repeat it: not if the run is being stopped
    private boolean pause(int attempts) throws InterruptedException {
        Duration time = plan.backoff().after(attempts, random);
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
