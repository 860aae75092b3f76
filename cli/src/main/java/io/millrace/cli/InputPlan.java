package io.millrace.cli;

import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.input.ArgumentSource;
import io.millrace.cli.run.input.CsvSource;
import io.millrace.cli.run.input.FileSource;
import io.millrace.cli.run.input.JsonLineSource;
import io.millrace.cli.run.input.LineSource;
import io.millrace.cli.run.input.Opening;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.input.WatchSource;
import io.millrace.cli.run.job.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the input's part of a plan.
final class InputPlan {
    private static final String STDIN = "-";

    private final InputOptions given;
    private final @Nullable List<String> arguments; // after ":::", or null
    private final List<Source> sources = new ArrayList<>();
    private final List<String> names = new ArrayList<>(); // of their kinds

    private InputPlan(InputOptions given, @Nullable List<String> arguments) {
        this.given = given;
        this.arguments = arguments;
    }

    /// Makes the plan of where jobs come from.
    ///
    /// @param arguments what is after `:::`; null if there is none
    static RunPlan.Input of(InputOptions given, @Nullable List<String> arguments)
            throws UsageException {
        return new InputPlan(given, arguments).plan();
    }

    private RunPlan.Input plan() throws UsageException {
        addSources();
        int producers = producers();
        return new RunPlan.Input(String.join("+", names), sources, producers, key(), total());
    }

    /// Producers take them in this order; those that never end come last.
    private void addSources() throws UsageException {
        if (arguments != null) {
            add("arguments", new ArgumentSource(arguments));
        }
        for (String dir : given.dirs) {
            require(Files.isDirectory(Path.of(dir)), "--dir " + dir + ": is no folder");
            if (!given.watch) {
                add("dir", FileSource.below(dir));
            }
        }
        for (String glob : given.files) {
            add("files", FileSource.matching(glob));
        }
        for (String file : given.jsonl) {
            add("jsonl", new JsonLineSource(opening("--jsonl", file)));
        }
        for (String file : given.csv) {
            add("csv", new CsvSource(opening("--csv", file)));
        }
        addLines();
        require(!given.watch || !given.dirs.isEmpty(), "--watch is for --dir: add --dir DIR");
        if (given.watch) {
            given.dirs.forEach(dir -> add("watch", new WatchSource(dir)));
        }
    }

    private void addLines() throws UsageException {
        List<String> readers = new ArrayList<>();
        given.jsonl.stream().filter(STDIN::equals).forEach(_ -> readers.add("--jsonl -"));
        given.csv.stream().filter(STDIN::equals).forEach(_ -> readers.add("--csv -"));
        if (given.stdin) {
            readers.add("--stdin");
        }
        if (given.nul) {
            readers.add("-0");
        }
        require(
                readers.size() <= 1,
                String.join(" and ", readers) + " exclude each other: stdin can be read once");
        boolean nothingElse = sources.isEmpty() && !given.watch;
        if (given.stdin || given.nul || nothingElse) {
            byte delimiter = given.nul ? (byte) 0 : (byte) '\n';
            add("stdin", new LineSource(Opening.stdin(), delimiter));
        }
    }

    private void add(String name, Source source) {
        sources.add(source);
        if (!names.contains(name)) {
            names.add(name);
        }
    }

    /// Tells whether inputs come from stdin, and so perhaps from somebody who types them.
    static boolean readsStdin(InputOptions given, RunPlan.Input input) {
        return input.name().contains("stdin")
                || given.jsonl.contains(STDIN)
                || given.csv.contains(STDIN);
    }

    private static Opening opening(String option, String file) throws UsageException {
        if (file.equals(STDIN)) {
            return Opening::stdin;
        }
        Path path = Path.of(file);
        require(Files.exists(path), option + " " + file + ": no such file; - is stdin");
        require(!Files.isDirectory(path), option + " " + file + ": is a folder");
        require(Files.isReadable(path), option + " " + file + ": may not be read");
        return Opening.ofFile(file);
    }

    private int producers() throws UsageException {
        int asked = given.producers;
        require(asked >= 1, "-p " + asked + ": must be at least 1");
        require(
                asked <= sources.size(),
                "-p "
                        + asked
                        + ": there is work for "
                        + sources.size()
                        + ", one producer for each --dir, --files, --jsonl, --csv, ::: or stdin");
        require(
                !given.watch || asked == sources.size(),
                "--watch never ends, so each input needs a producer of its own: add -p "
                        + sources.size());
        return asked;
    }

    private @Nullable Template key() throws UsageException {
        if (given.key == null) {
            return null;
        }
        Template key = Template.orPath(given.key);
        require(
                key.hasToken(),
                "--key " + given.key + ": all jobs would have this key; write $.id, or a token");
        require(
                !key.dependsOnRun(),
                "--key " + given.key + ": {#} and {%} are others in the next run");
        return key;
    }

    private @Nullable Long total() throws UsageException {
        if (given.total != null) {
            require(given.total >= 0, "--total " + given.total + ": must not be negative");
            return given.total;
        }
        return arguments != null && sources.size() == 1 ? (Long) (long) arguments.size() : null;
    }

    private static void require(boolean condition, String otherwise) throws UsageException {
        if (!condition) {
            throw new UsageException(otherwise);
        }
    }
}
