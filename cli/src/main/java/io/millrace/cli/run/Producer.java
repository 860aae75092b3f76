package io.millrace.cli.run;

import io.millrace.channel.Sender;
import io.millrace.channel.Sent;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Template;
import io.millrace.cli.run.json.NoValueException;
import io.millrace.cli.run.output.OrderWindow;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Makes shares of inputs and sends them. Used by one producer; its figures by all.
final class Producer implements Source.Inputs {
    private final Sender<Share> jobs;
    private final RunPlan plan;
    private final AtomicLong numbers;
    private final @Nullable OrderWindow window;
    private final @Nullable Occurrences occurrences;
    private final @Nullable Template key;
    private final String[] read; // and not sent yet
    private final String[] keys; // of these; empty without --key
    private int count; // of these
    private final AtomicLong created = new AtomicLong();
    private final AtomicLong blockedNanos = new AtomicLong();

    /// Makes a producer.
    ///
    /// @param numbers the last job's number; of all producers
    /// @param window bounds how many jobs are under way; null for no bound but the channels'
    /// @param occurrences counts equal keys, or inputs that have none; null if nobody wants to know
    Producer(
            Sender<Share> jobs,
            RunPlan plan,
            AtomicLong numbers,
            @Nullable OrderWindow window,
            @Nullable Occurrences occurrences) {
        this.jobs = jobs;
        this.plan = plan;
        this.numbers = numbers;
        this.window = window;
        this.occurrences = occurrences;
        this.key = plan.input().key();
        this.read = new String[plan.share()];
        this.keys = new String[key == null ? 0 : plan.share()];
    }

    @Override
    public void accept(String input) throws InterruptedException {
        if (key != null) {
            try {
                keys[count] = key.expand(new Job(0, input, 0, null, 0), 0);
            } catch (NoValueException e) {
                refuse(input, "--key " + key + ": " + e.getMessage());
                return;
            }
        }
        read[count++] = input;
        if (count == read.length) {
            flush();
        }
    }

    @Override
    public void refuse(String start, String why) throws InterruptedException {
        flush();
        read[0] = start;
        count = 1;
        send(why);
    }

    @Override
    public void flush() throws InterruptedException {
        if (count > 0) {
            send(null);
        }
    }

    private void send(@Nullable String refusal) throws InterruptedException {
        if (Thread.interrupted()) { // while there is room nothing below waits, and would notice
            throw new InterruptedException();
        }
        int from = 0;
        while (from < count) {
            int to = window == null ? count : from + window.enter(count - from);
            send(from, to, refusal);
            from = to;
        }
        count = 0;
    }

    private void send(int from, int to, @Nullable String refusal) throws InterruptedException {
        String[] inputs = Arrays.copyOfRange(read, from, to);
        boolean keyed = key != null && refusal == null; // what is refused has no key of its own
        String @Nullable [] own = keyed ? Arrays.copyOfRange(keys, from, to) : null;
        int @Nullable [] counted =
                occurrences == null ? null : counted(occurrences, own == null ? inputs : own);
        long now = System.nanoTime();
        long first = numbers.getAndAdd(inputs.length) + 1;
        var share = new Share(first, inputs, counted, own, refusal, now);
        sendTicket(share);
        created.addAndGet(inputs.length); // one ticket will do, if it comes to that
        for (int i = plan.tickets(inputs.length); i > 1; i--) {
            sendTicket(share);
        }
    }

    private static int[] counted(Occurrences occurrences, String[] keys) {
        int[] counted = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            counted[i] = occurrences.count(keys[i]);
        }
        return counted;
    }

    private void sendTicket(Share share) throws InterruptedException {
        if (jobs.trySend(share) != Sent.SENT) {
            long since = System.nanoTime();
            jobs.send(share);
            blockedNanos.addAndGet(System.nanoTime() - since);
        }
    }

    /// Returns how many jobs have been sent.
    long created() {
        return created.get();
    }

    /// Returns how long this producer has waited for room.
    long blockedNanos() {
        return blockedNanos.get();
    }
}
