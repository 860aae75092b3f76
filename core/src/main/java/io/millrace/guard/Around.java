package io.millrace.guard;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A guard around another.
record Around(Guard outer, Guard inner) implements Guard {

    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        return outer.<R, X>call(() -> inner.<R, X>call(call));
    }

    @Override
    public Guard around(Guard innermost) {
        return new Around(outer, inner.around(innermost));
    }

    @Override
    public String toString() {
        return outer + " around " + inner;
    }
}
