package io.millrace.examples;

import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.fan.FanIn;
import io.millrace.fan.SourceEnd;
import io.millrace.task.Scope;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/*
 *   file 1 ──► reader ─╮
 *   file 2 ──► reader ─┼──► merge ──► one loop
 *   file 3 ──► reader ─╯
 */
/// The lines of several files, read side by side and received as one stream. When one file fails
/// the stream does; when the loop has enough, every reader stops.
///
/// Files may be named: `millrace demo fan-in access.log error.log`. Otherwise it reads three
/// examples, this one among them.
public final class FanInExample {
    private static final List<String> EXAMPLES =
            List.of("FanInExample.java", "Channels.java", "Selects.java");

    private final List<String> names;
    private final boolean isFiles;

    private FanInExample(List<String> names, boolean isFiles) {
        this.names = names;
        this.isFiles = isFiles;
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        for (String arg : args) {
            if (arg.startsWith("-")) {
                throw new IllegalArgumentException("takes names of files: '" + arg + "'");
            }
        }
        var program =
                args.length == 0
                        ? new FanInExample(EXAMPLES, false)
                        : new FanInExample(List.of(args), true);
        program.countAll(out);
        program.findFirst(out);
        program.fail(out);
    }

    private record Line(String file, String text) {}

    /// Starts a task that reads a file, and returns its lines.
    private Receiver<Line> read(Scope scope, String name) {
        return scope.produce(
                16, // so far may a reader run ahead
                lines -> {
                    try (var reader = open(name)) {
                        for (String text = reader.readLine();
                                text != null;
                                text = reader.readLine()) {
                            lines.send(new Line(name, text));
                        }
                    }
                });
    }

    private BufferedReader open(String name) throws IOException {
        if (isFiles) {
            return Files.newBufferedReader(Path.of(name));
        }
        InputStream text = FanInExample.class.getResourceAsStream(name);
        if (text == null) {
            throw new FileNotFoundException(name);
        }
        return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
    }

    /// Counts all lines of all files in one loop, without a lock: one task has them all.
    private void countAll(PrintStream out) throws InterruptedException, ExecutionException {
        Map<String, Integer> counts = new TreeMap<>();
        var ends = new ArrayList<SourceEnd>(); // by the pump until the end, then by this task
        try (var scope = Scope.open()) {
            List<Receiver<Line>> files = names.stream().map(name -> read(scope, name)).toList();
            for (Line line : FanIn.of(scope, files).onSourceEnd(ends::add).merge()) {
                counts.merge(line.file, 1, Integer::sum);
            }
            scope.join();
        }
        counts.forEach((file, count) -> out.println(file + ": " + count + " lines"));
        long received = ends.stream().mapToLong(SourceEnd::received).sum();
        out.println("all " + ends.size() + " ended cleanly: " + received + " lines");
    }

    /// Leaves after the first line that it looks for: that frees all readers at once.
    private void findFirst(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            List<Receiver<Line>> files = names.stream().map(name -> read(scope, name)).toList();
            Receiver<Line> all = FanIn.of(scope, files).merge();
            all.receive();
            all.cancel();
            scope.join(); // nobody is left waiting to send
            out.println("left after one line; still running: " + scope.stats().running());
        }
    }

    /// One of the files does not exist. The loop hears of it, and of no end that looks clean.
    private void fail(PrintStream out) throws InterruptedException {
        try (var scope = Scope.open()) {
            List<Receiver<Line>> files =
                    List.of(read(scope, names.getFirst()), read(scope, "no-such-file"));
            try {
                long lines = FanIn.of(scope, files).merge().stream().count();
                out.println("not reached: " + lines);
            } catch (ChannelClosedException e) {
                out.println("failed: " + e.closed().cause());
            }
            try {
                scope.join();
            } catch (ExecutionException e) {
                out.println("the scope says the same: " + e.getCause());
            }
        }
    }
}
