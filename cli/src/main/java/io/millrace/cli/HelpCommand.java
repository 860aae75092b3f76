package io.millrace.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace help`: the help of a command, or of one group of its options.
@Command(name = "help", description = "Shows the help of a command: millrace help run flow.")
final class HelpCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..2",
            paramLabel = "WORD",
            description = "A command, and for run a group of options")
    List<String> words = new ArrayList<>();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws UsageException {
        CommandLine tool = spec.parent().commandLine();
        PrintWriter out = tool.getOut();
        out.print(text(tool));
        out.flush();
        return ExitCode.OK;
    }

    private String text(CommandLine tool) throws UsageException {
        if (words.isEmpty()) {
            return tool.getUsageMessage();
        }
        String name = words.getFirst();
        CommandLine found = tool.getSubcommands().get(name);
        if (found == null) {
            throw new UsageException(
                    "no command '"
                            + name
                            + "'"
                            + Nearest.hint(name, tool.getSubcommands().keySet()));
        }
        if (name.equals("run")) {
            return new RunHelp(found).text(words.size() > 1 ? words.get(1) : "");
        }
        if (words.size() > 1) {
            throw new UsageException("the options of " + name + " are in no groups");
        }
        return found.getUsageMessage();
    }
}
