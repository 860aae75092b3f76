package io.millrace.cli;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.ShellQuote;
import io.millrace.cli.run.journal.JournalPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the options that say what a run remembers.
final class StatePlan {
    private static final List<String> OWN = List.of("--resume", "--retry-failed", "--new-command");
    private static final int LONGEST = 160; // of a command line that is shown whole

    private StatePlan() {}

    /// Returns the plan of the journal, or null if there is none.
    ///
    /// @param words of the command
    static @Nullable JournalPlan of(RunCommand given, List<String> words) throws UsageException {
        StateOptions state = given.state;
        if (state.journal == null) {
            require(!state.resume, "--resume without --journal: name the journal to go on with");
            require(!state.retryFailed, "--retry-failed without --journal and --resume");
            require(!state.newCommand, "--new-command without --journal and --resume");
            return null;
        }
        require(
                !given.output.dryRun,
                "--journal with --dry-run: nothing is run that could be recorded");
        require(
                state.resume || !state.retryFailed,
                "--retry-failed without --resume: a new journal has no failed jobs");
        require(
                state.resume || !state.newCommand,
                "--new-command without --resume: a new journal has no command yet");
        require(
                given.output.results == null || !isSame(state.journal, given.output.results),
                "-o and --journal name one file: "
                        + state.journal
                        + "; results are lines of text, a journal is a database");
        return new JournalPlan(
                Path.of(state.journal),
                state.resume,
                state.retryFailed,
                state.newCommand,
                command(given, words),
                again(given, "--resume"),
                again(given, "--resume --retry-failed"));
    }

    private static boolean isSame(String file, String other) {
        return Path.of(file)
                .toAbsolutePath()
                .normalize()
                .equals(Path.of(other).toAbsolutePath().normalize());
    }

    private static void require(boolean condition, String otherwise) throws UsageException {
        if (!condition) {
            throw new UsageException(otherwise);
        }
    }

    /// The command as one types it, without the inputs and the options that do not change what is
    /// done. `--key` is part of it: by another key no job would be known.
    private static String command(RunCommand given, List<String> words) {
        String what = what(given, words);
        String key = given.input.key;
        return key == null
                ? what
                : quoted(List.of("--key", key)) + (words.isEmpty() ? " " : " -- ") + what;
    }

    private static String what(RunCommand given, List<String> words) {
        if (given.job.shell != null) {
            return quoted(List.of("--sh", given.job.shell));
        }
        if (given.job.http != null) {
            var request = new ArrayList<>(List.of("--http", given.job.http));
            given.job.headers.forEach(header -> request.addAll(List.of("--header", header)));
            if (given.job.body != null) {
                request.addAll(List.of("--body", given.job.body));
            }
            if (given.job.bodyFile != null) {
                request.addAll(List.of("--body-file", given.job.bodyFile));
            }
            return quoted(request);
        }
        if (given.job.className != null) {
            return quoted(List.of("--class", given.job.className));
        }
        if (given.job.javaFile != null) {
            return quoted(List.of("--java", given.job.javaFile));
        }
        return quoted(words);
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(ExactText::readable)
                .map(ShellQuote::ifNeeded)
                .collect(Collectors.joining(" "));
    }

    /// The command line that goes on.
    private static String again(RunCommand given, String how) {
        List<String> all = given.spec.commandLine().getParseResult().originalArgs();
        int begin = all.indexOf("run") + 1;
        int end = Math.max(begin, all.size() - given.words.size());
        var options = new ArrayList<>(all.subList(begin, end));
        options.removeIf(OWN::contains);
        options.remove("--");
        String front = "millrace run " + how + " " + quoted(options);
        String whole = given.words.isEmpty() ? front : front + " -- " + quoted(given.words);
        return whole.length() <= LONGEST || given.words.isEmpty() ? whole : front + " -- ...";
    }
}
