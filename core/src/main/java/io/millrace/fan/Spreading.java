package io.millrace.fan;

import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes values from one source, and gives them to outlets.
abstract class Spreading<T> extends Pump<T> {
    private final Receiver<? extends T> source;

    Spreading(Plan<T> plan, String shape, Receiver<? extends T> source, int outlets) {
        super(plan, shape, List.of(source));
        this.source = source;
        addOutlets(plan, outlets);
    }

    /// Gives the value in hand to whom it belongs.
    abstract void spread(T value) throws InterruptedException;

    /// To how many outlets a value is owed.
    int copies() {
        return 1;
    }

    @Override
    final @Nullable Throwable move() throws InterruptedException {
        Throwable abandoned = whyAbandoned();
        while (abandoned == null) {
            T value;
            try {
                value = source.receiveOrNull();
            } catch (ChannelClosedException e) {
                sourceEnded();
                return Objects.requireNonNullElse(e.closed().cause(), e);
            }
            if (value == null) {
                sourceEnded();
                return null;
            }
            take(value, copies());
            spread(value);
            settle();
            abandoned = whyAbandoned();
        }
        return abandoned;
    }
}
