package io.millrace.cli.run;

import io.millrace.channel.Channel;
import io.millrace.cli.UsageException;
import io.millrace.cli.run.flow.Gate;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.journal.Journal;
import io.millrace.cli.run.journal.JournalPlan;
import io.millrace.cli.run.output.Aggregator;
import io.millrace.cli.run.output.Event;
import io.millrace.cli.run.output.Intake;
import io.millrace.cli.run.output.OrderWindow;
import io.millrace.cli.run.output.Printer;
import io.millrace.cli.run.output.ResultsFile;
import io.millrace.cli.run.output.SinkException;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.TempFolder;
import io.millrace.cli.run.report.Progress;
import io.millrace.cli.run.report.Tally;
import io.millrace.cli.run.report.Teller;
import io.millrace.cli.run.terminal.Console;
import io.millrace.context.Context;
import io.millrace.context.DeadlineExceededException;
import io.millrace.task.Outcome;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/*
 *   start      aggregator, consumers, producers
 *   shutdown   wait for the producers -> close the jobs -> wait for the consumers -> close the events
 *              -> wait for the aggregator -> close the journal's entries -> wait for its writer -> report
 *
 * The order of the shutdown is the same whatever stops the run: a stop cancels the producers, and consumers that find
 * the run stopped do not start what they receive. So nothing that has run is lost on the way to the aggregator.
 *
 * The tasks have platform threads. A handler may compute, and a process is started by a native call that takes a
 * millisecond; either would hold a carrier that the aggregator and the ladder need.
 */
/// One run of `millrace run`.
public final class Run implements AutoCloseable {
    private static final int MOST_AHEAD = 1 << 20; // of a slow head, if the order is kept
    private static final int MOST_AHEAD_RECORDED = 1 << 16; // each takes some 200 bytes then
    private static final int MOST_CONSUMERS = 10_000;

    private final RunPlan plan;
    private final String name = Progress.newId();
    private final Opened opened = new Opened(); // closed with the run, or when it cannot be made
    private final Channel<String> notes =
            Channel.<String>builder().name("notes").unbounded().build();
    private final Works works;
    private final Stop stop;
    private final Ending ending;
    private final @Nullable Gate gate;
    private final @Nullable Journal journal;
    private final @Nullable ResultsFile results;
    private final Channel<Share> jobs;
    private final Crew crew;
    private final Intake events;
    private final @Nullable OrderWindow window;
    private final RunLoad load;
    private final Telling telling;
    private final Printer printer;
    private final List<Producer> producers = new ArrayList<>();
    private final List<JobConsumer> consumers = new CopyOnWriteArrayList<>(); // by slot; grows

    /// Makes a run. Nothing is read, and nothing is started. If that fails nothing is left open, no
    /// earlier result is lost, and no journal has a run in it that never was.
    ///
    /// @param out where jobs' stdout goes
    /// @param err where their stderr goes, and progress
    /// @param leave leaves the program at once, with an exit code
    /// @throws UsageException if it could not do a single job
    /// @throws IOException if there is nowhere to write to
    public Run(RunPlan plan, OutputStream out, OutputStream err, IntConsumer leave)
            throws UsageException, IOException {
        this.plan = plan;
        try {
            works = opened.add(new Works(plan, this::lines));
            stop =
                    new Stop(
                            works.childrenOrNull(),
                            plan.flow().halt(),
                            code -> leaveAtOnce(leave, code));
            ending = new Ending(plan, stop);
            gate = newGate();
            works.of(plan.flow().consumers()); // and so of all: throws now, if one cannot be made
            JournalPlan record = plan.state().journal();
            journal = record == null ? null : opened.add(open(record));
            // Last of what may be refused, because it is emptied.
            Path file = plan.output().results();
            results = file == null ? null : opened.add(openResults(file));
            jobs = Channel.<Share>builder().name("jobs").capacity(plan.room()).build();
            crew =
                    new Crew(
                            jobs,
                            stop.reading(),
                            Math.max(MOST_CONSUMERS, plan.flow().consumers()));
            events =
                    new Intake(
                            plan.batch() == 1 ? plan.flow().buffer() : plan.flow().buffer() / 2,
                            plan.batch());
            window = plan.output().keepOrder() ? opened.add(newWindow()) : null;
            load = new RunLoad(plan, crew, producers, consumers, gate, journal);
            telling =
                    opened.add(
                            new Telling(name, plan.seeing(), load, new Keys(stop, crew), out, err));
            printer = new Printer(telling.out(), telling.err(), plan.output().byLine());
            addProducers();
            addConsumers(plan.flow().consumers());
        } catch (UsageException | IOException | RuntimeException e) {
            opened.closeAfter(e);
            throw e;
        }
    }

