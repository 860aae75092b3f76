package io.millrace.cli;

import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.http.RequestTemplate;
import io.millrace.cli.run.job.CommandLine;
import io.millrace.cli.run.job.HandlerException;
import io.millrace.cli.run.job.HandlerLoader;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a plan of the options, or says what does not fit together.
final class RunOptions implements AutoCloseable {
    private static final String SEPARATOR = ":::";

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
        RunPlan.Input input = InputPlan.of(given.input, arguments);
        boolean java = given.job.javaFile != null || given.job.className != null;
        checkRequest();
        require(java || given.job.classPath == null, "--class-path is for --class and --java");
        RunPlan.Output output =
                new OutputReader(
                                given.output,
                                !java && given.job.http == null,
                                java,
                                input.producers())
                        .output();
        RunPlan.Flow flow = new FlowReader(given.flow, java, given.output.dryRun).flow();
        return new RunPlan(
                input,
                what(),
                flow,
                output,
                new RunPlan.State(StatePlan.of(given, words)),
                new SeeingReader(given.seeing, System.getenv(), System::getProperty)
                        .read(given.output.dryRun, InputPlan.readsStdin(given.input, input)));
    }

    static void require(boolean condition, String otherwise) throws UsageException {
        if (!condition) {
            throw new UsageException(otherwise);
        }
    }

    private void checkRequest() throws UsageException {
        JobOptions job = given.job;
        boolean details = !job.headers.isEmpty() || job.body != null || job.bodyFile != null;
        require(job.http != null || !details, "--header and --body are for --http");
        require(
                job.body == null || job.bodyFile == null,
                "--body and --body-file exclude each other: a request has one body");
    }

    private static void requireOne(String what, List<String> found) throws UsageException {
        require(!found.isEmpty(), "no job: give a command, --sh, --http, --java or --class");
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
        addIf(given.job.http != null, "--http", found);
        addIf(given.job.className != null, "--class", found);
        addIf(given.job.javaFile != null, "--java", found);
        return found;
    }

    private static void addIf(boolean condition, String what, List<String> found) {
        if (condition) {
            found.add(what);
        }
    }

    private RunPlan.What what() throws HandlerException {
        if (given.job.shell != null) {
            return new RunPlan.What.Command(CommandLine.ofShell(given.job.shell));
        }
        if (given.job.http != null) {
            return new RunPlan.What.Http(
                    new RequestTemplate(
                            given.job.http, given.job.headers, given.job.body, given.job.bodyFile));
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
