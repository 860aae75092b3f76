package io.millrace.examples;

import io.millrace.sync.Preference;
import io.millrace.sync.ReadWriteMutex;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *   One reads. Then come, in this order:  W1  R2  W2  R3.  Then the first one goes.
 *
 *   READERS   R2 and R3 at once, beside the first; W1; W2
 *   WRITERS   W1; W2; R2 and R3
 *   FAIR      W1; R2; W2; R3
 */
/// Readers share, writers are alone. Who goes first is a choice: with readers first a writer may
/// starve, with writers first a reader may, and in line nobody does.
public final class ReadersWriters {
    private static final List<String> COMERS = List.of("W1", "R2", "W2", "R3");
    private static final int READERS = 8;
    private static final int WRITERS = 3;
    private static final int TIMES = 500;

    private ReadersWriters() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        for (Preference preference : Preference.values()) {
            out.println(preference + ": " + String.join(" ", order(preference)));
            out.println(preference + ": " + crowd(preference));
        }
    }

    /// Returns who came in after whom. Readers that follow each other are in the order of their
    /// names.
    private static List<String> order(Preference preference)
            throws InterruptedException, ExecutionException {
        var mutex = new ReadWriteMutex(preference);
        List<String> came = Collections.synchronizedList(new ArrayList<>());
        try (var scope = Scope.open()) {
            mutex.lockRead();
            for (int i = 0; i < COMERS.size(); i++) {
                String comer = COMERS.get(i);
                scope.go(
                        comer,
                        () -> {
                            if (comer.startsWith("W")) {
                                mutex.withWrite(() -> came.add(comer));
                            } else {
                                mutex.withRead(() -> came.add(comer));
                            }
                        });
                awaitLine(mutex, came, i + 1);
            }
            mutex.unlockRead();
            scope.join();
        }
        for (int i = 1; i < came.size(); i++) {
            if (came.get(i - 1).equals("R3") && came.get(i).equals("R2")) {
                Collections.swap(came, i - 1, i); // both were let in at the same moment
            }
        }
        return came;
    }

    /// Waits until so many stand in line or have been in already.
    private static void awaitLine(ReadWriteMutex mutex, List<String> came, int count)
            throws InterruptedException {
        while (true) {
            var now = mutex.stats();
            if (now.waitingReaders() + now.waitingWriters() + came.size() >= count) {
                return;
            }
            Thread.sleep(1); // nothing tells when somebody has joined a line
        }
    }

    /// Many at once: a reader never sees a half of what a writer writes.
    private static String crowd(Preference preference)
            throws InterruptedException, ExecutionException {
        var mutex = new ReadWriteMutex(preference);
        int[] page = new int[2]; // guarded by the mutex; both are always the same
        var torn = new AtomicInteger();
        try (var scope = Scope.open()) {
            for (int i = 0; i < WRITERS; i++) {
                scope.go(() -> {
                    for (int k = 0; k < TIMES; k++) {
                        mutex.withWrite(() -> {
                            page[0]++;
                            page[1]++;
                        });
                    }
                });
            }
            for (int i = 0; i < READERS; i++) {
                scope.go(() -> {
                    for (int k = 0; k < TIMES; k++) {
                        mutex.withRead(() -> {
                            if (page[0] != page[1]) {
                                torn.incrementAndGet();
                            }
                        });
                    }
                });
            }
            scope.join();
        }
        return page[0] + " writes, " + READERS * TIMES + " reads, torn: " + torn;
    }
}
