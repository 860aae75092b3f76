package io.millrace.pipeline;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.waiting.Door;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 *   subscribe -> a thread: onSubscribe -> run the pipeline -> onComplete or onError
 *                                          |  push: wait until demand > 0; take 1 of it; onNext
 *   request ---> demand, wakes the thread _|
 *   cancel ----> the context of the run
 *
 * F1  Every signal is given by the one thread: so they come one after the other, and onSubscribe first.
 * F2  onNext only against demand that was taken before.
 * F3  Nothing is signalled after cancel() was seen. It is seen at the latest after the signal that is being given.
 */
/// A publisher that runs a pipeline for each of its subscribers.
final class Publishing<T> implements Flow.Publisher<T> {
    private final String name;
    private final Stage<T> last;

    Publishing(String name, Stage<T> last) {
        this.name = name;
        this.last = last;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new Subscription<T>(name, subscriber).start(last);
    }

    private static final class Subscription<T> implements Flow.Subscription, Sink<T> {
        private final String name;
        private final Context.Cancellable context = Context.current().withCancel();
        private final AtomicLong demand = new AtomicLong();
        private final Channel<Boolean> requested = Channel.conflated();
        private volatile Flow.@Nullable Subscriber<? super T> subscriber; // null once it is over
        private volatile boolean cancelled; // set by whoever cancels
        private volatile @Nullable Throwable refused; // set by whoever requests nothing
        private volatile @Nullable Thread thread; // set by itself

        Subscription(String name, Flow.Subscriber<? super T> subscriber) {
            this.name = name;
            this.subscriber = subscriber;
        }

        void start(Stage<T> last) {
            Door.start(
                    null,
                    name,
                    () -> {
                        thread = Thread.currentThread();
                        signal(last);
                    });
        }

        private void signal(Stage<T> last) {
            Flow.Subscriber<? super T> to = Objects.requireNonNull(subscriber);
            try (context) {
                to.onSubscribe(this);
                Throwable failure = run(last);
                if (cancelled) {
                    return;
                }
                if (failure == null) {
                    to.onComplete();
                } else {
                    to.onError(failure);
                }
            } catch (Throwable e) { // what a subscriber must not throw
                Door.report(e);
            } finally {
                cancelled = true;
                subscriber = null;
            }
        }

        /// Returns why the pipeline failed; null if it came to its end.
        private @Nullable Throwable run(Stage<T> last) {
            Throwable failure = null;
            try {
                if (!cancelled && refused == null) {
                    context.<@Nullable Void, Exception>call(() -> {
                        Run.execute(name, last, this);
                        return null;
                    });
                }
            } catch (ExecutionException e) {
                failure = Run.first(e);
            } catch (Throwable e) {
                failure = e;
            }
            return refused == null ? failure : refused;
        }

        @Override
        public boolean push(T value) throws InterruptedException {
            while (!isOver() && !takeDemand()) {
                requested.receive();
            }
            Flow.Subscriber<? super T> to = subscriber;
            if (isOver() || to == null) {
                return false;
            }
            to.onNext(value);
            return !isOver();
        }

        private boolean isOver() {
            return cancelled || refused != null;
        }

        private boolean takeDemand() {
            long before =
                    demand.getAndUpdate(
                            known -> known == 0 || known == Long.MAX_VALUE ? known : known - 1);
            return before > 0;
        }

        @Override
        public void request(long more) {
            if (isOver()) {
                return;
            }
            if (more <= 0) {
                refused =
                        new IllegalArgumentException(
                                "request(" + more + "): rule 3.9 wants at least 1");
                stop();
                return;
            }
            demand.updateAndGet(known -> known + more < 0 ? Long.MAX_VALUE : known + more);
            requested.trySend(true);
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                stop();
            }
        }

        /// Lets the thread go on to its end. A subscriber that calls from within a signal is on
        /// that thread, and not to be interrupted.
        private void stop() {
            if (Thread.currentThread() != thread) {
                context.cancel();
            }
        }
    }
}
