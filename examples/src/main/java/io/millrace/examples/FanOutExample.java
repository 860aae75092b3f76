package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.fan.Dedupe;
import io.millrace.fan.FanOut;
import io.millrace.fan.SlowConsumer;
import io.millrace.fan.Split;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/*
 *                    ╭──► lines
 *   file ──► reader ─┼──► words          broadcast: every value to all
 *                    ╰──► longest line
 *
 *                    ╭──► shard 0        partition: all values of a key to the same one, in order
 *   words ───────────┼──► shard 1
 *                    ╰──► shard 2
 */
/// One stream that parts: to all, by what is in it, by key, in turn, with a copy aside.
///
/// A file may be named: `millrace demo fan-out access.log`. Otherwise it reads itself.
public final class FanOutExample {
    private final List<Path> file; // empty: it reads itself

    private FanOutExample(List<Path> file) {
        this.file = file;
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 1 || (args.length == 1 && args[0].startsWith("-"))) {
            throw new IllegalArgumentException("takes the name of one file: '" + args[0] + "'");
        }
        var program = new FanOutExample(Arrays.stream(args).map(Path::of).toList());
        program.broadcast(out);
        program.partition(out);
        program.split(out);
        program.slowConsumer(out);
    }

    /// Starts a task that reads the file, and returns its lines.
    private Receiver<String> lines(Scope scope) {
        return scope.produce(
                0,
                lines -> {
                    try (var reader = open()) {
                        for (String line = reader.readLine();
                                line != null;
                                line = reader.readLine()) {
                            lines.send(line);
                        }
                    }
                });
    }

    private BufferedReader open() throws IOException {
        if (!file.isEmpty()) {
            return Files.newBufferedReader(file.getFirst());
        }
        InputStream text = FanOutExample.class.getResourceAsStream("FanOutExample.java");
        if (text == null) {
            throw new FileNotFoundException("FanOutExample.java is missing beside its class");
        }
        return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
    }

    private Receiver<String> words(Scope scope) {
        Receiver<String> lines = lines(scope);
        return scope.produce(
                16,
                words -> {
                    for (String line : lines) {
                        for (String word : line.split("\\W+", -1)) {
                            if (!word.isEmpty()) {
                                words.send(word);
                            }
                        }
                    }
                });
    }

    /// Three tasks look at every line, each in its own way; the file is read once.
    private void broadcast(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            List<Receiver<String>> all = FanOut.of(scope, lines(scope)).capacity(8).broadcast(3);
            Task<Long> count = scope.go(() -> all.get(0).stream().count());
            Task<Integer> words =
                    scope.go(() ->
                            all.get(1).stream()
                                    .mapToInt(line -> line.strip().split("\\s+", -1).length)
                                    .sum());
            Callable<Integer> longest =
                    () -> all.get(2).stream().mapToInt(String::length).max().orElse(0);
            Task<Integer> length = scope.go(longest);
            scope.join();
            out.println("lines: " + count.await());
            out.println("words: " + words.await());
            out.println("longest line: " + length.await());
        }
    }

    /// Three tasks count words without a lock: all occurrences of a word come to the same one.
    private void partition(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            List<Receiver<String>> shards =
                    FanOut.of(scope, words(scope)).capacity(8).partition(3, word -> word);
            var counting = new ArrayList<Task<Map<String, Integer>>>();
            for (Receiver<String> shard : shards) {
                counting.add(
                        scope.go(() -> {
                            Map<String, Integer> counts = new HashMap<>();
                            shard.forEach(word -> counts.merge(word, 1, Integer::sum));
                            return counts;
                        }));
            }
            scope.join();
            Map<String, Integer> all = new HashMap<>();
            int words = 0;
            for (Task<Map<String, Integer>> each : counting) {
                words += each.await().size();
                all.putAll(each.await());
            }
            out.println(
                    "different words: "
                            + all.size()
                            + ", counted by one task each: "
                            + (words == all.size()));
            Comparator<Map.Entry<String, Integer>> mostFirst = Map.Entry.comparingByValue();
            Comparator<Map.Entry<String, Integer>> order =
                    mostFirst.reversed().thenComparing(Map.Entry.comparingByKey());
            all.entrySet().stream()
                    .sorted(order)
                    .limit(3)
                    .forEach(each -> out.println("  " + each.getKey() + " " + each.getValue()));
        }
    }

    /// Short words here, long ones there; each once; and a copy of all that pass.
    private void split(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Receiver<String> once = Dedupe.of(scope, words(scope)).last(10_000);
            Channel<String> copies = Channel.unbounded();
            Receiver<String> passing = FanOut.of(scope, once).tee(copies);
            Split<String> split = FanOut.of(scope, passing).split(word -> word.length() < 5);
            Task<Long> shortOnes = scope.go(() -> split.matching().stream().count());
            Task<Long> longOnes = scope.go(() -> split.rest().stream().count());
            scope.join();
            long all = shortOnes.await() + longOnes.await();
            out.println("short words: " + shortOnes.await() + ", long ones: " + longOnes.await());
            out.println(
                    "every word once, and a copy of each: "
                            + (all == copies.stream().distinct().count()));
        }
    }

    /// One consumer reads nothing until the end. It misses values; the other does not.
    private void slowConsumer(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers =
                    scope.produce(
                            0,
                            sink -> {
                                for (int i = 0; i < 100; i++) {
                                    sink.send(i);
                                }
                            });
            List<Receiver<Integer>> both =
                    FanOut.of(scope, numbers)
                            .capacity(100)
                            .slow(SlowConsumer.DROP_OLDEST)
                            .broadcast(2);
            List<Receiver<Integer>> slow =
                    FanOut.of(scope, both.get(0))
                            .capacity(3)
                            .slow(SlowConsumer.DROP_OLDEST)
                            .broadcast(1);
            scope.join();
            out.println(
                    "who was fast has "
                            + both.get(1).stream().count()
                            + ", who was slow "
                            + slow.getFirst().stream().toList());
            out.println("and round robin deals " + dealt(3) + " to three");
        }
    }

    private static List<List<Integer>> dealt(int consumers)
            throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Channel<Integer> numbers = Channel.buffered(6);
            for (int i : IntStream.range(0, 6).toArray()) {
                numbers.send(i);
            }
            numbers.close();
            List<Receiver<Integer>> hands =
                    FanOut.of(scope, numbers).capacity(2).roundRobin(consumers);
            scope.join();
            return hands.stream().map(hand -> hand.stream().toList()).toList();
        }
    }
}