    private void leaveAtOnce(IntConsumer leave, int code) {
        try {
            closeTerminal();
            works.abandon();
        } finally {
            leave.accept(code);
        }
    }

    private @Nullable Gate newGate() throws UsageException {
        if (!plan.flow().limits().any()) {
            return null;
        }
        try {
            return new Gate(plan.flow().limits(), stop.reading(), notes::trySend);
        } catch (IllegalArgumentException e) { // what the limit is about is not known here
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Journal open(JournalPlan journal) throws UsageException, IOException {
        String version = Run.class.getPackage().getImplementationVersion();
        return Journal.open(
                journal,
                new Journal.About(
                        name,
                        version == null ? "(not packaged)" : version,
                        plan.input().name(),
                        plan.flow().consumers()),
                why ->
                        ending.broken(
                                new SinkException(String.valueOf(why.getMessage()), false, why)));
    }

    /// A run that goes on with a journal adds to what its earlier runs have written.
    private ResultsFile openResults(Path file) throws IOException {
        return journal != null && journal.hasEarlierRuns()
                ? ResultsFile.append(file)
                : ResultsFile.open(file);
    }

    private OrderWindow newWindow() {
        long most = plan.output().spill();
        return most == 0
                ? OrderWindow.inMemory(plan.window())
                : OrderWindow.spilling(
                        plan.window(),
                        TempFolder.parent(System.getenv("TMPDIR")),
                        most,
                        journal == null ? MOST_AHEAD : MOST_AHEAD_RECORDED,
                        ending::broken);
    }

    private void addProducers() {
        var numbers = new AtomicLong();
        boolean counts = results != null || works.areLogged() || journal != null;
        var occurrences = counts ? new Occurrences() : null;
        for (int i = 0; i < plan.input().producers(); i++) {
            producers.add(
                    new Producer(
                            jobs, plan, crew::size, numbers, window, occurrences, journal, events));
        }
    }

    /// Makes consumers until there are so many.
    private void addConsumers(int count) throws UsageException {
        while (consumers.size() < count) {
            int slot = consumers.size() + 1;
            Work work = works.of(slot);
            consumers.add(
                    new JobConsumer(events.newOutbox(), work, stop, gate, journal, slot, plan));
        }
    }

    private void lines(Job job, int slot, boolean isError, Captured found)
            throws InterruptedException {
        events.send(new Event.Lines(job, slot, isError, found));
    }

    /// Goes one step down the ladder of stopping; may be called by a signal handler.
    public void signal(int number) {
        stop.signal(number);
    }

    /// Returns who looks after the terminal; null if there is no bar.
    public @Nullable Console consoleOrNull() {
        return telling.consoleOrNull();
    }

    /// Leaves the terminal as it was found. May be called by any thread, and more than once.
    public void closeTerminal() {
        telling.close();
    }

    /// Runs, and returns the exit code.
    ///
    /// @throws IOException if not even the beginning could be recorded
    public int execute() throws InterruptedException, IOException {
        if (journal != null) {
            journal.begin();
        }
        Teller teller = telling.tellerOrNull();
        var aggregator =
                new Aggregator(
                        events,
                        printer,
                        results,
                        journal == null ? null : journal.newEnds(),
                        window,
                        plan.output().tag(),
                        teller,
                        ending::broken);
        if (teller != null) {
            begin(teller);
        }
        var threads = Thread.ofPlatform().daemon().factory();
        Context.Cancellable time = startTime();
        try (var scope = Scope.builder().name("run").threads(threads).open()) {
            run(scope, aggregator);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault in millrace run", e.getCause());
        } finally {
            time.close();
            stop.close();
        }
        telling.close();
        Tally tally = load.tally();
        endJournal(tally);
        if (teller == null) {
            ending.troubles().forEach(printer::tell);
        } else {
            teller.end(ending.troubles(), summary(tally, aggregator.firstFailureOrNull()))
                    .forEach(printer::tell);
        }
        return exitCode(tally);
    }

    private void begin(Teller teller) {
        String file = journal == null ? null : journal.plan().file().toString();
        teller.begin(new Teller.Plan(name, plan.input().name(), file)).forEach(printer::tell);
        if (journal != null && journal.foundOrNull() instanceof String found) {
            teller.note(found).forEach(printer::tell);
        }
    }

    /// Starts the time of the whole run, if it has a deadline.
    private Context.Cancellable startTime() {
        Duration deadline = plan.flow().deadline();
        if (deadline == null) {
            return Context.background().withCancel();
        }
        Context.Cancellable time = Context.background().withTimeout(deadline);
        time.afterCancel(
                Runnable::run,
                () -> {
                    if (time.cause().orElse(null) instanceof DeadlineExceededException) {
                        stop.overtime();
                    }
                });
        return time;
    }

    private void endJournal(Tally tally) {
        if (journal != null) {
            try {
                journal.end(exitCode(tally));
            } catch (IOException e) {
                ending.trouble(String.valueOf(e.getMessage()));
            }
        }
    }

    private void run(Scope scope, Aggregator aggregator)
            throws InterruptedException, ExecutionException {
        Task<?> ladder = scope.go("ladder", stop::work);
        Task<?> aggregating = scope.go("aggregator", aggregator::run);
        Task<?> journaling = scope.go("journal", journal == null ? () -> {} : journal::write);
        Task<?> ticker = scope.go("ticker", () -> telling.tick(events));
        Task<?> terminal = scope.go("terminal", telling::look);
        Task<?> noting = scope.go("notes", this::tellNotes);
        crew.open(plan.flow().consumers(), place -> hireOrNull(scope, place));
        var producing = new ArrayList<Task<?>>();
        var sources = new Sources(plan.input().sources(), ending::trouble);
        for (Producer producer : producers) {
            String name = "producer-" + (producing.size() + 1);
            producing.add(scope.go(name, () -> sources.read(producer)));
        }
        var registration =
                stop.reading().afterCancel(Runnable::run, () -> producing.forEach(Task::cancel));
        for (Task<?> task : producing) {
            outcome(task);
        }
        registration.stop();
        load.end();
        jobs.close();
        while (crew.nextTaskOrNull() instanceof Task<?> task) {
            outcome(task);
        }
        for (Task<?> task : List.of(terminal, ticker)) {
            task.cancel();
            task.outcome();
        }
        notes.close();
        outcome(noting);
        events.close();
        outcome(aggregating);
        if (journal != null) {
            journal.noMore();
        }
        outcome(journaling);
        stop.close();
        outcome(ladder);
        scope.join();
    }

    /// Waits for a task; a failed one ends the run, as the scope cancels the others.
    private static void outcome(Task<?> task) throws InterruptedException, ExecutionException {
        if (task.outcome() instanceof Outcome.Failure<?>(var cause)) {
            throw new ExecutionException(cause);
        }
    }

    /// Starts a consumer; returns null if its handler cannot be made.
    private @Nullable Task<?> hireOrNull(Scope scope, Crew.Place place) {
        try {
            addConsumers(place.slot());
        } catch (UsageException _) {
            return null;
        }
        JobConsumer consumer = consumers.get(place.slot() - 1);
        return scope.go("consumer-" + place.slot(), () -> consumer.run(place));
    }

    private void tellNotes() throws InterruptedException {
        while (notes.receiveOrNull() instanceof String note) {
            events.send(new Event.Note(note));
        }
    }

    private List<String> summary(Tally tally, @Nullable String firstFailure) {
        List<String> lines = ending.summary(tally, firstFailure);
        if (journal != null) {
            lines.addAll(journal.summary(tally.failed(), ending.isEarly()));
        }
        return lines;
    }

    private int exitCode(Tally tally) {
        return ending.exitCode(tally.failed() + (journal == null ? 0 : journal.skippedFailed()));
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
