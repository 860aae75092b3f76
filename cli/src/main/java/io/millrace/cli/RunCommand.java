package io.millrace.cli;

import io.millrace.cli.run.Run;
import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.terminal.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace run`: its options, and one run.
@Command(
        name = "run",
        sortOptions = false,
        customSynopsis = {
            "millrace run [OPTIONS] [--] CMD [ARG|{}]... [::: INPUT...]   a process for each input",
            "       millrace run [OPTIONS] --sh 'CMD {} | CMD2'              /bin/sh for each input",
            "       millrace run [OPTIONS] --http 'METHOD URL'               a request for each input",
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
            "         {#} number   {%%} consumer   {$.user.id} value in a JSON input. No token: the"
                    + " input",
            "         becomes the last argument.",
            "Handler  a public class: a Function<String, ?>, a Consumer<String>, or with a public"
                    + " method",
            "         handle(String). What it returns is printed; what it throws fails the job.",
            "Exit     0 all ok | 1 some jobs failed | 2 usage | 3 --halt | 4 input or output failed"
                    + " | 124 --deadline",
            "         125 fault | 130 Ctrl-C, 143 TERM: once, jobs may end; twice, are ended; three"
                    + " times, killed",
            "Examples",
            "  find . -name '*.png' -print0 | millrace run -0 -j 4 -- convert {} {.}.webp",
            "  millrace run -k --timeout 30s --retry 3 -o out.jsonl -- curl -fsS < urls.txt",
            "  millrace run --http 'GET http://localhost:8080/user/{$.id}' --jsonl users.jsonl",
            "  millrace run --sh 'zcat {} | wc -l' --files 'logs/**/*.gz'"
        })
final class RunCommand implements Callable<Integer> {

    @ArgGroup(validate = false, heading = "Input%n")
    final InputOptions input = new InputOptions();

    @ArgGroup(validate = false, heading = "Job%n")
    final JobOptions job = new JobOptions();

    @ArgGroup(validate = false, heading = "Flow%n")
    final FlowOptions flow = new FlowOptions();

    @ArgGroup(validate = false, heading = "Output%n")
    final OutputOptions output = new OutputOptions();

    @ArgGroup(validate = false, heading = "State%n")
    final StateOptions state = new StateOptions();

    @ArgGroup(validate = false, heading = "Seeing%n")
    final SeeingOptions seeing = new SeeingOptions();

    @Option(
            names = {"-h", "--help"},
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "GROUP",
            description = "Show this, a group of options, or all")
    @Nullable String help;

    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", hidden = true)
    List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        if (help != null) {
            spec.commandLine().getOut().print(new RunHelp(spec.commandLine()).text(help));
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
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
            OsSignals.stops(run::signal);
            if (run.consoleOrNull() instanceof Console console) {
                OsSignals.take(List.of("WINCH"), _ -> console.resize());
                OsSignals.take(List.of("TSTP"), _ -> console.suspend());
                OsSignals.take(List.of("CONT"), _ -> console.resume());
                Runtime.getRuntime().addShutdownHook(new Thread(run::closeTerminal, "terminal"));
            }
            return run.execute();
        } catch (IOException e) {
            System.err.println("millrace run: " + RunOptions.message(e));
            return ExitCode.SOURCE_OR_SINK;
        }
    }
}
