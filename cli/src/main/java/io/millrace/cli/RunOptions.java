package io.millrace.cli;

import io.millrace.cli.run.Halt;
import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.input.ArgumentSource;
import io.millrace.cli.run.input.FileSource;
import io.millrace.cli.run.input.LineSource;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.job.Backoff;
import io.millrace.cli.run.job.CommandLine;
import io.millrace.cli.run.job.HandlerException;
import io.millrace.cli.run.job.HandlerLoader;
import io.millrace.cli.run.report.Durations;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a plan of the options, or says what does not fit together.
final class RunOptions implements AutoCloseable {
    private static final String SEPARATOR = ":::";
    private static final int MOST_CONSUMERS = 10_000;

    private final RunCommand given;
    private final List<String> words; // of the command
    private final @Nullable List<String> arguments; // after ":::", or null
    private @Nullable HandlerLoader loader;

    RunOptions(RunCommand given) {
        this.given = given;
        int separator = given.words.indexOf(SEPARATOR);
        words = separator < 0 ? given.words : given.words.subList(0, separator);
        arguments = separator < 0 ? null : given.words.subList(separator + 1, given.words.size());
    }

    RunPlan plan() throws UsageException {
        try {
            return checkedPlan();
        } catch (IllegalArgumentException e) { // of the parsers: the message is for the user
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (HandlerException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private RunPlan checkedPlan() throws UsageException, HandlerException {
        requireOne("job", jobs());
        requireAtMostOne("input", inputs());
        int producers = producers();
        require(
                !given.output.keepOrder || producers == 1,
                "-k with -p: inputs of several producers have no order");
        require(
                !given.output.keepOrder || !given.output.line,
                "-k with --line: lines come as jobs print them; leave one out");
        require(!given.output.group || !given.output.line, "--group with --line: leave one out");
        require(
                given.flow.retries >= 0,
                "--retry " + given.flow.retries + ": must not be negative");
        require(
                given.flow.backoff == null || given.flow.retries > 0,
                "--backoff without --retry does nothing");
        boolean java = given.job.javaFile != null || given.job.className != null;
        require(
                !java || !given.output.line,
                "--line is for commands: what a handler returns is printed whole");
        require(java || given.job.classPath == null, "--class-path is for --class and --java");
        require(!java || !given.output.dryRun, "--dry-run prints commands, and a handler has none");
        int consumers = given.output.dryRun ? 1 : consumers(given.flow.consumers);
        int buffer = given.flow.buffer != null ? given.flow.buffer : java ? 1024 : 2 * consumers;
        require(buffer >= 1, "-b " + buffer + ": must be at least 1");
        Duration timeout = given.flow.timeout == null ? null : Durations.parse(given.flow.timeout);
        require(
                timeout == null || !timeout.isZero(),
                "--timeout 0: must be longer; leave it out for none");
        return new RunPlan(
                new RunPlan.Input(inputName(), sources(), producers),
                what(),
                new RunPlan.Flow(
                        consumers,
                        buffer,
                        timeout,
                        given.flow.retries,
                        backoff(given.flow.backoff == null ? "200ms..30s" : given.flow.backoff),
                        Halt.parse(given.flow.halt)),
                new RunPlan.Output(
                        given.output.keepOrder,
                        given.output.line,
                        given.output.dryRun,
                        given.output.results == null ? null : Path.of(given.output.results)),
                new SeeingReader(given.seeing, System.getenv(), System::getProperty)
                        .read(given.output.dryRun, inputName().equals("stdin")));
    }

    private static void require(boolean condition, String otherwise) throws UsageException {
        if (!condition) {
            throw new UsageException(otherwise);
        }
    }

    private static void requireOne(String what, List<String> found) throws UsageException {
        require(!found.isEmpty(), "no job: give a command, --sh, --java or --class");
        requireAtMostOne(what, found);
    }

    private static void requireAtMostOne(String what, List<String> found) throws UsageException {
        require(
                found.size() <= 1,
                String.join(" and ", found) + " exclude each other: there is one " + what);
    }

    private List<String> jobs() {
        var found = new ArrayList<String>();
        addIf(!words.isEmpty(), "a command ('" + String.join(" ", words) + "')", found);
        addIf(given.job.shell != null, "--sh", found);
        addIf(given.job.className != null, "--class", found);
        addIf(given.job.javaFile != null, "--java", found);
        return found;
    }

    private List<String> inputs() {
        var found = new ArrayList<String>();
        addIf(given.input.nul, "-0", found);
        addIf(arguments != null, SEPARATOR, found);
        addIf(!given.input.files.isEmpty(), "--files", found);
        addIf(!given.input.dirs.isEmpty(), "--dir", found);
        return found;
    }

    private static void addIf(boolean condition, String what, List<String> found) {
        if (condition) {
            found.add(what);
        }
    }

    private int producers() throws UsageException {
        int sources = Math.max(1, given.input.files.size() + given.input.dirs.size());
        require(given.input.producers >= 1, "-p " + given.input.producers + ": must be at least 1");
        require(
                given.input.producers <= sources,
                "-p "
                        + given.input.producers
                        + ": there is work for "
                        + sources
                        + ", one producer for each --dir or --files");
        return given.input.producers;
    }

    /// Reads `4`, `+2` or `50%`.
    static int consumers(String text) throws UsageException {
        int cores = Runtime.getRuntime().availableProcessors();
        long number = 0;
        if (text.matches("\\d{1,6}")) {
            number = Long.parseLong(text);
        } else if (text.matches("\\+\\d{1,6}")) {
            number = cores + Long.parseLong(text.substring(1));
        } else if (text.matches("[1-9]\\d{0,5}%")) {
            number = Math.max(1, cores * Long.parseLong(text, 0, text.length() - 1, 10) / 100);
        }
        require(
                number >= 1 && number <= MOST_CONSUMERS,
                "-j " + text + ": write a number from 1 to " + MOST_CONSUMERS + ", +N or P%");
        return (int) number;
    }

    /// Reads `200ms..30s`.
    static Backoff backoff(String text) {
        int dots = text.indexOf("..");
        if (dots < 0) {
            throw new IllegalArgumentException(
                    "--backoff " + text + ": write the shortest and the longest, 200ms..30s");
        }
        return new Backoff(
                Durations.parse(text.substring(0, dots)),
                Durations.parse(text.substring(dots + 2)));
    }

    private String inputName() {
        return arguments != null
                ? "arguments"
                : !given.input.dirs.isEmpty()
                        ? "dir"
                        : !given.input.files.isEmpty() ? "files" : "stdin";
    }

    private List<Source> sources() throws UsageException {
        var sources = new ArrayList<Source>();
        if (arguments != null) {
            sources.add(new ArgumentSource(arguments));
        }
        for (String dir : given.input.dirs) {
            require(Files.isDirectory(Path.of(dir)), "--dir " + dir + ": is no folder");
            sources.add(FileSource.below(dir));
        }
        given.input.files.forEach(glob -> sources.add(FileSource.matching(glob)));
        if (sources.isEmpty()) {
            // Of a file channel, because an interrupt ends its reading.
            var in = new FileInputStream(FileDescriptor.in).getChannel();
            sources.add(new LineSource(in, given.input.nul ? (byte) 0 : (byte) '\n'));
        }
        return sources;
    }

    private RunPlan.What what() throws HandlerException {
        if (given.job.shell != null) {
            return new RunPlan.What.Command(CommandLine.ofShell(given.job.shell));
        }
        if (!words.isEmpty()) {
            return new RunPlan.What.Command(CommandLine.ofWords(words));
        }
        var handlers = new HandlerLoader(given.job.classPath == null ? "" : given.job.classPath);
        loader = handlers;
        String source = given.job.javaFile;
        return new RunPlan.What.Java(
                source != null
                        ? handlers.compile(Path.of(source))
                        : handlers.load(String.valueOf(given.job.className)));
    }

    static String message(IOException e) {
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + ": no such file or folder";
        }
        String type = e instanceof FileSystemException ? e.getClass().getSimpleName() + ": " : "";
        return type + e.getMessage();
    }

    @Override
    public void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }
}
