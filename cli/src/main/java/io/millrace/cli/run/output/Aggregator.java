package io.millrace.cli.run.output;

import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.output.Event.Finished;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.report.Progress;
import io.millrace.cli.run.report.Teller;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A1  Only this thread writes to stdout, stderr and the results file.
 * A2  It receives until the events end, whatever fails: a consumer never waits for ever to hand over a result.
 * A3  Before it waits, all that it has been given is written: a job that has ended is in the results file.
 */
/// Gathers what the consumers tell, and writes it.
public final class Aggregator {
    private final Intake events;
    private final Printer printer;
    private final @Nullable ResultsFile results;
    private final @Nullable OrderWindow window;
    private final @Nullable Teller teller;
    private final Observer observer;
    private final Consumer<Finished> printing = this::print;
    private @Nullable String firstFailure;

    /// Is told what ends the run.
    @FunctionalInterface
    public interface Observer {

        /// Something that is written to has failed.
        void broken(SinkException why);
    }

    /// Makes an aggregator.
    ///
    /// @param results where a line of JSON goes for each job; null for nowhere
    /// @param window puts output into the inputs' order; null to print as jobs end
    /// @param teller tells of the run; null for silence
    public Aggregator(
            Intake events,
            Printer printer,
            @Nullable ResultsFile results,
            @Nullable OrderWindow window,
            @Nullable Teller teller,
            Observer observer) {
        this.events = events;
        this.printer = printer;
        this.results = results;
        this.window = window;
        this.teller = teller;
        this.observer = observer;
    }

    /// Returns what to say of the first job that failed, or null. To be read after the end.
    public @Nullable String firstFailureOrNull() {
        return firstFailure;
    }

    /// Works until the events end.
    public void run() throws InterruptedException {
        while (events.receive(this::accept, this::flush)) { // A3
            if (window != null) {
                window.release();
            }
        }
        if (window != null) {
            window.flush(this::print);
        }
        flush();
    }

    private void accept(Event event) {
        switch (event) {
            case Finished finished -> finished(finished);
            case Event.Retried(var output, var errors) -> {
                write(() -> printer.printError(errors));
                errors.close();
                output.close();
            }
            case Event.Lines(var isError, var lines) -> {
                if (isError) {
                    write(() -> printer.printError(lines));
                } else {
                    write(() -> printer.print(lines));
                }
            }
            case Event.Waited(var job, var nanos) -> {
                if (teller != null) {
                    teller.waited(job, nanos).forEach(this::tell);
                }
            }
            case Event.Tick _ -> {
                if (teller != null) {
                    teller.tick().forEach(this::tell);
                }
            }
        }
    }

    private void finished(Finished finished) {
        if (firstFailure == null && !finished.last().ok()) {
            firstFailure = failure(finished);
        }
        if (results != null) {
            write(() -> results.write(finished));
        }
        if (window == null) {
            print(finished);
        } else {
            window.add(finished, printing);
        }
    }

    private static String failure(Finished finished) {
        Attempt last = finished.last();
        Job job = finished.job();
        String how =
                last.timeout()
                        ? "timed out"
                        : last.signal() != null ? "signal " + last.signal() : "exit " + last.exit();
        return "job " + job.seq() + " \"" + Progress.shown(job.input()) + "\" " + how;
    }

    private void print(Finished finished) {
        Captured stdout = finished.last().stdout();
        Captured stderr = finished.last().stderr();
        write(() -> printer.print(stdout));
        write(() -> printer.printError(stderr));
        stdout.close();
        stderr.close();
    }

    private void tell(String line) {
        write(() -> printer.printError(Captured.of(line + "\n")));
    }

    private void flush() {
        write(printer::flush);
        if (results != null) {
            write(results::flush);
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws SinkException;
    }

    private void write(Write write) {
        try {
            write.run();
        } catch (SinkException e) {
            observer.broken(e);
        }
    }
}
