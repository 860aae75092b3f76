package io.millrace.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `millrace man`: the manual page, made of the same options that are parsed.
@Command(
        name = "man",
        description = "Prints the manual page.",
        footer = {
            "",
            "  millrace man | man -l -",
            "  millrace man > /usr/local/share/man/man1/millrace.1"
        })
final class ManCommand implements Callable<Integer> {
    private static final List<String> TOKENS =
            List.of(
                    "{}", "the input",
                    "{.}", "the input without its extension",
                    "{/}", "the name",
                    "{//}", "the folder, . if there is none",
                    "{/.}", "the name without its extension",
                    "{#}", "the job's number, from 1",
                    "{%}", "the consumer's number, from 1");

    private static final List<String> EXITS =
            List.of(
                    "0", "all is well",
                    "1", "some jobs failed",
                    "2", "the command line makes no sense, or the command does not exist",
                    "3", "stopped by --halt",
                    "4", "the input could not be read, or something could not be written",
                    "125", "a fault of Millrace's own",
                    "129, 130, 143", "stopped by HUP, INT (Ctrl-C, or q) or TERM");

    private static final List<String> SIGNALS =
            List.of(
                    "once", "Nothing more is read, what waits is not started, what runs may end.",
                    "twice",
                            "What runs is ended: TERM to the process trees, KILL after five seconds.",
                    "three times", "KILL, and out.");

    private static final List<String> ENVIRONMENT =
            List.of(
                    "MILLRACE_SEQ, MILLRACE_ATTEMPT, MILLRACE_SLOT",
                    "set for a job: its number, its attempt's and its consumer's",
                    "MILLRACE_OPTS",
                    "options for the tool's JVM, split at blanks",
                    "JAVA_HOME",
                    "the JDK to use, 25 or newer",
                    "NO_COLOR, FORCE_COLOR",
                    "no colours; colours all the same",
                    "TERM, CI",
                    "a dumb terminal, and continuous integration, get plain progress");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this")
    boolean help;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine tool = spec.parent().commandLine();
        PrintWriter out = tool.getOut();
        out.print(page(tool));
        out.flush();
        return ExitCode.OK;
    }

    private static String page(CommandLine tool) {
        CommandLine run = Objects.requireNonNull(tool.getSubcommands().get("run"));
        var page = new StringBuilder();
        page.append(".TH MILLRACE 1 \"\" \"")
                .append(escaped(new Main.Version().getVersion()[0]))
                .append("\" \"Millrace\"\n.SH NAME\nmillrace \\- ")
                .append(
                        "runs a stream of jobs through producers, a bounded channel and consumers\n.SH SYNOPSIS\n.nf\n");
        for (String line : run.getCommandSpec().usageMessage().customSynopsis()) {
            page.append(text(line.strip())).append('\n');
        }
        page.append("millrace demo [NAME | \\-\\-list | \\-\\-source NAME]\n");
        page.append("millrace help | completion | man\n.fi\n.SH DESCRIPTION\n");
        page.append(text(description(run))).append('\n');
        for (ArgGroupSpec group : run.getCommandSpec().argGroups()) {
            page.append(".SH ")
                    .append(RunHelp.heading(group).toUpperCase(java.util.Locale.ROOT))
                    .append('\n');
            group.allOptionsNested().forEach(option -> page.append(option(option)));
        }
        page.append(".SH COMMANDS\n");
        tool.getSubcommands()
                .forEach((name, command) -> {
                    page.append(".TP\n\\fB").append(escaped(name)).append("\\fR\n");
                    page.append(text(description(command))).append('\n');
                });
        for (Map.Entry<String, List<String>> section :
                List.of(
                        Map.entry("TOKENS", TOKENS),
                        Map.entry("EXIT STATUS", EXITS),
                        Map.entry("SIGNALS", SIGNALS),
                        Map.entry("ENVIRONMENT", ENVIRONMENT))) {
            page.append(".SH ").append(section.getKey()).append('\n');
            for (int i = 0; i < section.getValue().size(); i += 2) {
                page.append(".TP\n\\fB")
                        .append(escaped(section.getValue().get(i)))
                        .append("\\fR\n");
                page.append(text(section.getValue().get(i + 1))).append('\n');
            }
        }
        return page.toString();
    }

    private static String option(OptionSpec option) {
        var text = new StringBuilder(".TP\n");
        String separator = "";
        for (String name : option.names()) {
            text.append(separator).append("\\fB").append(escaped(name)).append("\\fR");
            separator = ", ";
        }
        if (option.arity().max() > 0) {
            text.append(" \\fI").append(escaped(option.paramLabel())).append("\\fR");
        }
        return text.append('\n')
                .append(text(String.join(" ", option.description())))
                .append('\n')
                .toString();
    }

    private static String description(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description()).strip();
    }

    /// A line of text: one that begins like a request is kept from being one.
    private static String text(String line) {
        String escaped = escaped(line.replace("%%", "%"));
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}
