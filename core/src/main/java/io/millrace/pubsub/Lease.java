package io.millrace.pubsub;

import io.millrace.time.TimedCall;
import io.millrace.time.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An envelope that is not in its line: a reader has it, or it waits to come again. Both end once,
/// at a time or sooner.
final class Lease<M> implements Delivery<M> {
    private final AckLine<M> line;
    private final Envelope<M> envelope;
    private final boolean delays; // waits to come again
    private final int attempt;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile @Nullable TimedCall alarm;

    Lease(AckLine<M> line, Envelope<M> envelope, boolean delays) {
        this.line = line;
        this.envelope = envelope;
        this.delays = delays;
        attempt = envelope.attempts;
    }

    /// Lets its time begin.
    void begin(Duration time) {
        TimedCall set = Timer.call(time, Runnable::run, this::over);
        alarm = set;
        if (settled.get()) {
            set.stop(); // who settled it may have come before
        }
    }

    boolean delays() {
        return delays;
    }

    Envelope<M> envelope() {
        return envelope;
    }

    /// Ends it.
    ///
    /// @return whether this call did
    boolean settle() {
        if (!settled.compareAndSet(false, true)) {
            return false;
        }
        TimedCall set = alarm;
        if (set != null) {
            set.stop();
        }
        return true;
    }

    private void over() {
        if (settle()) {
            line.over(this);
        }
    }

    @Override
    public M message() {
        return envelope.message;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean ack() {
        boolean mine = settle();
        if (mine) {
            line.acknowledged(this);
        }
        return mine;
    }

    @Override
    public boolean nack() {
        return reject(Duration.ZERO, null);
    }

    @Override
    public boolean nack(Duration delay) {
        return reject(Objects.requireNonNull(delay, "delay"), null);
    }

    @Override
    public boolean nack(Duration delay, Throwable cause) {
        return reject(
                Objects.requireNonNull(delay, "delay"), Objects.requireNonNull(cause, "cause"));
    }

    private boolean reject(Duration delay, @Nullable Throwable cause) {
        boolean mine = settle();
        if (mine) {
            line.rejected(this, delay, cause);
        }
        return mine;
    }

    @Override
    public String toString() {
        return "delivery " + attempt + " of " + envelope.message;
    }
}
