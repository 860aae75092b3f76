package io.millrace.examples;

import io.millrace.sync.KeyedMutex;
import io.millrace.sync.WaitGroup;
import io.millrace.task.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *   +1 to a ─► [ a is locked ] ─► read, add, write
 *   +1 to a ─►    waits
 *   +1 to b ─► [ b is locked ] ─► read, add, write       at the same time
 */
/// Counters in files, one file each, which many tasks raise: read, add, write. Those of one file
/// come one after the other, those of others do not wait for them, and a file that nobody uses has
/// no lock at all, however many there are.
public final class KeyedMutexExample {
    private static final List<String> NAMES = List.of("ann", "bob", "cid");
    private static final int TASKS = 8;
    private static final int TIMES = 25;

    private final KeyedMutex<Path> locks = new KeyedMutex<>();

    private KeyedMutexExample() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        Path folder = Files.createTempDirectory("counters");
        try {
            var counters = new KeyedMutexExample();
            counters.count(folder, out);
            counters.sideBySide(folder, out);
        } finally {
            for (String name : NAMES) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private void count(Path folder, PrintStream out)
            throws IOException, InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            for (int i = 0; i < TASKS; i++) {
                scope.go(() -> {
                    for (int k = 0; k < TIMES; k++) {
                        for (String name : NAMES) {
                            raise(folder.resolve(name));
                        }
                    }
                });
            }
            scope.join();
        }
        for (String name : NAMES) {
            out.println(name + ": " + Files.readString(folder.resolve(name)));
        }
        out.println("locks that are left: " + locks.stats().keys());
    }

    private void raise(Path file) throws IOException, InterruptedException {
        locks.withLock(
                file,
                () -> {
                    int before = Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
                    Files.writeString(file, Integer.toString(before + 1));
                });
    }

    /// Two hold the locks of two files at the same time; a third wants one of them, and gives up.
    private void sideBySide(Path folder, PrintStream out)
            throws InterruptedException, ExecutionException {
        Path ann = folder.resolve("ann");
        Path bob = folder.resolve("bob");
        var both = new WaitGroup();
        both.add(2);
        try (var scope = Scope.open()) {
            for (Path file : List.of(ann, bob)) {
                scope.go(() ->
                        locks.withLock(
                                file,
                                () -> {
                                    both.done();
                                    both.await(); // would wait for ever if one had to go first
                                }));
            }
            scope.join();
        }
        out.println("two at the same time");
        locks.lock(ann);
        out.println("ann within 5 ms: " + locks.tryLock(ann, Duration.ofMillis(5)));
        out.println("bob within 5 ms: " + locks.tryLock(bob, Duration.ofMillis(5)));
        locks.unlock(bob);
        locks.unlock(ann);
    }
}
