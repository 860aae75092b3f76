package io.millrace.cli.run.output;

import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Template;
import io.millrace.cli.run.journal.Ends;
import io.millrace.cli.run.journal.JobRecord;
import io.millrace.cli.run.output.Event.Finished;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.report.Progress;
import io.millrace.cli.run.report.Teller;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * A1  Only this thread writes to stdout, stderr and the results file.
 * A2  It receives until the events end, whatever fails: a consumer never waits for ever to hand over a result.
 * A3  Before it waits, all that it has been given is written: a job that has ended is in the results file.
 * A4  The journal is told of a job's end after its output was handed on. A kill between the two means that the job is run,
 *     and printed, again; never that its output is lost. What was given to a sink that failed counts as lost.
 */
/// Gathers what the consumers tell, and writes it.
public final class Aggregator {
    private final Intake events;
    private final Printer printer;
    private final @Nullable ResultsFile results;
    private final @Nullable Ends journal;
    private final @Nullable OrderWindow window;
    private final @Nullable Teller teller;
    private final Observer observer;
    private final @Nullable Tag tag;
    private final OrderWindow.Printing printing = this::print;
    private final Map<Long, Finished> unprinted = new HashMap<>(); // that are to be recorded
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
    /// @param journal is told of jobs' ends; null if there is none
    /// @param window puts output into the inputs' order; null to print as jobs end
    /// @param tag what each line of a job's output begins with; null for nothing
    /// @param teller tells of the run; null for silence
    public Aggregator(
            Intake events,
            Printer printer,
            @Nullable ResultsFile results,
            @Nullable Ends journal,
            @Nullable OrderWindow window,
            @Nullable Template tag,
            @Nullable Teller teller,
            Observer observer) {
        this.events = events;
        this.printer = printer;
        this.results = results;
        this.journal = journal;
        this.window = window;
        this.tag = tag == null ? null : new Tag(tag);
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
            tellJournal();
        }
        if (window != null) {
            window.flush(printing);
        }
        flush();
        tellJournal();
    }

    private void tellJournal() {
        if (journal != null && journal.isHolding()) {
            flush(); // A4
            try {
                journal.send();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // ends the next receive; the run is over
            }
        }
    }

    private void accept(Event event) {
        switch (event) {
            case Finished finished -> finished(finished);
            case Event.Skipped(var skipped) -> {
                if (window != null) {
                    skipped.forEach(job -> window.add(job.seq(), Printout.NOTHING, printing));
                }
            }
            case Event.Retried(var job, var slot, var output, var errors) -> {
                write(() -> printer.printError(tag(job, slot), errors));
                errors.close();
                output.close();
            }
            case Event.Lines(var job, var slot, var isError, var lines) -> {
                if (isError) {
                    write(() -> printer.printError(tag(job, slot), lines));
                } else {
                    write(() -> printer.print(tag(job, slot), lines));
                }
            }
            case Event.Note(var text) -> {
                if (teller != null) {
                    teller.note(text).forEach(this::tell);
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
        Job job = finished.job();
        Attempt last = finished.last();
        var printout = new Printout(tag(job, finished.slot()), last.stdout(), last.stderr());
        if (journal != null) {
            unprinted.put(job.seq(), finished.withoutOutput());
        }
        if (window == null) {
            print(job.seq(), printout);
        } else {
            window.add(job.seq(), printout, printing);
        }
    }

    private byte @Nullable [] tag(Job job, int slot) {
        return tag == null ? null : tag.of(job, slot);
    }

    private static String how(Attempt last) {
        if (last.timeout()) {
            return "timed out";
        }
        if (last.excess()) {
            return "printed too much";
        }
        if (last.signal() != null) {
            return "signal " + last.signal();
        }
        Integer status = last.status();
        return status != null && status != 0 ? "status " + status : "exit " + last.exit();
    }

    private static String failure(Finished finished) {
        Attempt last = finished.last();
        Job job = finished.job();
        String how = how(last);
        return "job " + job.seq() + " \"" + Progress.shown(job.input()) + "\" " + how;
    }

    private void print(long seq, Printout printout) {
        record(seq, printout);
        write(() -> printer.print(printout.tag(), printout.stdout()));
        write(() -> printer.printError(printout.tag(), printout.stderr()));
        printout.close();
        if (journal != null && journal.isFull()) {
            tellJournal();
        }
    }

    private void record(long seq, Printout printout) {
        Finished finished = journal == null ? null : unprinted.remove(seq);
        if (journal != null && finished != null && finished.record() instanceof JobRecord record) {
            journal.add(
                    record,
                    finished.last().with(printout.stdout(), printout.stderr()),
                    finished.attempts(),
                    finished.slot(),
                    finished.queuedNanos());
        }
    }

    private void tell(String line) {
        write(() -> printer.printError(null, Captured.of(line + "\n")));
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
            if (journal != null) {
                journal.lose();
            }
            observer.broken(e);
        }
    }
}
