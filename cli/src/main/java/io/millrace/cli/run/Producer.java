package io.millrace.cli.run;

import io.millrace.channel.Sender;
import io.millrace.channel.Sent;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.output.OrderWindow;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Makes shares of inputs and sends them. Used by one producer; its figures by all.
final class Producer implements Source.Inputs {
    private final Sender<Share> jobs;
    private final AtomicLong numbers;
    private final @Nullable OrderWindow window;
    private final @Nullable Occurrences occurrences;
    private final String[] read; // and not sent yet
    private int count; // of these
    private final AtomicLong created = new AtomicLong();
    private final Patience full = new Patience();
    private final Patience ordered = new Patience();
    private final IntSupplier consumers;

    /// Makes a producer.
    ///
    /// @param consumers how many there are now: so many have to hear of what was read together
    /// @param numbers the last job's number; of all producers
    /// @param window bounds how many jobs are under way; null for no bound but the channels'
    /// @param occurrences counts equal inputs; null if nobody wants to know
    Producer(
            Sender<Share> jobs,
            RunPlan plan,
            IntSupplier consumers,
            AtomicLong numbers,
            @Nullable OrderWindow window,
            @Nullable Occurrences occurrences) {
        this.jobs = jobs;
        this.consumers = consumers;
        this.numbers = numbers;
        this.window = window;
        this.occurrences = occurrences;
        this.read = new String[plan.share()];
    }

    @Override
    public void accept(String input) throws InterruptedException {
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
            send(Arrays.copyOfRange(read, from, to), refusal);
            from = to;
        }
        count = 0;
    }

    private void send(String[] inputs, @Nullable String refusal) throws InterruptedException {
        int @Nullable [] counted = occurrences == null ? null : counted(occurrences, inputs);
        long now = System.nanoTime();
        long first = numbers.getAndAdd(inputs.length) + 1;
        var share = new Share(first, inputs, counted, refusal, now);
        sendTicket(share);
        created.addAndGet(inputs.length); // one ticket will do, if it comes to that
        for (int i = Math.min(consumers.getAsInt(), inputs.length); i > 1; i--) {
            sendTicket(share);
        }
    }

    private static int[] counted(Occurrences occurrences, String[] inputs) {
        int[] counted = new int[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            counted[i] = occurrences.count(inputs[i]);
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
