package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.Change;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.waiting.Door;
import io.millrace.waiting.ShortLock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/*
 * Changes are told in order, and without the lock: whoever changes the state adds to `untold`, and then one thread at a
 * time empties it. A listener that changes the state itself only adds to it.
 *
 * K3  The changes in `untold` and those told before form a chain: the `to` of each is the `from` of the next.
 */
/// Those who are told of a circuit breaker's changes.
final class ChangeListeners {
    private final ShortLock lock; // the breaker's
    private final List<Consumer<? super Change>> listeners;
    private final ArrayDeque<Change> untold = new ArrayDeque<>(); // under lock
    private boolean telling; // under lock: a thread is telling the listeners

    ChangeListeners(ShortLock lock, List<Consumer<? super Change>> listeners) {
        this.lock = lock;
        this.listeners = List.copyOf(listeners);
    }

    /// Adds a change that is to be told. Requires: lock held; afterwards [#tell].
    void add(CircuitBreaker breaker, State from, State to, String why) {
        if (!listeners.isEmpty()) {
            untold.add(new Change(breaker, from, to, why));
        }
    }

    /// Tells the listeners what they have not been told, unless a thread is at it. Requires: no
    /// lock held.
    void tell() {
        lock.lock();
        while (!telling && !untold.isEmpty()) {
            Change change = untold.remove();
            telling = true;
            lock.unlock();
            for (Consumer<? super Change> listener : listeners) {
                try {
                    listener.accept(change);
                } catch (Throwable e) { // one listener's fault must not keep the others from it
                    Door.report(e);
                }
            }
            lock.lock();
            telling = false;
        }
        lock.unlock();
    }
}
