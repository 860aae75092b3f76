package io.millrace.examples;

import io.millrace.sync.KeyedMutex;
import io.millrace.sync.Memo;
import io.millrace.sync.Once;
import io.millrace.task.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// What is to happen once, though many come at the same time: settings that are read by whoever
/// needs them first, a server that is started by whoever comes first, and one lock for each
/// account.
public final class OnceExample {
    private static final int TASKS = 20;
    private static final int PAYMENTS = 100;

    private OnceExample() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        Path file = Files.createTempFile("settings", ".properties");
        try {
            Files.writeString(file, "port = 8080\n");
            settings(file, out);
        } finally {
            Files.deleteIfExists(file);
        }
        server(out);
        accounts(out);
    }

    /// A memo: the first who asks reads the file, the others wait for that and share what came of
    /// it.
    private static void settings(Path file, PrintStream out)
            throws IOException, InterruptedException, ExecutionException {
        var reads = new AtomicInteger();
        var settings = new Memo<>(() -> read(file, reads));
        var sum = new AtomicInteger();
        try (var scope = Scope.open()) {
            for (int i = 0; i < TASKS; i++) {
                scope.go(() -> sum.addAndGet(Integer.parseInt(settings.get().getProperty("port"))));
            }
            scope.join();
        }
        out.println("asked for: " + sum.get() / 8080 + " times, read: " + reads);

        Files.delete(file);
        var missing = new Memo<>(() -> read(file, reads));
        for (int i = 0; i < 2; i++) {
            try {
                missing.get();
            } catch (ExecutionException e) {
                boolean expected = e.getCause() instanceof NoSuchFileException;
                out.println("a missing one: " + (expected ? "no such file" : e.getCause()));
            }
        }
        out.println("read in all: " + reads); // a failure is kept as well
    }

    private static Properties read(Path file, AtomicInteger reads) throws IOException {
        reads.incrementAndGet();
        var properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        }
        return properties;
    }

    /// A once: whoever comes first starts the server, and nobody goes on before it runs.
    private static void server(PrintStream out) throws InterruptedException, ExecutionException {
        var start = new Once("start of the server");
        var starts = new AtomicInteger();
        var early = new AtomicInteger();
        try (var scope = Scope.open()) {
            for (int i = 0; i < TASKS; i++) {
                scope.go(() -> {
                    start.run(starts::incrementAndGet);
                    early.addAndGet(starts.get() == 0 ? 1 : 0);
                });
            }
            scope.join();
        }
        out.println("started: " + starts + ", went on before: " + early);
    }

    /// A lock for each key: payments to one account follow each other, those to others do not wait.
    private static void accounts(PrintStream out) throws InterruptedException, ExecutionException {
        var locks = new KeyedMutex<String>();
        Map<String, int[]> accounts = new ConcurrentHashMap<>();
        for (String name : new String[] {"ann", "bob", "cid"}) {
            accounts.put(name, new int[1]); // guarded by the lock of that name
        }
        try (var scope = Scope.open()) {
            for (String name : accounts.keySet()) {
                for (int i = 0; i < TASKS; i++) {
                    scope.go(() -> {
                        for (int k = 0; k < PAYMENTS; k++) {
                            locks.withLock(name, () -> accounts.get(name)[0]++);
                        }
                    });
                }
            }
            scope.join();
        }
        var balances = new HashMap<String, Integer>();
        accounts.forEach((name, balance) -> balances.put(name, balance[0]));
        boolean right = balances.values().stream().allMatch(sum -> sum == TASKS * PAYMENTS);
        out.println("accounts: " + balances.size() + ", each has all its payments: " + right);
        out.println("locks that are left: " + locks.stats().keys());
    }
}
