package io.millrace.cli.run.job;

import io.millrace.cli.run.json.NoValueException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The command of every job, with tokens: words without a shell, or a line for `/bin/sh`.
public final class CommandLine {
    private final List<Template> words;
    private final @Nullable Template shell;

    private CommandLine(List<Template> words, @Nullable Template shell) {
        this.words = words;
        this.shell = shell;
    }

    /// Makes a command of words, each an argument as it stands. If none has a token, the input
    /// becomes the last argument.
    public static CommandLine ofWords(List<String> words) {
        var templates = new ArrayList<Template>();
        words.forEach(word -> templates.add(new Template(word)));
        if (templates.stream().noneMatch(Template::hasToken)) {
            templates.add(new Template("{}"));
        }
        return new CommandLine(List.copyOf(templates), null);
    }

    /// Makes a command for `/bin/sh -c`, in which tokens are replaced in single quotes. If it has
    /// none, the input becomes the last word.
    public static CommandLine ofShell(String line) {
        var template = new Template(line);
        return new CommandLine(
                List.of(), template.hasToken() ? template : new Template(line + " {}"));
    }

    /// Returns the word that names the program, or null if it differs from job to job.
    public @Nullable String fixedProgramOrNull() {
        if (shell != null) {
            return "/bin/sh";
        }
        Template first = words.getFirst();
        return first.hasToken() ? null : first.toString();
    }

    /// Returns what to execute for a job.
    ///
    /// @throws NoValueException if its input has no value for a token
    public List<String> argv(Job job, int slot) throws NoValueException {
        if (shell != null) {
            return List.of("/bin/sh", "-c", shell.expand(job, slot, ShellQuote::always));
        }
        var argv = new ArrayList<String>(words.size());
        for (Template word : words) {
            argv.add(word.expand(job, slot));
        }
        return argv;
    }

    /// Returns the command of a job as one types it at a shell.
    ///
    /// @throws NoValueException if its input has no value for a token
    public String quoted(Job job, int slot) throws NoValueException {
        if (shell != null) {
            return shell.expand(job, slot, ShellQuote::always);
        }
        return String.join(" ", argv(job, slot).stream().map(ShellQuote::ifNeeded).toList());
    }
}
