package io.millrace.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What an [Outcome] is to whoever wants the value.
final class Ended {

    private Ended() {}

    /// Returns the value of a success, and throws otherwise.
    ///
    /// @param what names in messages what has ended
    static <T extends @Nullable Object> T value(Object what, Outcome<T> outcome)
            throws ExecutionException {
        return switch (outcome) {
            case Outcome.Success<T>(var value) -> value;
            case Outcome.Failure<T>(var cause) ->
                    throw new ExecutionException(what + " failed: " + cause, cause);
            case Outcome.Cancelled<T>(var cause) -> {
                var cancelled = new CancellationException(what + " was cancelled: " + cause);
                cancelled.initCause(cause);
                throw cancelled;
            }
        };
    }
}
