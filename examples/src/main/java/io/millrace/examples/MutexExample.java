package io.millrace.examples;

import io.millrace.select.Select;
import io.millrace.sync.Condition;
import io.millrace.sync.Mutex;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// Accounts that are moved between by many tasks at once: no cent is lost. Then a wait for a
/// condition, a lock with a deadline, and a lock as one clause of a select.
public final class MutexExample {
    private static final int TASKS = 8;
    private static final int TRANSFERS = 2_000;

    private MutexExample() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Two accounts and the mutex that guards them.
    private static final class Bank {
        final Mutex mutex = new Mutex("bank");
        final Condition changed = mutex.condition("balance");
        private long savings = 100_000; // under mutex, like the other
        private long giro;

        void transfer(long cents) throws InterruptedException {
            mutex.withLock(() -> {
                savings -= cents;
                giro += cents;
                changed.signalAll();
            });
        }

        long sum() throws InterruptedException {
            return mutex.withLock(() -> savings + giro);
        }

        /// Waits, with the mutex let go meanwhile, until there is so much on the giro account.
        void awaitGiro(long cents) throws InterruptedException {
            mutex.withLock(() -> changed.await(() -> giro >= cents));
        }
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var bank = new Bank();
        try (var scope = Scope.open()) {
            for (int i = 0; i < TASKS; i++) {
                scope.go(() -> {
                    for (int k = 0; k < TRANSFERS; k++) {
                        bank.transfer(1);
                    }
                });
            }
            bank.awaitGiro(TASKS * TRANSFERS);
            scope.join();
        }
        out.println("transfers: " + TASKS * TRANSFERS);
        out.println("cents in all: " + bank.sum());

        bank.mutex.lock();
        out.println("locked twice: " + bank.mutex.tryLock(Duration.ofMillis(5)));
        String got =
                Select.of(
                                bank.mutex.onLock(() -> "the lock"),
                                Select.after(Duration.ofMillis(5), () -> "nothing in 5 ms"))
                        .await();
        out.println("a select got: " + got);
        bank.mutex.unlock();
    }
}
