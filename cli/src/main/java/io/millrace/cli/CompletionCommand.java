package io.millrace.cli;

import io.millrace.examples.Example;
import io.millrace.examples.Examples;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace completion`: what a shell needs to complete the command's options.
@Command(
        name = "completion",
        description = "Prints what bash, zsh or fish needs to complete millrace's options.",
        footer = {
            "",
            "  source <(millrace completion bash)                                    in .bashrc",
            "  millrace completion zsh > ~/.zfunc/_millrace                  in a folder of $fpath",
            "  millrace completion fish > ~/.config/fish/completions/millrace.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    String shell = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this")
    boolean help;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws UsageException {
        CommandLine tool = spec.parent().commandLine();
        PrintWriter out = tool.getOut();
        out.print(
                switch (shell) {
                    case "bash" -> AutoComplete.bash("millrace", tool);
                    case "zsh" -> zsh(tool);
                    case "fish" -> fish(tool);
                    default ->
                            throw new UsageException(
                                    "no completion for "
                                            + shell
                                            + Nearest.hint(shell, SHELLS)
                                            + "; there are bash, zsh and fish");
                });
        out.flush();
        return ExitCode.OK;
    }

    private static String fish(CommandLine tool) {
        var text = new StringBuilder("# fish completion of millrace\n");
        tool.getSubcommands()
                .forEach((name, command) -> {
                    text.append("complete -c millrace -n __fish_use_subcommand -f -a ")
                            .append(name)
                            .append(" -d ")
                            .append(quoted(description(command)))
                            .append('\n');
                    for (OptionSpec option : command.getCommandSpec().options()) {
                        text.append(fish(name, option));
                    }
                });
        String demo = "complete -c millrace -n '__fish_seen_subcommand_from ";
        text.append(demo).append("demo' -f -a '").append(examples()).append("'\n");
        text.append(demo)
                .append("completion' -f -a '")
                .append(String.join(" ", SHELLS))
                .append("'\n");
        return text.toString();
    }

    private static String fish(String command, OptionSpec option) {
        var line = new StringBuilder("complete -c millrace -n '__fish_seen_subcommand_from ");
        line.append(command).append('\'');
        for (String name : option.names()) {
            line.append(
                    name.startsWith("--")
                            ? " -l " + name.substring(2)
                            : " -s " + name.substring(1));
        }
        if (option.arity().min() > 0) {
            line.append(isFile(option) ? " -r" : " -x");
        }
        String values = values(option);
        if (!values.isEmpty()) {
            line.append(" -a '").append(values).append('\'');
        }
        return line.append(" -d ").append(quoted(description(option))).append('\n').toString();
    }

    private static String zsh(CommandLine tool) {
        var text =
                new StringBuilder(
                        "#compdef millrace\n# zsh completion of millrace\n_millrace() {\n");
        text.append("  local curcontext=\"$curcontext\" state line\n  typeset -A opt_args\n");
        text.append("  _arguments -C '1:command:((");
        tool.getSubcommands()
                .forEach((name, command) ->
                        text.append(name)
                                .append("\\:")
                                .append(
                                        zshQuoted(
                                                "\""
                                                        + description(command).replace("\"", "")
                                                        + "\""))
                                .append(' '));
        text.append(
                "))' '*::argument:->rest'\n  case $state in\n    rest)\n      case $line[1] in\n");
        tool.getSubcommands()
                .forEach((name, command) -> {
                    text.append("        ").append(name).append(")\n          _arguments -s");
                    for (OptionSpec option : command.getCommandSpec().options()) {
                        text.append(zsh(option));
                    }
                    text.append(" \\\n            '*:").append(zshRest(name)).append("' ;;\n");
                });
        return text.append("      esac ;;\n  esac\n}\n_millrace \"$@\"\n").toString();
    }

    private static String zshRest(String command) {
        return switch (command) {
            case "demo" -> "example:(" + examples() + ")";
            case "completion" -> "shell:(" + String.join(" ", SHELLS) + ")";
            case "help" -> "command:(run demo completion man)";
            default -> "file:_files";
        };
    }

    private static String zsh(OptionSpec option) {
        var text = new StringBuilder();
        for (String name : option.names()) {
            boolean takes = option.arity().min() > 0;
            text.append(" \\\n            '*").append(name);
            text.append(!takes ? "" : name.startsWith("--") ? "=" : "+");
            text.append('[').append(zshQuoted(description(option))).append(']');
            if (takes) {
                String values = values(option);
                text.append(':').append(zshQuoted(option.paramLabel()));
                text.append(':')
                        .append(
                                isFile(option)
                                        ? "_files"
                                        : values.isEmpty() ? " " : "(" + values + ")");
            }
            text.append('\'');
        }
        return text.toString();
    }

    /// Within single quotes, and in a specification of `_arguments`.
    private static String zshQuoted(String text) {
        return text.replace("\\", "\\\\")
                .replace("'", "'\\''")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String examples() {
        return Examples.all().stream().map(Example::name).collect(Collectors.joining(" "));
    }

    private static boolean isFile(OptionSpec option) {
        return List.of("FILE", "DIR", "PATH", "GLOB").contains(option.paramLabel());
    }

    private static String values(OptionSpec option) {
        Iterable<String> candidates = option.completionCandidates();
        return candidates == null
                ? ""
                : StreamSupport.stream(candidates.spliterator(), false)
                        .collect(Collectors.joining(" "));
    }

    private static String description(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description()).strip();
    }

    private static String description(OptionSpec option) {
        return String.join(" ", option.description()).replace("%%", "%").strip();
    }
}
