package io.millrace.cli.run;

import io.millrace.channel.Sender;
import io.millrace.channel.Sent;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Template;
import io.millrace.cli.run.journal.JobRecord;
import io.millrace.cli.run.journal.Journal;
import io.millrace.cli.run.journal.Recognizer;
import io.millrace.cli.run.json.NoValueException;
import io.millrace.cli.run.output.Event;
import io.millrace.cli.run.output.Intake;
import io.millrace.cli.run.output.OrderWindow;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Makes shares of inputs and sends them. Used by one producer; its figures by all.
final class Producer implements Source.Inputs {
    private final Sender<Share> jobs;
    private final AtomicLong numbers;
    private final @Nullable OrderWindow window;
    private final @Nullable Occurrences occurrences;
    private final @Nullable Template key;
    private final @Nullable Journal journal;
    private final @Nullable Recognizer recognizer;
    private final Intake events;
    private final String[] read; // and not sent yet
    private final String[] keys; // of these; empty without --key
    private int count; // of these
    private final AtomicLong created = new AtomicLong();
    private final Patience full = new Patience();
    private final Patience ordered = new Patience();
    private final IntSupplier consumers;
    private final int buffer;

    /// Makes a producer.
    ///
    /// @param consumers how many there are now: so many have to hear of what was read together
    /// @param numbers the last job's number; of all producers
    /// @param window bounds how many jobs are under way; null for no bound but the channels'
    /// @param occurrences counts equal keys, or inputs that have none; null if nobody wants to know
    /// @param journal knows what earlier runs have done; null if there is none
    /// @param events takes jobs that are not run
    Producer(
            Sender<Share> jobs,
            RunPlan plan,
            IntSupplier consumers,
            AtomicLong numbers,
            @Nullable OrderWindow window,
            @Nullable Occurrences occurrences,
            @Nullable Journal journal,
            Intake events) {
        this.jobs = jobs;
        this.consumers = consumers;
        this.buffer = plan.flow().buffer();
        this.numbers = numbers;
        this.window = window;
        this.occurrences = occurrences;
        this.key = plan.input().key();
        this.journal = journal;
        this.recognizer = journal == null ? null : journal.newRecognizer();
        this.events = events;
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
            int to = window == null ? count : from + enter(window, count - from);
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
        JobRecord @Nullable [] records =
                records(first, inputs, own == null ? inputs : own, counted);
        var share = new Share(first, inputs, counted, own, refusal, now, records);
        int left = inputs.length - passSettled(share);
        if (left == 0) {
            return;
        }
        if (journal != null && records != null) {
            journal.startEarly(records, buffer);
        }
        sendTicket(share);
        created.addAndGet(left); // one ticket will do, if it comes to that
        for (int i = Math.min(consumers.getAsInt(), left); i > 1; i--) {
            sendTicket(share);
        }
    }

    /// @param names by which the jobs are known: their keys, or their inputs
    private JobRecord @Nullable [] records(
            long first, String[] inputs, String[] names, int @Nullable [] counted) {
        if (recognizer == null || counted == null) {
            return null;
        }
        var records = new JobRecord[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            records[i] = recognizer.recognize(first + i, inputs[i], names[i], counted[i]);
        }
        return records;
    }

    /// Passes by the jobs that are not to be run. They keep their numbers.
    ///
    /// @return how many
    private int passSettled(Share share) throws InterruptedException {
        if (recognizer == null) {
            return 0;
        }
        List<Job> settled = share.settled();
        if (window != null && !settled.isEmpty()) {
            events.send(new Event.Skipped(settled));
        }
        return settled.size();
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
            full.begin();
            try {
                jobs.send(share);
            } finally {
                full.end();
            }
        }
    }

    private int enter(OrderWindow window, int most) throws InterruptedException {
        int room = window.tryEnter(most);
        if (room > 0) {
            return room;
        }
        ordered.begin();
        try {
            return window.enter(most);
        } finally {
            ordered.end();
        }
    }

    /// Returns how many jobs have been sent.
    long created() {
        return created.get();
    }

    /// Returns how long this producer has waited for room in the queue.
    long fullNanos() {
        return full.nanos();
    }

    /// Returns how long this producer has waited for room in the window.
    long orderedNanos() {
        return ordered.nanos();
    }

    /// Adds up how long one thread has waited, what it waits now included.
    private static final class Patience {
        private final AtomicLong past = new AtomicLong();
        private volatile long since; // 0: it does not wait

        void begin() {
            since = System.nanoTime() | 1;
        }

        /// What a reader misses between these two is there at its next look.
        void end() {
            long began = since;
            since = 0;
            past.setRelease(past.getPlain() + System.nanoTime() - began);
        }

        long nanos() {
            long began = since;
            return past.getAcquire() + (began == 0 ? 0 : Math.max(0, System.nanoTime() - began));
        }
    }
}
