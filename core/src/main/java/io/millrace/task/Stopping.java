package io.millrace.task;

import io.millrace.waiting.Door;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What becomes of an action that stops a [Shutdown]'s intake (H5).
final class Stopping implements Consumer<Outcome<@Nullable Void>> {
    private final AtomicBoolean settled = new AtomicBoolean();
    private @Nullable Throwable failure; // before `settled`

    @Override
    public void accept(Outcome<@Nullable Void> outcome) {
        if (outcome instanceof Outcome.Failure<?>(var cause)) {
            failure = cause;
            if (!settled.compareAndSet(false, true)) {
                Door.report(cause); // the report has been made
            }
        }
    }

    /// Adds what the action threw to the report that is being made.
    void addTo(List<Throwable> failures) {
        if (!settled.compareAndSet(false, true) && failure != null) {
            failures.add(failure);
        }
    }
}
