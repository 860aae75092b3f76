package io.millrace.bench.big;

import io.millrace.pipeline.Source;
import io.millrace.pipeline.Workers;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The programs line by line, with Millrace: `words FILE`, `csv FILE OUT`. Lines go in batches of a
/// thousand to a worker for each processor.
public final class MillraceLines {
    private static final int BATCH = 1_000;

    private MillraceLines() {}

    /// Runs one.
    public static void main(String... args) throws Exception {
        Path file = Path.of(args[1]);
        if (args[0].equals("words")) {
            words(file);
        } else {
            csv(file, Path.of(args[2]));
        }
    }

    private static <T> Workers<T> workers(boolean ordered) {
        int count = Runtime.getRuntime().availableProcessors();
        return (ordered ? Workers.<T>ordered(count) : Workers.<T>unordered(count))
                .window(2 * count);
    }

    private static void words(Path file) throws Exception {
        Map<String, Long> counts =
                Source.lines(file)
                        .batch(BATCH)
                        .map(MillraceLines.<List<String>>workers(false), ByLine::count)
                        .fold(new HashMap<String, Long>(), ByLine::add);
        ByLine.print(counts, System.out);
    }

    private static void csv(Path file, Path json) throws Exception {
        String[] names = Source.lines(file).first().orElse("").split(",", -1);
        try (Writer out = Files.newBufferedWriter(json)) {
            Source.lines(file)
                    .drop(1)
                    .batch(BATCH)
                    .map(
                            MillraceLines.<List<String>>workers(true),
                            rows -> {
                                var lines = new StringBuilder();
                                for (String row : rows) {
                                    lines.append(ByLine.json(names, row));
                                }
                                return lines.toString();
                            })
                    .forEach(out::write);
        }
    }
}
