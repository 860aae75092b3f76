package io.millrace.guard;

import io.millrace.guard.RateLine.Answer;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * A key whose limiter is as good as new is forgotten: a new one could not be told from it. The limiter is retired first,
 * under its lock, so that who has just looked it up does not take from it: it looks the key up again.
 *
 * There is no thread for that. Whoever brings a new key looks at STEPS others, in turn; so the map never holds many more
 * keys than are in use.
 */
/// A rate limiter for each key: for each user, each address. Keys that are not in use are
/// forgotten: those whose bucket is full, or whose window is empty.
///
/// A key that comes again gets a new limiter. So one that is to have fewer
/// [initial][RateLimiter.Builder#initial] permits than its burst begins with those once more.
///
/// There is no clause for a select: it would have to keep its key from being forgotten for as long
/// as the clause may be used. Reserve instead, select on [after the
/// delay][io.millrace.select.Select#after], and cancel if something else was chosen.
///
/// **Order. Waiting. Cancellation. Ordering and memory. Errors.** As for a [RateLimiter], for each
/// key apart.
///
/// @param <K> the type of the keys, which are compared by `equals`
public final class KeyedRateLimiter<K> implements Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int STEPS = 4;

    private final String name;
    private final Function<? super K, RateLimiter.Builder> factory;
    private final ConcurrentHashMap<K, RateLimiter> limiters = new ConcurrentHashMap<>();
    private final AtomicInteger owed = new AtomicInteger(); // steps of the hand
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private @Nullable Iterator<Map.Entry<K, RateLimiter>> hand; // by whoever is sweeping
    private final AtomicLong forgotten = new AtomicLong();

    private KeyedRateLimiter(String name, Function<? super K, RateLimiter.Builder> factory) {
        this.name = name;
        this.factory = factory;
    }

    /// Makes a limiter with the same token bucket for each key.
    ///
    /// @throws IllegalArgumentException as [RateLimiter#of] does
    public static <K> KeyedRateLimiter<K> of(Rate rate, long burst) {
        RateLimiter.builder(rate)
                .burst(burst)
                .unseen(""); // refuses here what it would refuse later
        return of(_ -> RateLimiter.builder(rate).burst(burst));
    }

    /// Makes a limiter whose keys have limiters of their own.
    ///
    /// @param factory describes the limiter of a key; called each time that the key comes new, by
    ///   several threads perhaps, and must be short
    public static <K> KeyedRateLimiter<K> of(Function<? super K, RateLimiter.Builder> factory) {
        return of("keyed-rate-limiter-" + NUMBERS.incrementAndGet(), factory);
    }

    /// As [#of(Function)], with a name.
    public static <K> KeyedRateLimiter<K> of(
            String name, Function<? super K, RateLimiter.Builder> factory) {
        Objects.requireNonNull(name, "name");
        var limiter = new KeyedRateLimiter<K>(name, Objects.requireNonNull(factory, "factory"));
        Watch.register(limiter);
        return limiter;
    }

    /// Takes a permit of the key's if one is there and nobody waits for it.
    public boolean tryAcquire(K key) {
        return tryAcquire(key, 1);
    }

    /// As [RateLimiter#tryAcquire(long)], for a key.
    ///
    /// @throws IllegalArgumentException if `permits` is less than 1
    public boolean tryAcquire(K key, long permits) {
        require(permits);
        while (true) {
            RateLimiter limiter = limiter(key);
            Answer answer = limiter.line().take(permits);
            if (answer != Answer.RETIRED) {
                sweep();
                return answer == Answer.GRANTED;
            }
            limiters.remove(key, limiter);
        }
    }

    /// Takes a permit of the key's, waiting for as long as it takes.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    public void acquire(K key) throws InterruptedException {
        acquire(key, 1);
    }

    /// As [RateLimiter#acquire(long)], for a key.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    /// @throws IllegalArgumentException if there can never be so many at once, or `permits` is less
    ///   than 1
    public void acquire(K key, long permits) throws InterruptedException {
        await(key, permits, RateLine.FOREVER);
    }

    /// As [RateLimiter#tryAcquire(long, Duration)], for a key.
    ///
    /// @throws InterruptedException if the thread is interrupted; nothing is taken
    /// @throws IllegalArgumentException as [#acquire(Object, long)] does
    public boolean tryAcquire(K key, long permits, Duration timeout) throws InterruptedException {
        return await(key, permits, Door.nanos(timeout));
    }

    private boolean await(K key, long permits, long nanos) throws InterruptedException {
        require(permits);
        while (true) {
            RateLimiter limiter = limiter(key);
            Answer answer = limiter.line().await(permits, nanos);
            sweep();
            switch (answer) {
                case GRANTED -> {
                    return true;
                }
                case REFUSED -> {
                    return false;
                }
                case TOO_MANY -> throw limiter.tooMany("acquire", permits);
                case RETIRED -> limiters.remove(key, limiter);
            }
        }
    }

    /// As [RateLimiter#reserve], for a key.
    ///
    /// @throws IllegalArgumentException as [#acquire(Object, long)] does
    /// @throws RateLimitedException if they will never be there at this rate
    public Reservation reserve(K key, long permits) {
        return book("reserve", key, permits, RateLine.FOREVER)
                .orElseThrow(() ->
                        limiter(key).limited("reserve(" + permits + "): never at this rate", -1));
    }

    /// As [RateLimiter#tryReserve], for a key.
    ///
    /// @throws IllegalArgumentException as [#acquire(Object, long)] does
    public Optional<Reservation> tryReserve(K key, long permits, Duration maxDelay) {
        return book("tryReserve", key, permits, Door.nanos(maxDelay));
    }

    private Optional<Reservation> book(String doing, K key, long permits, long nanos) {
        require(permits);
        while (true) {
            RateLimiter limiter = limiter(key);
            Booking booking = Booking.make(limiter.line(), permits, nanos);
            sweep();
            if (booking != null) {
                return Optional.of(new Reservation(booking));
            }
            if (!limiter.line().isGone()) {
                if (permits > limiter.burst()) {
                    throw limiter.tooMany(doing, permits);
                }
                return Optional.empty();
            }
            limiters.remove(key, limiter);
        }
    }

    /// Returns a guard whose calls take a permit of the key's, waiting as long as the
    /// [RateLimiter.Builder#maxDelay] of its limiter says: not at all, if not set.
    public Guard guard(K key) {
        Objects.requireNonNull(key, "key");
        return new KeyGuard<>(this, key);
    }

    private record KeyGuard<K>(KeyedRateLimiter<K> limiter, K key) implements Guard {
        @Override
        public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
                throws X, InterruptedException {
            Objects.requireNonNull(call, "call");
            long wait = limiter.limiter(key).maxDelay();
            boolean granted = wait > 0 ? limiter.await(key, 1, wait) : limiter.tryAcquire(key);
            if (!granted) {
                throw limiter.limiter(key).noPermit();
            }
            return call.call();
        }
    }

    private static void require(long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "so many permits: " + permits + "; must be at least 1");
        }
    }

    private RateLimiter limiter(K key) {
        RateLimiter known = limiters.get(Objects.requireNonNull(key, "key"));
        if (known != null) {
            return known;
        }
        RateLimiter made = factory.apply(key).unseen(name + "[" + key + "]");
        RateLimiter before = limiters.putIfAbsent(key, made);
        if (before != null) {
            return before;
        }
        owed.addAndGet(STEPS);
        return made;
    }

    /// Forgets every key that is not in use. There is no need to: new keys push out old ones.
    ///
    /// @return how many were forgotten
    public int forgetIdle() {
        int count = 0;
        for (Map.Entry<K, RateLimiter> entry : limiters.entrySet()) {
            count += forget(entry.getKey(), entry.getValue()) ? 1 : 0;
        }
        return count;
    }

    /// Looks at as many keys as new ones call for. Not before the new ones have been used: until
    /// then they are as good as new.
    private void sweep() {
        if (owed.get() == 0 || !sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            for (int steps = owed.getAndSet(0); steps > 0; steps--) {
                Iterator<Map.Entry<K, RateLimiter>> at = hand;
                if (at == null || !at.hasNext()) {
                    at = limiters.entrySet().iterator();
                    hand = at;
                }
                if (!at.hasNext()) {
                    return;
                }
                Map.Entry<K, RateLimiter> entry = at.next();
                forget(entry.getKey(), entry.getValue());
            }
        } finally {
            sweeping.set(false);
        }
    }

    private boolean forget(K key, RateLimiter limiter) {
        boolean forgets = limiter.line().retire() && limiters.remove(key, limiter);
        if (forgets) {
            forgotten.incrementAndGet();
        }
        return forgets;
    }

    /// Returns how many keys are known.
    public int size() {
        return limiters.size();
    }

    @Override
    public KeyedRateLimiterStats stats() {
        return new KeyedRateLimiterStats(name, limiters.size(), forgotten.get());
    }

    @Override
    public String toString() {
        return "keyed rate limiter '" + name + "'";
    }
}
