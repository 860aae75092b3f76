package io.millrace.pipeline;

import io.millrace.channel.Receiver;
import io.millrace.channel.ends.ReceivingEnd;
import io.millrace.context.Context;
import java.util.Objects;

/// The receiving end of a pipeline that runs in somebody's scope: hanging up ends the pipeline at
/// once, not only when it next sends.
final class OwnedReceiver<T> extends ReceivingEnd<T> {
    private final Receiver<T> channel;
    private final Context.Cancellable run;

    OwnedReceiver(Receiver<T> channel, Context.Cancellable run) {
        super(channel);
        this.channel = channel;
        this.run = run;
    }

    @Override
    public boolean cancel() {
        boolean first = channel.cancel();
        run.cancel();
        return first;
    }

    @Override
    public boolean cancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        boolean first = channel.cancel(cause);
        run.cancel(cause);
        return first;
    }
}
