package io.millrace.pipeline;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 *   key    last
 *   ann -> c5        somebody has c1;  c1 -> c4 -> c5
 *   bob -> c2        somebody has c2
 *
 * K1  A key is in the map as long as somebody has an element of it. Both steps, to append and to go on, happen within
 *     the map's compute() of the key: so either the one who appends finds the key, or the one who goes on finds the
 *     element.
 */
/// For each key that is being worked on, what is to follow. Used by several threads.
final class KeyChains<E> {
    private final ConcurrentMap<Object, E> last = new ConcurrentHashMap<>();
    private final BiConsumer<E, E> link;
    private final Function<E, @Nullable E> linked;

    /// @param link makes its second argument follow its first
    /// @param linked returns what follows, or null
    KeyChains(BiConsumer<E, E> link, Function<E, @Nullable E> linked) {
        this.link = link;
        this.linked = linked;
    }

    /// Appends an element to those of its key.
    ///
    /// @return whether there is no other, so that the caller is to see to it
    boolean append(Object key, E element) {
        var first = new boolean[1];
        last.compute(
                key,
                (k, before) -> {
                    first[0] = before == null;
                    if (before != null) {
                        link.accept(before, element);
                    }
                    return element;
                });
        return first[0];
    }

    /// Returns what follows `done`, for the caller to see to; null if nothing does.
    @SuppressWarnings("ReferenceEquality") // this very element
    @Nullable E next(Object key, E done) {
        E after = last.computeIfPresent(key, (k, end) -> end == done ? null : end);
        return after == null ? null : linked.apply(done);
    }
}
