package io.millrace.sync;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Lets callers that want the same at the same time share one call.
///
/// ```java
/// var users = new SingleFlight<Long, User>();
/// User user = users.call(id, () -> fetchUser(id));
/// ```
///
/// While a call for a key runs, whoever asks for that key joins it, and its own body is not called.
/// Nothing is kept: after the call has ended the next caller starts afresh. For a cache, put the
/// result into one.
///
/// The body runs on a virtual thread of its own, so that no caller depends on another: a caller
/// that is cancelled leaves, and the call goes on for the others. When the last one has left the
/// body's thread is interrupted, and a caller that comes then starts a new call, even if the old
/// body still runs. The body does not run in its caller's [context][io.millrace.context]: it
/// belongs to all of them.
///
/// **Waiting.** [#call] waits until the call has ended. **Cancellation.** An interrupt, pending or
/// coming, makes it throw, and leaves the call. **Ordering and memory.** What the body did
/// happens-before whatever a caller does after it was given the result. **Errors.** What the body
/// throws goes to all callers of that call, to each as the cause of an [ExecutionException] of its
/// own; the next caller starts afresh. If the last caller has left nobody hears of it.
///
/// @param <K> the type of the keys, as in a hash map
/// @param <V> the type of the results, which may be null
public final class SingleFlight<K, V extends @Nullable Object> implements Observable {
    private final Name name;
    private final ConcurrentMap<K, SharedCall<V>> calls = new ConcurrentHashMap<>();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong joined = new AtomicLong();
    private final AtomicLong abandoned = new AtomicLong();

    /// Makes a single flight without calls.
    public SingleFlight() {
        this(new Name(Kind.SINGLE_FLIGHT));
    }

    /// As [#SingleFlight()], with a name for thread dumps, messages and views.
    public SingleFlight(String name) {
        this(new Name(Kind.SINGLE_FLIGHT, name));
    }

    private SingleFlight(Name name) {
        this.name = name;
        Watch.register(this);
    }

    /// Joins the call for `key`, or starts it, and waits for its result.
    ///
    /// @throws InterruptedException if the thread is interrupted on entry or while it waits
    /// @throws ExecutionException if the body failed, with what it threw as the cause
    public V call(K key, Callable<? extends V> body)
            throws InterruptedException, ExecutionException {
        requireArguments(key, body);
        Line.checkInterrupt();
        try (var flight = join(key, body)) {
            return flight.await();
        }
    }

    /// Joins the call for `key`, or starts it, and does not wait: for a select, or to wait for a
    /// limited time. Each caller has a flight of its own, and has to close it.
    public Flight<V> join(K key, Callable<? extends V> body) {
        requireArguments(key, body);
        while (true) {
            SharedCall<V> running = calls.get(key);
            if (running == null) {
                var own = new Own(key);
                var mine = new SharedCall<V>(this, body, own);
                own.call = mine;
                running = calls.putIfAbsent(key, mine);
                if (running == null) {
                    start(mine);
                    return new Flight<>(this, mine);
                }
            }
            if (running.join()) {
                joined.incrementAndGet();
                return new Flight<>(this, running);
            }
            calls.remove(key, running); // F2
        }
    }

    private static void requireArguments(Object key, Object body) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(body, "body");
    }

    /// Removes a call from where new callers look for it.
    private final class Own implements Runnable {
        private final K key;
        private @Nullable SharedCall<V> call; // set before anybody else sees it

        Own(K key) {
            this.key = key;
        }

        @Override
        public void run() {
            calls.remove(key, call);
        }
    }

    private void start(SharedCall<V> call) {
        boolean running = false;
        try {
            Door.start(null, name.get() + "-" + started.incrementAndGet(), call);
            running = true;
        } finally {
            if (!running) {
                call.fail(new IllegalStateException("no thread could be started for " + this));
            }
        }
    }

    /// Lets the next caller for `key` start a new call, even if one runs. Those who wait for that
    /// one still get its result.
    ///
    /// @return whether a call was running
    public boolean forget(K key) {
        return calls.remove(Objects.requireNonNull(key, "key")) != null;
    }

    void countAbandoned() {
        abandoned.incrementAndGet();
    }

    @Override
    public SingleFlightStats stats() {
        return new SingleFlightStats(
                name.get(), calls.size(), started.get(), joined.get(), abandoned.get());
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
