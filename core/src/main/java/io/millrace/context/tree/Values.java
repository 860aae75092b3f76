package io.millrace.context.tree;

import io.millrace.context.Key;
import org.jspecify.annotations.Nullable;

/// The values that a context carries, the innermost first.
record Values(Key<?> key, Object value, @Nullable Values outer) {

    static @Nullable Object find(@Nullable Values values, Key<?> key) {
        for (Values at = values; at != null; at = at.outer) {
            if (at.key == key) {
                return at.value;
            }
        }
        return null;
    }
}
