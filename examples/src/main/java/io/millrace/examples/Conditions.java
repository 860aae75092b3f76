package io.millrace.examples;

import io.millrace.sync.Condition;
import io.millrace.sync.Mutex;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/*
 *   put ──► waits while it is full  ─► [ . . . ] ─► waits while it is empty ──► take
 *                    ▲                                        ▲
 *                    └── notFull ◄── take        put ──► notEmpty
 */
/// A store with a few places, made of a mutex and two conditions. (A [buffered
/// channel][io.millrace.channel.Channel#buffered] is one that is ready made.) Who waits has a
/// predicate and not a loop, can be cancelled, and may set a limit to its patience.
public final class Conditions {
    private static final int PLACES = 3;
    private static final int EACH = 1_000;
    private static final int TASKS = 4;

    /// The store.
    private static final class Store {
        private final Mutex mutex = new Mutex("store");
        private final Condition notFull = mutex.condition("not full");
        private final Condition notEmpty = mutex.condition("not empty");
        private final Queue<Integer> queue = new ArrayDeque<>(); // under mutex, like the next
        private int most;

        void put(int value) throws InterruptedException {
            mutex.withLock(() -> {
                notFull.await(() -> queue.size() < PLACES);
                queue.add(value);
                most = Math.max(most, queue.size());
                notEmpty.signal();
            });
        }

        int take() throws InterruptedException {
            return mutex.withLock(() -> {
                notEmpty.await(() -> !queue.isEmpty());
                int value = queue.remove();
                notFull.signal();
                return value;
            });
        }

        /// Tells whether there is something to take, or is within so much time.
        boolean hasSome(Duration patience) throws InterruptedException {
            return mutex.withLock(() -> notEmpty.await(() -> !queue.isEmpty(), patience));
        }
    }

    private Conditions() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var store = new Store();
        var sum = new AtomicLong();
        try (var scope = Scope.open()) {
            for (int i = 0; i < TASKS; i++) {
                scope.go(() -> {
                    for (int value = 1; value <= EACH; value++) {
                        store.put(value);
                    }
                });
                scope.go(() -> {
                    for (int k = 0; k < EACH; k++) {
                        sum.addAndGet(store.take());
                    }
                });
            }
            scope.join();
        }
        out.println("taken: " + sum + ", put: " + (long) TASKS * EACH * (EACH + 1) / 2);
        out.println("never more than " + PLACES + " in it: " + (store.most <= PLACES));
        out.println("something more within 5 ms: " + store.hasSome(Duration.ofMillis(5)));

        try (var scope = Scope.open()) {
            var taker = scope.go(store::take);
            taker.cancel(); // wherever it is, it has the mutex no more
            out.println(
                    "a taker that was cancelled: " + taker.outcome().getClass().getSimpleName());
            scope.join();
        }
        store.put(1);
        out.println("and the store goes on: " + store.take());
    }
}
