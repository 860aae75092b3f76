package io.millrace.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `millrace` command.
@Command(
        name = "millrace",
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs a stream of jobs through producers, a bounded channel and consumers.",
        subcommands = {
            RunCommand.class,
            ReportCommand.class,
            DemoCommand.class,
            HelpCommand.class,
            CompletionCommand.class,
            ManCommand.class
        })
public final class Main implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version")
    boolean version;

    /// Is to be made by [#commandLine] only.
    Main() {}

    /// Runs the command and exits.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try {
            return commandLine().execute(ExactArguments.of(args));
        } catch (UsageException e) {
            System.err.println("millrace: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }

    /// Returns the whole command line. A new subcommand is added to `subcommands` above.
    static CommandLine commandLine() {
        CommandLine whole =
                new CommandLine(new Main())
                        .setExpandAtFiles(false) // "@file" is an input like any other
                        .setInterpolateVariables(false)
                        .setPosixClusteredShortOptionsAllowed(true)
                        .setStopAtPositional(true) // what follows belongs to the job's command
                        .setUsageHelpWidth(100)
                        .setUsageHelpLongOptionsMaxWidth(24)
                        .setParameterExceptionHandler(Main::explain)
                        .setExecutionExceptionHandler(Main::report);
        Objects.requireNonNull(whole.getSubcommands().get("report"))
                .setStopAtPositional(false); // JOURNAL --html F
        return whole;
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, System.err);
        return ExitCode.USAGE;
    }

    private static int explain(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println(name + ": " + message(e));
        err.println("Try '" + name + " --help'.");
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().getFirst();
            CommandLine command = e.getCommandLine();
            if (!first.startsWith("-")) {
                return "unknown command: "
                        + first
                        + Nearest.hint(first, command.getSubcommands().keySet());
            }
            String option = first.startsWith("--") ? first.replaceFirst("=.*", "") : first;
            return LaterOptions.NAMES.contains(option)
                    ? option + " is not in this version yet"
                    : "unknown option "
                            + option
                            + Nearest.hint(option, command.getCommandSpec().optionsMap().keySet());
        }
        return String.valueOf(e.getMessage());
    }

    private static int report(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof UsageException) {
            err.println(name + ": " + e.getMessage());
            return ExitCode.USAGE;
        }
        err.println(name + ": a fault of its own; please report it");
        e.printStackTrace(err);
        return ExitCode.INTERNAL;
    }

    /// Tells the version, as the jar's manifest has it.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return List.of("millrace " + (version == null ? "(not packaged)" : version))
                    .toArray(String[]::new);
        }
    }
}
