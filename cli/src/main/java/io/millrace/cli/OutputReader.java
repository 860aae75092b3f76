package io.millrace.cli;

import io.millrace.cli.run.RunPlan;
import io.millrace.cli.run.RunPlan.Printing;
import io.millrace.cli.run.job.Template;
import io.millrace.cli.run.report.Sizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads [OutputOptions].
final class OutputReader {
    private static final String SPILL = "1G";

    private final OutputOptions given;
    private final boolean commands; // whether jobs are processes
    private final int producers;

    OutputReader(OutputOptions given, boolean commands, int producers) {
        this.given = given;
        this.commands = commands;
        this.producers = producers;
    }

    RunPlan.Output output() throws UsageException {
        RunOptions.require(
                !given.keepOrder || producers == 1,
                "-k with -p: inputs of several producers have no order");
        RunOptions.require(
                !given.keepOrder || !given.line,
                "-k with --line: lines come as jobs print them; leave one out");
        Printing printing = printing();
        RunOptions.require(
                commands || !given.line,
                "--line is for commands: what a handler returns is printed whole");
        RunOptions.require(
                commands || !given.dryRun, "--dry-run prints commands, and a handler has none");
        RunOptions.require(
                commands || given.most == null,
                "--max-output is for commands: what a handler returns is in memory already");
        RunOptions.require(
                given.spill == null || given.keepOrder,
                "--spill without -k: nothing waits for a slow job");
        requireRaw(printing);
        return new RunPlan.Output(
                given.keepOrder,
                printing,
                given.dryRun,
                given.results == null ? null : Path.of(given.results),
                tag(),
                folder(),
                given.most == null ? Long.MAX_VALUE : size("--max-output", given.most),
                size("--spill", given.spill == null ? SPILL : given.spill));
    }

    private Printing printing() throws UsageException {
        List<String> found = new ArrayList<>();
        if (given.group) {
            found.add("--group");
        }
        if (given.line) {
            found.add("--line");
        }
        if (given.raw) {
            found.add("--raw");
        }
        RunOptions.require(found.size() <= 1, String.join(" with ", found) + ": leave one out");
        return given.line ? Printing.LINE : given.raw ? Printing.RAW : Printing.GROUP;
    }

    private void requireRaw(Printing printing) throws UsageException {
        if (printing != Printing.RAW) {
            return;
        }
        RunOptions.require(
                commands, "--raw is for commands: what a handler returns is printed whole");
        RunOptions.require(!given.keepOrder, "-k with --raw: jobs print themselves, as they run");
        String unseen = ": what a job prints directly is not seen; leave one out";
        RunOptions.require(tag() == null, "--tag with --raw" + unseen);
        RunOptions.require(given.folder == null, "--out-dir with --raw" + unseen);
        RunOptions.require(given.most == null, "--max-output with --raw" + unseen);
    }

    private @Nullable Template tag() throws UsageException {
        RunOptions.require(
                !given.tag || given.tagString == null,
                "--tag and --tagstring exclude each other: --tag is --tagstring '{}'");
        return given.tag
                ? new Template("{}")
                : given.tagString != null ? new Template(given.tagString) : null;
    }

    private @Nullable Path folder() throws UsageException {
        if (given.folder == null) {
            return null;
        }
        Path folder = Path.of(given.folder);
        RunOptions.require(
                Files.isDirectory(folder) || !Files.exists(folder),
                "--out-dir " + folder + ": is there, and is no folder");
        return folder;
    }

    private static long size(String option, String text) throws UsageException {
        long size;
        try {
            size = Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
        return size;
    }
}
