package io.millrace.cli;

import io.millrace.cli.run.Run;
import io.millrace.cli.run.RunPlan;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `millrace run`: its options, and one run.
@Command(
        name = "run",
        sortOptions = false,
        customSynopsis = {
            "millrace run [OPTIONS] [--] CMD [ARG|{}]... [::: INPUT...]   a process for each input",
            "       millrace run [OPTIONS] --sh 'CMD {} | CMD2'              /bin/sh for each input",
            "       millrace run [OPTIONS] --java Job.java | --class NAME    Java code, in this JVM"
        },
        descriptionHeading = "%n",
        description = {
            "Runs a job for each line of stdin: producers read, a bounded channel holds, consumers"
                    + " work.",
            ""
        },
        footer = {
            "",
            "Tokens   {} input   {.} without extension   {/} name   {//} folder   {/.} both",
            "         {#} number   {%%} consumer. No token: the input becomes the last argument.",
            "Handler  a public class: a Function<String, ?>, a Consumer<String>, or with a public"
                    + " method",
            "         handle(String). What it returns is printed; what it throws fails the job.",
            "Exit     0 all ok | 1 some jobs failed | 2 usage | 3 --halt | 4 input or output failed"
                    + " | 125 fault",
            "         130 Ctrl-C, 143 TERM: once, running jobs end; twice, they are ended; three"
                    + " times, killed",
            "Examples",
            "  find . -name '*.png' -print0 | millrace run -0 -j 4 -- convert {} {.}.webp",
            "  millrace run -k --timeout 30s --retry 3 -o out.jsonl -- curl -fsS < urls.txt",
            "  millrace run --sh 'zcat {} | wc -l' --files 'logs/**/*.gz'"
        })
final class RunCommand implements Callable<Integer> {

    @Option(names = "-0", description = "Inputs end with NUL, not newline")
    boolean nul;

    @Option(
            names = "--files",
            paramLabel = "GLOB",
            description = "An input for each file that matches: 'src/**/*.c'")
    List<String> files = new ArrayList<>();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "An input for each regular file below DIR")
    List<String> dirs = new ArrayList<>();

    @Option(
            names = "-p",
            paramLabel = "N",
            description = "Producers, if there are several --dir or --files (1)")
    int producers = 1;

    @Option(
            names = "--sh",
            paramLabel = "LINE",
            description = "Job: a line for /bin/sh, in which tokens are quoted")
    @Nullable String shell;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Job: a class, one instance for each consumer")
    @Nullable String className;

    @Option(
            names = {"--class-path", "--cp"},
            paramLabel = "PATH",
            description = "Folders and jars of --class and --java")
    @Nullable String classPath;

    @Option(
            names = "--java",
            paramLabel = "FILE",
            description = "Job: a class in a source file, compiled in memory")
    @Nullable String javaFile;

    @Option(
            names = "-j",
            paramLabel = "N|+N|P%",
            description = "Consumers: a number, cores + N, P% of the cores (100%)")
    String consumers = "100%";

    @Option(
            names = "-b",
            paramLabel = "N",
            description = "Jobs that may wait (2 for each consumer; 1024 for Java)")
    @Nullable Integer buffer;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "For each attempt: 500ms, 30s, 2m")
    @Nullable String timeout;

    @Option(names = "--retry", paramLabel = "N", description = "Try a failed job N times more (0)")
    int retries;

    @Option(
            names = "--backoff",
            paramLabel = "TIME..TIME",
            description = "Before that: doubling, with jitter (200ms..30s)")
    @Nullable String backoff;

    @Option(
            names = "--halt",
            paramLabel = "WHEN",
            description = "never, soon,fail=N: start no more, now,fail=N: end all")
    String halt = "never";

    @Option(names = "-k", description = "Output in the order of the inputs")
    boolean keepOrder;

    @Option(names = "--group", description = "A job's output comes whole, at its end (default)")
    boolean group;

    @Option(names = "--line", description = "A job's output comes line by line, as it runs")
    boolean line;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "A line of JSON for each job, written as it ends")
    @Nullable String results;

    @Option(names = "--dry-run", description = "Print the commands, run nothing")
    boolean dryRun;

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description = "auto, plain, none: lines on stderr (auto)")
    String progress = "auto";

    @Option(
            names = {"-q", "--quiet"},
            description = "--progress none")
    boolean quiet;

    @Option(names = "--every", paramLabel = "TIME", description = "Between two lines of it (10s)")
    String every = "10s";

    @Option(
            names = "--warn-wait",
            paramLabel = "TIME",
            description = "Warn of jobs that wait longer; 0: never (500ms)")
    String warnWait = "500ms";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this")
    boolean help;

    @Parameters(arity = "0..*", hidden = true)
    List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        try (var reader = new RunOptions(this)) {
            RunPlan plan = reader.plan();
            return execute(plan);
        }
    }

    private static int execute(RunPlan plan) throws UsageException, InterruptedException {
        // Not System.out and System.err: they swallow failures.
        var out = new FileOutputStream(FileDescriptor.out);
        var err = new FileOutputStream(FileDescriptor.err);
        try (var run = new Run(plan, out, err, Runtime.getRuntime()::halt)) {
            StopSignals.handle(run::signal);
            return run.execute();
        } catch (IOException e) {
            System.err.println("millrace run: " + RunOptions.message(e));
            return ExitCode.SOURCE_OR_SINK;
        }
    }
}
