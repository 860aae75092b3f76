package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The help of `millrace run`: what one needs first, on a screen, and each group of options on one.
final class RunHelp {
    private static final String ALL = "all";

    /// Options that most people need, in the order of their groups. One that is not there yet is
    /// passed over.
    private static final Set<String> FIRST =
            Set.of(
                    "-0",
                    "--files",
                    "--sh",
                    "--java",
                    "-j",
                    "--timeout",
                    "--retry",
                    "--rate",
                    "-k",
                    "-o",
                    "--journal",
                    "--resume",
                    "--dry-run",
                    "--progress");

    private static final Map<String, List<String>> EXAMPLES =
            Map.of(
                    "input",
                    List.of(
                            "find . -name '*.png' -print0 | millrace run -0 -- convert {} {.}.webp",
                            "millrace run -p 2 --dir in --dir /mnt/in -- sha256sum",
                            "millrace run -- ping -c 1 ::: host1 host2"),
                    "job",
                    List.of(
                            "millrace run --sh 'zcat {} | wc -l' --files 'logs/**/*.gz'",
                            "millrace run --java Count.java < lines.txt",
                            "millrace run --class com.example.Load --cp app.jar < ids.txt",
                            "millrace run --http 'PUT http://h/users/{$.id}' --body '{}' --jsonl users.jsonl"),
                    "flow",
                    List.of(
                            "millrace run -j 50% --timeout 30s --retry 3 --backoff 1s..1m -- fetch < urls",
                            "millrace run -j +4 --halt now,fail=1 -- make -C {} < folders",
                            "millrace run --rate 50/s --breaker 50%/20/30s --http 'GET {}' < urls"),
                    "output",
                    List.of(
                            "millrace run -k -o out.jsonl -- curl -fsS < urls.txt > pages",
                            "millrace run --line -- rsync -v {} host: < files",
                            "millrace run --dry-run -- mv {} {.}.old ::: *.txt"),
                    "state",
                    List.of(
                            "millrace run --journal video.db -- transcode {} < films",
                            "millrace run --journal video.db --resume -- transcode {} < films",
                            "millrace report video.db --html video.html"),
                    "seeing",
                    List.of(
                            "millrace run --progress plain --every 1m -- job < ids 2> run.log",
                            "millrace run --progress json -- job < ids 2> >(grep '^{\"millrace\"')",
                            "At a terminal: q drain, p pause and resume, + and - consumers"));

    private final CommandLine command;

    /// Makes the help of this command.
    RunHelp(CommandLine command) {
        this.command = command;
    }

    /// Returns the names of the groups.
    List<String> groups() {
        return command.getCommandSpec().argGroups().stream().map(RunHelp::name).toList();
    }

    /// Returns the help.
    ///
    /// @param group the one to show; empty for what one needs first; `all`
    String text(String group) throws UsageException {
        if (group.isEmpty()) {
            return first();
        }
        if (group.equals(ALL)) {
            return command.getUsageMessage();
        }
        for (ArgGroupSpec found : command.getCommandSpec().argGroups()) {
            if (name(found).equals(group)) {
                return group(found);
            }
        }
        throw new UsageException(
                "no group of options '"
                        + group
                        + "'"
                        + Nearest.hint(group, groups())
                        + "; there are "
                        + String.join(", ", groups())
                        + " and all");
    }

    private String first() {
        Help help = command.getHelp();
        List<OptionSpec> options =
                command.getCommandSpec().argGroups().stream()
                        .flatMap(group -> group.allOptionsNested().stream())
                        .filter(option ->
                                List.of(option.names()).stream().anyMatch(FIRST::contains))
                        .toList();
        return "Usage: "
                + help.synopsis(0)
                + help.descriptionHeading()
                + help.description()
                + list(options)
                + help.footer()
                + "More options: --help="
                + String.join(", ", groups())
                + " or all. Manual: millrace man | man -l -\n";
    }

    private String group(ArgGroupSpec group) {
        String name = name(group);
        var text = new StringBuilder();
        text.append("Usage: ").append(command.getHelp().synopsis(0)).append('\n');
        text.append(heading(group)).append(" options\n");
        text.append(list(group.allOptionsNested()));
        List<String> examples = EXAMPLES.getOrDefault(name, List.of());
        if (!examples.isEmpty()) {
            text.append("\nExamples\n");
            examples.forEach(example -> text.append("  ").append(example).append('\n'));
        }
        var others = new ArrayList<>(groups());
        others.remove(name);
        return text.append("\nOther groups: --help=")
                .append(String.join(", ", others))
                .append(" or all\n")
                .toString();
    }

    private String list(List<OptionSpec> options) {
        CommandSpec only = CommandSpec.create();
        var usage = command.getCommandSpec().usageMessage();
        only.parser().separator(" ");
        only.usageMessage()
                .sortOptions(false)
                .width(usage.width())
                .longOptionsMaxWidth(usage.longOptionsMaxWidth());
        options.forEach(option -> only.addOption(OptionSpec.builder(option).build()));
        return new CommandLine(only)
                .setColorScheme(command.getColorScheme())
                .getHelp()
                .optionList();
    }

    static String heading(ArgGroupSpec group) {
        return Objects.requireNonNullElse(group.heading(), "").replace("%n", "").strip();
    }

    private static String name(ArgGroupSpec group) {
        return heading(group).toLowerCase(Locale.ROOT);
    }
}
