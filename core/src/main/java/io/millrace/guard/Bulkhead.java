package io.millrace.guard;

import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Bounds how many calls run at once, and how many wait for their turn: what is slow can use up so
/// many threads and no more.
///
/// ```java
/// var bulkhead = Bulkhead.builder(10).queue(20).maxWait(Duration.ofSeconds(1)).build();
/// Page page = bulkhead.call(() -> fetch(uri));
/// ```
///
/// **Order.** First come, first served; nobody overtakes those who wait.
///
/// **Waiting.** For a place, if there is one in the queue, and for at most [Builder#maxWait].
/// **Cancellation.** An interrupt, pending or coming, makes the wait throw, and no place is taken;
/// if the place came first, the call is made and the interrupt stays pending. **Ordering and
/// memory.** None between calls. **Errors.** Who gets no place is told so by a
/// [BulkheadFullException]; what the call throws comes out as it was thrown.
public final class Bulkhead implements Guard, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final BulkheadGate gate;
    private final long maxWait;

    private Bulkhead(Builder builder) {
        name = builder.name != null ? builder.name : "bulkhead-" + NUMBERS.incrementAndGet();
        gate = new BulkheadGate(this, builder.places, builder.queue);
        maxWait = builder.maxWait;
    }

    /// Makes a bulkhead of so many places without a queue: who finds none is rejected at once.
    ///
    /// @throws IllegalArgumentException if `places` is less than 1
    public static Bulkhead of(int places) {
        return builder(places).build();
    }

    /// Returns a builder, for a bulkhead with a queue.
    ///
    /// @throws IllegalArgumentException if `places` is less than 1
    public static Builder builder(int places) {
        return new Builder(places);
    }

    /// A place in a bulkhead, to be closed when the call has ended.
    public static final class Permit implements AutoCloseable {
        private static final VarHandle CLOSED;

        static {
            try {
                CLOSED =
                        MethodHandles.lookup().findVarHandle(Permit.class, "closed", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Bulkhead bulkhead;
        private boolean closed; // by CLOSED only

        private Permit(Bulkhead bulkhead) {
            this.bulkhead = bulkhead;
        }

        /// Leaves the place to the next. Does nothing if that has been done.
        @Override
        public void close() {
            if (!(boolean) CLOSED.getAndSet(this, true)) {
                bulkhead.gate.leave();
            }
        }
    }

    /// Makes the call once there is a place for it.
    ///
    /// @throws BulkheadFullException if the queue is full, or there was no place in time
    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        enter();
        try {
            return call.call();
        } finally {
            gate.leave();
        }
    }

    /// Takes a place, waiting as a call does.
    ///
    /// @throws InterruptedException if the thread is interrupted; no place is taken
    /// @throws BulkheadFullException if the queue is full, or there was no place in time
    public Permit acquire() throws InterruptedException {
        enter();
        return new Permit(this);
    }

    /// Takes a place if one is free and nobody waits for it.
    public Optional<Permit> tryAcquire() {
        return gate.tryEnter() ? Optional.of(new Permit(this)) : Optional.empty();
    }

    private void enter() throws InterruptedException {
        switch (gate.await(maxWait)) {
            case ENTERED -> {}
            case FULL -> throw new BulkheadFullException(this + " is full, and so is its queue");
            case TOO_LATE ->
                    throw new BulkheadFullException(
                            this + " had no place within " + Duration.ofNanos(maxWait));
        }
    }

    /// Changes how many calls may run at once. If fewer than run now, those that run go on.
    ///
    /// @throws IllegalArgumentException if `places` is less than 1
    public void setPlaces(int places) {
        gate.resize(Builder.require("setPlaces", places, 1));
    }

    /// Returns the name that the bulkhead was given, or `bulkhead-` and a number.
    public String name() {
        return name;
    }

    @Override
    public BulkheadStats stats() {
        return gate.stats(name);
    }

    @Override
    public String toString() {
        return "bulkhead '" + name + "'";
    }

    /// Describes a bulkhead.
    public static final class Builder {
        private final int places;
        private @Nullable String name;
        private int queue;
        private long maxWait = BulkheadGate.FOREVER;

        private Builder(int places) {
            this.places = require("places", places, 1);
        }

        private static int require(String what, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException(
                        what + "(" + value + "): must be at least " + least);
            }
            return value;
        }

        /// Names the bulkhead.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Sets how many calls may wait; none if not set.
        public Builder queue(int calls) {
            queue = require("queue", calls, 0);
            return this;
        }

        /// Sets for how long a call may wait; for as long as it takes if not set.
        public Builder maxWait(Duration time) {
            maxWait = Door.nanos(time);
            return this;
        }

        /// Makes the bulkhead.
        public Bulkhead build() {
            var bulkhead = new Bulkhead(this);
            Watch.register(bulkhead);
            return bulkhead;
        }
    }
}
