package io.millrace.guard;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Something that a call is made through: it decides whether, when and how often the call is made.
///
/// ```java
/// Guard guard = retry.around(breaker).around(timeout);
/// Page page = guard.call(() -> fetch(uri));
/// ```
///
/// What the call throws comes out as it was thrown, with its own type: guards do not wrap. A guard
/// that refuses throws a [RejectedException]; one that gives up waits for nobody.
///
/// Guards hold no call: one guard serves any number of threads at a time, and any kind of call.
/// [Guards] puts several around each other in an order that is known to be right.
public interface Guard {

    /// Makes the call, if this guard lets it.
    ///
    /// @throws X what the call throws
    /// @throws InterruptedException if the thread is interrupted while the call, or the guard,
    ///   waits
    /// @throws RejectedException if the guard did not make the call
    <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException;

    /// Returns this guard around `inner`: the call is made through this one first, and what this
    /// one calls goes through the inner one.
    default Guard around(Guard inner) {
        return new Around(this, Objects.requireNonNull(inner, "inner"));
    }
}
