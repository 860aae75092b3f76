package io.millrace.pipeline;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Leads from a function of the user's to a sink, and lets no exception of the sink get lost or
/// changed on the way back through that function (P7).
final class Emitting<R> implements Emitter<R> {
    private final Sink<? super R> out;
    private boolean wants = true;
    private @Nullable Exception failure;

    Emitting(Sink<? super R> out) {
        this.out = out;
    }

    static <T, R> boolean expand(Expansion<? super T, R> expansion, T value, Sink<? super R> out)
            throws Exception {
        var emitting = new Emitting<R>(out);
        try {
            expansion.expand(value, emitting);
        } catch (Exception e) {
            boolean left = emitting.isRejecting() && e instanceof CancellationException;
            if (!left || emitting.failure != null) {
                throw emitting.failureOr(e);
            }
        }
        return emitting.wantsMore();
    }

    @Override
    public boolean emit(R value) {
        if (!wants) { // it was told so, and went on: it may do that for ever
            throw new CancellationException("nobody wants any more: emit(..) has returned false");
        }
        return push(value);
    }

    /// Pushes an element, where no checked exception can be thrown.
    ///
    /// @throws CancellationException if the sink threw something
    boolean push(R value) {
        Objects.requireNonNull(value, "value");
        if (failure != null) {
            throw over(failure);
        }
        try {
            wants = wants && out.push(value);
            return wants;
        } catch (Exception e) {
            failure = e;
            throw over(e);
        }
    }

    private static CancellationException over(Exception cause) {
        var over = new CancellationException("the stages behind take no more: " + cause);
        over.initCause(cause);
        return over;
    }

    /// Tells whether the sink wants more.
    ///
    /// @throws Exception what the sink has thrown
    boolean wantsMore() throws Exception {
        if (failure != null) {
            throw failure;
        }
        return wants;
    }

    /// Tells whether the sink takes no more.
    boolean isRejecting() {
        return !wants || failure != null;
    }

    /// Returns what the sink has thrown, or else `other`.
    Exception failureOr(Exception other) {
        return failure != null ? failure : other;
    }
}
