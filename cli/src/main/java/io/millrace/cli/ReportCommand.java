package io.millrace.cli;

import io.millrace.cli.report.Figures;
import io.millrace.cli.report.HtmlReport;
import io.millrace.cli.report.JournalReader;
import io.millrace.cli.report.TextReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace report`: what a journal tells, as text or as a page.
@Command(
        name = "report",
        description =
                "Tells what is in a journal of millrace run: jobs, failures, times, throughput.",
        footer = {
            "",
            "  millrace report v.jrn",
            "  millrace report v.jrn --html v.html",
            "",
            "The page is one file without scripts. A run may be writing the journal meanwhile."
        })
final class ReportCommand implements Callable<Integer> {

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page instead of text.")
    private @Nullable Path html;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    @Parameters(index = "0", paramLabel = "JOURNAL", description = "A file that --journal made.")
    private Path journal = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            Figures figures = JournalReader.read(journal);
            if (html == null) {
                String text = String.join("\n", TextReport.of(figures)) + "\n";
                System.out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                System.out.flush();
            } else {
                Files.writeString(html, HtmlReport.of(figures));
            }
            return ExitCode.OK;
        } catch (IOException e) {
            spec.commandLine().getErr().println("millrace report: " + RunOptions.message(e));
            return ExitCode.SOURCE_OR_SINK;
        }
    }
}
