package io.millrace.guard;

import io.millrace.context.Context;
import io.millrace.context.tree.TreeContext;
import io.millrace.observe.Observable;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes a slow call a second time, side by side with the first, and takes what comes first: a few
/// calls more, and far fewer slow ones. For calls only that may be made twice.
///
/// ```java
/// var hedge = Hedge.builder().afterPercentile(95, Duration.ofMillis(50)).build();
/// Page page = hedge.call(() -> fetch(replica()));
/// ```
///
/// Each attempt runs on a virtual thread of its own, within a context below the caller's. The next
/// one begins when the delay is over, or at once when all that run have failed.
///
/// **Waiting.** For the first attempt that succeeds. **Cancellation.** An interrupt, or the end of
/// the caller's context, cancels all attempts. Those that lost are cancelled, too: their threads
/// are interrupted. They are not waited for, since that would make the call as slow as the slowest;
/// the figures say how many still run. One that succeeds all the same has made something that
/// nobody gets: if that is to be closed, see [Builder#onDiscarded]. **Ordering and memory.** What
/// the caller did before happens before every attempt, and what the winner did before the return.
/// **Errors.** If all attempts fail, the first failure is thrown, with the others suppressed in it.
/// A rejection by a guard further in fails an attempt, and begins no other; it is thrown only if
/// nothing else came of the call.
public final class Hedge implements Guard, Observable {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final int attempts;
    private final int percent; // 0 if the delay is fixed
    private final long delayNanos;
    private final @Nullable RetryBudget budget;
    private final @Nullable ThreadFactory threads;
    private final List<Consumer<Object>> discarders;
    private final Latencies latencies = new Latencies();

    private final LongAdder calls = new LongAdder();
    private final LongAdder hedged = new LongAdder();
    private final LongAdder won = new LongAdder();
    private final LongAdder running = new LongAdder();

    private Hedge(Builder builder) {
        name = builder.name != null ? builder.name : "hedge-" + NUMBERS.incrementAndGet();
        attempts = builder.attempts;
        percent = builder.percent;
        delayNanos = builder.delayNanos;
        budget = builder.budget;
        threads = builder.threads;
        discarders = List.copyOf(builder.discarders);
    }

    /// Makes a hedge that calls a second time after `delay`.
    public static Hedge after(Duration delay) {
        return builder().after(delay).build();
    }

    /// Returns a builder.
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<? extends R, X> call)
            throws X, InterruptedException {
        Objects.requireNonNull(call, "call");
        calls.increment();
        if (budget != null) {
            budget.payIn();
        }
        var race = new HedgeRace<R>(this, TreeContext.of(Context.current()), call::call);
        boolean done = false;
        try {
            race.start();
            int begun = 1;
            long next = Door.now() + delay();
            while (!race.isOver(begun < attempts)) {
                boolean more = begun < attempts && !race.isRejected();
                if (race.await(more && !race.isIdle(), next)) {
                    continue; // an attempt has ended
                }
                if (budget != null && !budget.takeOut()) {
                    begun = attempts;
                    continue;
                }
                race.start();
                hedged.increment();
                begun++;
                next = Door.now() + delay();
            }
            done = true;
            R result = race.<X>result();
            if (race.winner() > 1) {
                won.increment();
            }
            return result;
        } finally {
            race.end(done ? this + " has its result" : this + " was given up");
        }
    }

    private long delay() {
        return percent == 0 ? delayNanos : latencies.percentile(percent, delayNanos);
    }

    // ---- called by the attempts

    @Nullable ThreadFactory threads() {
        return threads;
    }

    void began() {
        running.increment();
    }

    void ended() {
        running.decrement();
    }

    /// Hands over a result that nobody gets.
    void discard(Object result) {
        for (Consumer<Object> discarder : discarders) {
            try {
                discarder.accept(result);
            } catch (Throwable e) { // the call has its result, or its failure
                Door.report(e);
            }
        }
    }

    void took(long nanos) {
        if (percent > 0) {
            latencies.record(nanos);
        }
    }

    /// Returns the name that the hedge was given, or `hedge-` and a number.
    public String name() {
        return name;
    }

    @Override
    public HedgeStats stats() {
        return new HedgeStats(
                name,
                Duration.ofNanos(delay()),
                calls.sum(),
                hedged.sum(),
                won.sum(),
                running.sum());
    }

    @Override
    public String toString() {
        return "hedge '" + name + "'";
    }

    /// Describes a hedge.
    public static final class Builder {
        private @Nullable String name;
        private int attempts = 2;
        private int percent;
        private long delayNanos = Duration.ofMillis(100).toNanos();
        private @Nullable RetryBudget budget;
        private @Nullable ThreadFactory threads;
        private final List<Consumer<Object>> discarders = new ArrayList<>();

        private Builder() {}

        /// Names the hedge, and with it the threads of its attempts.
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Begins another attempt after this time; 100 ms if not set.
        public Builder after(Duration delay) {
            delayNanos = Door.nanos(delay);
            percent = 0;
            return this;
        }

        /// Begins another attempt when the call takes longer than so many percent of the latest
        /// ones, measured as they go; after `atFirst`, until a hundred have been measured.
        public Builder afterPercentile(int percent, Duration atFirst) {
            if (percent < 1 || percent > 99) {
                throw new IllegalArgumentException(
                        "afterPercentile(" + percent + "): must be from 1 to 99");
            }
            delayNanos = Door.nanos(atFirst);
            this.percent = percent;
            return this;
        }

        /// Sets how many attempts there are at most, the first included; 2 if not set.
        public Builder attempts(int attempts) {
            if (attempts < 2) {
                throw new IllegalArgumentException("attempts(" + attempts + "): at least 2");
            }
            this.attempts = attempts;
            return this;
        }

        /// Takes further attempts out of a budget; when it is empty, there are none.
        public Builder budget(RetryBudget budget) {
            this.budget = Objects.requireNonNull(budget, "budget");
            return this;
        }

        /// Sets what makes the threads, for calls that should not run on virtual ones.
        public Builder threads(ThreadFactory threads) {
            this.threads = Objects.requireNonNull(threads, "threads");
            return this;
        }

        /// Gives `discarder` each result, null aside, that came too late to be returned, for
        /// results that must be closed. By the thread of the attempt; or by the caller's, if that
        /// gives up with a result at hand. What it throws goes to the thread's handler of uncaught
        /// exceptions.
        public Builder onDiscarded(Consumer<Object> discarder) {
            discarders.add(Objects.requireNonNull(discarder, "discarder"));
            return this;
        }

        /// Makes the hedge.
        public Hedge build() {
            var hedge = new Hedge(this);
            Watch.register(hedge);
            return hedge;
        }
    }
}
