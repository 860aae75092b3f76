package io.millrace.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/*
 *   key    last
 *   ann -> c5        somebody has c1;  c1 -> c4 -> c5
 *   bob -> c2        somebody has c2
 *
 * K1  A link's `next` is written once: by the one who appends to it, or by the one who had it and is done. Who comes
 *     second knows what the first has done. So of each key one element is being worked on, and the others follow it.
 * K2  The last element of a key is in the map until somebody is done with it. Whoever appends puts itself there first,
 *     so a key that is taken out has nothing left to follow.
 *
 * No lock is held while anything of the caller's runs but a key's equals and hashCode, within the map.
 */
/// For each key that is being worked on, what is to follow. Used by several threads; of one key,
/// one at a time appends.
///
/// @param <E> the type of the elements
final class KeyChains<E extends KeyChains.Link> {
    private final ConcurrentMap<Object, E> last = new ConcurrentHashMap<>();

    /// What follows another of the same key.
    abstract static class Link {
        private static final Object DONE = new Object();
        private static final VarHandle NEXT;

        static {
            try {
                NEXT = MethodHandles.lookup().findVarHandle(Link.class, "next", Object.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused") // by NEXT
        private volatile @Nullable Object next; // null, the one that follows, or DONE (K1)
    }

    /// Appends an element to those of its key.
    ///
    /// @return whether nobody works on the key, so that the caller is to see to the element
    boolean append(Object key, E element) {
        E before = last.put(key, element);
        return before == null || !Link.NEXT.compareAndSet(before, null, element);
    }

    /// Returns what follows `done`, for the caller to see to; null if nothing does.
    @SuppressWarnings("unchecked") // what was appended is an E
    @Nullable E next(Object key, E done) {
        Object follows = Link.NEXT.compareAndExchange(done, null, Link.DONE);
        if (follows != null) {
            return (E) follows;
        }
        last.remove(key, done);
        return null;
    }
}
