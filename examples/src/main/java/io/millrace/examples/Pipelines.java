package io.millrace.examples;

import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Source;
import io.millrace.pipeline.Workers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/*
 *   lines ──> [ buffer 64 ] ──> batches of 25 ──> 4 workers, in order, window 8 ──> one sum
 *    one thread                 one thread        ├── count words ──┤                 this thread
 */
/// Counts the words of files: lines, in batches, through an ordered stage of four workers. And what
/// a pipeline holds, how it is left, and how it fails.
public final class Pipelines {
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final int MOST_FREQUENT = 5;

    private Pipelines() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args text files; without any, the license of this program and its own source
    public static void run(PrintStream out, String... args) throws Exception {
        Pipeline<String> lines = args.length == 0 ? ours() : of(args);
        Pipeline<Map<String, Integer>> counts =
                lines.buffer(64)
                        .batch(25)
                        .map(Workers.ordered(4).window(8), Pipelines::count)
                        .named("words");
        out.print(counts.describe());
        var batches = new AtomicInteger();
        Map<String, Integer> words =
                counts.peek(batch -> batches.incrementAndGet())
                        .fold(new HashMap<>(), Pipelines::add);
        out.println("batches: " + batches);
        out.println("words: " + words.values().stream().mapToInt(Integer::intValue).sum());
        out.println("different: " + words.size());
        words.entrySet().stream()
                .sorted(
                        Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Entry.comparingByKey()))
                .limit(MOST_FREQUENT)
                .forEach(word -> out.println(word.getKey() + ": " + word.getValue()));
        longest(out, lines);
        left(out);
        failing(out);
    }

    private static Pipeline<String> ours() {
        return Source.concat(resource("/META-INF/LICENSE"), resource("Pipelines.java"));
    }

    private static Pipeline<String> resource(String name) {
        return Source.fromStream(() -> {
            InputStream in =
                    Objects.requireNonNull(Pipelines.class.getResourceAsStream(name), name);
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines().onClose(() -> close(reader));
        });
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pipeline<String> of(String... files) {
        for (String file : files) {
            if (!Files.isRegularFile(Path.of(file))) {
                throw new IllegalArgumentException("takes text files: '" + file + "'");
            }
        }
        return Source.of(files).flatMap(file -> Source.lines(Path.of(file)));
    }

    private static Map<String, Integer> count(List<String> lines) {
        var counts = new HashMap<String, Integer>();
        for (String line : lines) {
            words(line).forEach(word -> counts.merge(word, 1, Integer::sum));
        }
        return counts;
    }

    private static Stream<String> words(String line) {
        return NO_LETTERS
                .splitAsStream(line.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty());
    }

    private static Map<String, Integer> add(Map<String, Integer> sum, Map<String, Integer> batch) {
        batch.forEach((word, count) -> sum.merge(word, count, Integer::sum));
        return sum;
    }

    /// Ordered: of several words of one length it is always the first.
    private static void longest(PrintStream out, Pipeline<String> lines) throws Exception {
        String longest =
                lines.map(Workers.ordered(4), line -> words(line).toList())
                        .<String>mapMulti((words, to) -> words.forEach(to::emit))
                        .reduce((a, b) -> b.length() > a.length() ? b : a)
                        .orElse("");
        out.println("longest: " + longest);
    }

    /// Whoever has seen enough leaves, and an endless source is cancelled.
    private static void left(PrintStream out) throws Exception {
        List<Long> squares =
                Source.range(1, Long.MAX_VALUE)
                        .map(Workers.ordered(4), n -> n * n)
                        .filter(n -> n % 3 == 1)
                        .take(5)
                        .toList();
        out.println("squares: " + squares);
    }

    /// What cannot be parsed is skipped and told, or ends everything.
    private static void failing(PrintStream out) throws InterruptedException, ExecutionException {
        Pipeline<String> numbers = Source.of("1", "2", "three", "4");
        List<String> told = new ArrayList<>();
        int sum =
                numbers.map(
                                Workers.<String>one().skipping((text, e) -> told.add(text)),
                                Integer::parseInt)
                        .fold(0, Integer::sum);
        out.println("sum: " + sum + ", skipped " + told);
        try {
            numbers.map(Workers.unordered(2), Integer::parseInt).count();
        } catch (ExecutionException e) {
            out.println("not skipped: " + Objects.requireNonNull(e.getCause()).getMessage());
        }
    }
}
