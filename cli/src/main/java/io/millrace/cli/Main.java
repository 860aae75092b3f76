package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `millrace` command.
@Command(
        name = "millrace",
        description = "Runs jobs in parallel.",
        subcommands = {DemoCommand.class})
public final class Main {
    private Main() {}

    /// Runs the command.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        var line = new CommandLine(new Main());
        line.setParameterExceptionHandler((error, _) -> {
            System.err.println("millrace: " + error.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        System.exit(line.execute(args));
    }
}
