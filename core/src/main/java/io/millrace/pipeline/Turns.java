package io.millrace.pipeline;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Brings back into order what is numbered from 0 on and comes out of order, by less than `window`.
/// Used by one thread.
final class Turns<E> {
    private final @Nullable Object[] waiting;
    private long next;

    Turns(int window) {
        waiting = new Object[window];
    }

    /// Puts in element `number`.
    void put(long number, E element) {
        int place = (int) (number % waiting.length);
        assert waiting[place] == null && number - next < waiting.length : "L2";
        waiting[place] = Objects.requireNonNull(element);
    }

    /// Takes out the element whose turn it is; null if it is not there.
    @SuppressWarnings("unchecked") // only put() stores
    @Nullable E take() {
        int place = (int) (next % waiting.length);
        var element = (E) waiting[place];
        if (element != null) {
            waiting[place] = null;
            next++;
        }
        return element;
    }
}
