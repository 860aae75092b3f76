package io.millrace.fan;

import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import org.jspecify.annotations.Nullable;

/// Gives each value to its outlet, and a copy to a sender that is somebody else's.
final class Teeing<T> extends Spreading<T> {
    private final Sender<? super T> side;

    Teeing(Plan<T> plan, Receiver<? extends T> source, Sender<? super T> side) {
        super(plan, "tee", source, 1);
        this.side = side;
    }

    @Override
    void spread(T value) throws InterruptedException {
        give(outlets().getFirst(), value);
        if (whyAbandoned() == null && !side.isClosed()) {
            copy(value);
        }
    }

    private void copy(T value) throws InterruptedException {
        try {
            side.send(value);
        } catch (ChannelClosedException e) {
            if (!side.isClosed()) {
                throw e; // of another channel: a fault of this sender
            }
            // Nobody wants the copies any more.
        }
    }

    @Override
    void ending(@Nullable Throwable cause) {
        if (cause == null) {
            side.close();
        } else {
            side.fail(cause);
        }
    }
}
