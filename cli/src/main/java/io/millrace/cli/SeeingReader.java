package io.millrace.cli;

import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.RunPlan.How;
import io.millrace.cli.run.report.Durations;
import io.millrace.cli.run.terminal.Setup;
import io.millrace.cli.run.terminal.Style;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads [SeeingOptions]: in which form a run tells of itself, here and now.
final class SeeingReader {
    private final SeeingOptions given;
    private final Map<String, String> environment;
    private final Function<String, @Nullable String> properties;

    /// Makes a reader.
    ///
    /// @param environment of the tool
    /// @param properties those by which the launcher says what is a terminal
    SeeingReader(
            SeeingOptions given,
            Map<String, String> environment,
            Function<String, @Nullable String> properties) {
        this.given = given;
        this.environment = environment;
        this.properties = properties;
    }

    /// Reads them.
    ///
    /// @param dryRun whether commands are only printed
    /// @param readsStdin whether inputs come from there
    RunPlan.Seeing read(boolean dryRun, boolean readsStdin) throws UsageException {
        Duration every = Durations.parse(given.every);
        require(!every.isZero(), "--every 0: must be longer");
        require(
                !given.quiet || given.progress.equals("auto") || given.progress.equals("none"),
                "-q with --progress " + given.progress + ": leave one out");
        boolean typed = readsStdin && isTerminal("stdin");
        How how = given.quiet || (dryRun && given.progress.equals("auto")) ? How.NONE : how(typed);
        Setup setup =
                how != How.BAR
                        ? null
                        : new Setup(
                                isTerminal("stdout"),
                                !typed,
                                Style.of(environment, property("millrace.env.lc_all")));
        return new RunPlan.Seeing(every, Durations.parse(given.warnWait), how, setup);
    }

    private How how(boolean typed) throws UsageException {
        return switch (given.progress) {
            case "none" -> How.NONE;
            case "plain" -> How.PLAIN;
            case "json" -> How.JSON;
            case "auto" -> {
                boolean redraws = isTerminal("stderr") && !isDumb();
                yield redraws && !isSet("CI") && !typed ? How.BAR : How.PLAIN;
            }
            case "bar" -> {
                require(
                        isTerminal("stderr"),
                        "--progress bar: stderr is no terminal; use auto, plain or json");
                require(
                        !isDumb(),
                        "--progress bar: a terminal with TERM="
                                + environment.getOrDefault("TERM", "")
                                + " cannot redraw lines; use auto, plain or json");
                yield How.BAR;
            }
            default ->
                    throw new UsageException(
                            "--progress "
                                    + given.progress
                                    + ": write auto, bar, plain, json or none");
        };
    }

    private boolean isDumb() {
        String term = environment.getOrDefault("TERM", "");
        return term.isEmpty() || term.equals("dumb");
    }

    private boolean isSet(String variable) {
        String value = environment.getOrDefault(variable, "");
        return !value.isEmpty() && !value.equals("false") && !value.equals("0");
    }

    private boolean isTerminal(String stream) {
        return property("millrace." + stream + ".tty").equals("true");
    }

    private String property(String name) {
        return Objects.requireNonNullElse(properties.apply(name), "");
    }

    private static void require(boolean condition, String otherwise) throws UsageException {
        if (!condition) {
            throw new UsageException(otherwise);
        }
    }
}
