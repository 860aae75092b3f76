package io.millrace.cli.run.output;

import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.output.Event.Finished;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.report.Progress;
import io.millrace.cli.run.report.Tally;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A1  Only this thread writes to stdout, stderr and the results file, and to the tally.
 * A2  It receives until the events end, whatever fails: a consumer never waits for ever to hand over a result.
 * A3  Before it waits, all that it has been given is written: a job that has ended is in the results file.
 */
/// Gathers what the consumers tell, writes it, counts it.
public final class Aggregator {
    private final Receiver<Event> events;
    private final Printer printer;
    private final @Nullable ResultsFile results;
    private final @Nullable OrderWindow window;
    private final @Nullable Progress progress;
    private final Observer observer;
    private final Tally tally = new Tally();

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
    /// @param progress tells of the run; null for silence
    public Aggregator(
            Receiver<Event> events,
            Printer printer,
            @Nullable ResultsFile results,
            @Nullable OrderWindow window,
            @Nullable Progress progress,
            Observer observer) {
        this.events = events;
        this.printer = printer;
        this.results = results;
        this.window = window;
        this.progress = progress;
        this.observer = observer;
    }

    /// Returns the figures. To be read after the end.
    public Tally tally() {
        return tally;
    }

    /// Works until the events end.
    public void run() throws InterruptedException {
        while (nextOrNull() instanceof Event event) {
            accept(event);
        }
        if (window != null) {
            window.flush(this::print);
        }
        flush();
    }

    private @Nullable Event nextOrNull() throws InterruptedException {
        if (events.tryReceive() instanceof Received.Value<Event>(var event)) {
            return event;
        }
        flush(); // A3
        return events.receiveOrNull();
    }

    private void accept(Event event) {
        switch (event) {
            case Finished finished -> finished(finished);
            case Event.Retried(var output, var errors, var nanos) -> {
                tally.retried(nanos);
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
                if (progress != null) {
                    progress.waited(job, nanos, tally).forEach(this::tell);
                }
            }
            case Event.NotStarted _ -> tally.passedOver();
            case Event.Tick _ -> {
                if (progress != null) {
                    tell(progress.line(tally));
                }
            }
        }
    }

    private void finished(Finished finished) {
        Attempt last = finished.last();
        tally.finished(last.runNanos(), finished.queuedNanos(), failureOrNull(finished));
        if (results != null) {
            write(() -> results.write(finished));
        }
        if (window == null) {
            print(finished);
        } else {
            window.add(finished, (Consumer<Finished>) this::print);
        }
    }

    private static @Nullable String failureOrNull(Finished finished) {
        Attempt last = finished.last();
        if (last.ok()) {
            return null;
        }
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
