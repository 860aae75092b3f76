package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Overflow;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.select.Select;
import java.time.Duration;

/// One channel, from which all workers receive: [Dispatch#SHARED].
///
/// A job is in the channel before it is counted, so the books may be stopped meanwhile; it is
/// counted all the same. What ends here is the channel.
final class SharedQueue implements Intake {
    private final PoolCore core;
    private final int capacity;
    private final Channel<Job<?>> jobs;

    /// @param capacity 0 to hand jobs over to workers that wait
    SharedQueue(PoolCore core, int capacity, boolean dropsOldest) {
        this.core = core;
        this.capacity = capacity;
        Channel.Builder<Job<?>> builder =
                Channel.<Job<?>>builder()
                        .name(core.name() + " queue")
                        .onUndelivered(Job::undelivered);
        if (capacity > 0) {
            builder.capacity(capacity);
        }
        if (dropsOldest) {
            builder.overflow(Overflow.DROP_OLDEST);
        }
        jobs = builder.build();
    }

    @Override
    public Sent send(Job<?> job) throws InterruptedException {
        try {
            jobs.send(job);
        } catch (ChannelClosedException e) {
            return Sent.CLOSED;
        }
        core.books().note(job);
        return Sent.SENT;
    }

    @Override
    public Sent trySend(Job<?> job) {
        return noted(job, jobs.trySend(job));
    }

    @Override
    public Sent trySend(Job<?> job, Duration timeout) throws InterruptedException {
        return noted(job, jobs.trySend(job, timeout));
    }

    private Sent noted(Job<?> job, Sent sent) {
        if (sent == Sent.SENT) {
            core.books().note(job);
        }
        return sent;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void stop() {
        jobs.close();
    }

    @Override
    public void cancel(Throwable cause) {
        jobs.cancel(cause);
    }

    @Override
    public Taker taker() {
        return new Receiving();
    }

    private final class Receiving implements Taker {
        private final Select<Work> next =
                Select.of(
                        jobs.<Work>onReceive(job -> job, _ -> Work.Notice.ENDED),
                        core.notices().<Work>onReceive(notice -> notice));

        @Override
        public Work take() throws InterruptedException {
            return switch (jobs.tryReceive()) {
                case Received.Value<Job<?>>(var job) -> job;
                case Received.Ended<Job<?>> _ -> Work.Notice.ENDED;
                case Received.Empty<Job<?>> _ -> next.await();
            };
        }

        @Override
        public void ended(Job<?> job) {}

        @Override
        public void leave() {}
    }
}
