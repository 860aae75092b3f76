package io.millrace.cli.run;

import io.millrace.channel.Sender;
import io.millrace.channel.Sent;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.output.OrderWindow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Makes jobs of inputs and sends them. Used by all producers.
final class Producer implements Source.Inputs {
    private final Sender<Job> jobs;
    private final @Nullable OrderWindow window;
    private final @Nullable Occurrences occurrences;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong created = new AtomicLong();
    private final AtomicLong blockedNanos = new AtomicLong();

    /// Makes a producer.
    ///
    /// @param window bounds how many jobs are under way; null for no bound but the channels'
    /// @param occurrences counts equal inputs; null if nobody wants to know
    Producer(Sender<Job> jobs, @Nullable OrderWindow window, @Nullable Occurrences occurrences) {
        this.jobs = jobs;
        this.window = window;
        this.occurrences = occurrences;
    }

    @Override
    public void accept(String input) throws InterruptedException {
        send(input, null);
    }

    @Override
    public void refuse(String start, String why) throws InterruptedException {
        send(start, why);
    }

    private void send(String input, @Nullable String refusal) throws InterruptedException {
        if (Thread.interrupted()) { // while there is room nothing below waits, and would notice
            throw new InterruptedException();
        }
        if (window != null) {
            window.enter();
        }
        int occurrence = occurrences == null ? 0 : occurrences.count(input);
        long now = System.nanoTime();
        var job = new Job(numbers.incrementAndGet(), input, occurrence, refusal, now);
        if (jobs.trySend(job) != Sent.SENT) {
            jobs.send(job);
            blockedNanos.addAndGet(System.nanoTime() - now);
        }
        created.incrementAndGet();
    }

    /// Returns how many jobs have been sent.
    long created() {
        return created.get();
    }

    /// Returns how long the producers have waited for room, together.
    long blockedNanos() {
        return blockedNanos.get();
    }
}
