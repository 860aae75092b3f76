package io.millrace.cli.run;

import io.millrace.channel.Channel;
import io.millrace.cli.ExitCode;
import io.millrace.cli.UsageException;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.job.CommandWork;
import io.millrace.cli.run.job.DryWork;
import io.millrace.cli.run.job.HandlerException;
import io.millrace.cli.run.job.HandlerWork;
import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.output.Aggregator;
import io.millrace.cli.run.output.Event;
import io.millrace.cli.run.output.Intake;
import io.millrace.cli.run.output.OrderWindow;
import io.millrace.cli.run.output.Printer;
import io.millrace.cli.run.output.ResultsFile;
import io.millrace.cli.run.output.SinkException;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.Children;
import io.millrace.cli.run.process.ProgramPath;
import io.millrace.cli.run.process.TempFolder;
import io.millrace.cli.run.report.Tally;
import io.millrace.cli.run.report.Teller;
import io.millrace.cli.run.terminal.Console;
import io.millrace.task.Outcome;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.OutputStream;
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
 *              -> wait for the aggregator -> report
 *
 * The order of the shutdown is the same whatever stops the run: a stop cancels the producers, and consumers that find
 * the run stopped do not start what they receive. So nothing that has run is lost on the way to the aggregator.
 *
 * The tasks have platform threads. A handler may compute, and a process is started by a native call that takes a
 * millisecond; either would hold a carrier that the aggregator and the ladder need.
 */
/// One run of `millrace run`.
public final class Run implements AutoCloseable {
    private static final int INTERRUPT = 2;
    private static final int MOST_CONSUMERS = 10_000;

    private final RunPlan plan;
    private final Printer printer;
    private final ProgramPath path = new ProgramPath(System.getenv("PATH"));
    private final @Nullable TempFolder folder;
    private final @Nullable ResultsFile results;
    private final Stop stop;
    private final List<Work> works = new CopyOnWriteArrayList<>();
    private final @Nullable Children children;
    private final Crew crew;
    private final RunLoad load;
    private final Telling telling;
    private final Channel<Share> jobs;
    private final Intake events;
    private final @Nullable OrderWindow window;
    private final List<Producer> producers = new ArrayList<>();
    private final List<JobConsumer> consumers = new CopyOnWriteArrayList<>(); // by slot
    private final List<String> troubles = new ArrayList<>(); // of sources and sinks
    private volatile boolean broken; // a source or a sink has failed

    /// Makes a run. Nothing is read, and nothing is started.
    ///
    /// @param out where jobs' stdout goes
    /// @param err where their stderr goes, and progress
    /// @param leave leaves the program at once, with an exit code
    /// @throws UsageException if it could not do a single job
    /// @throws IOException if there is nowhere to write to
    public Run(RunPlan plan, OutputStream out, OutputStream err, IntConsumer leave)
            throws UsageException, IOException {
        this.plan = plan;
        requireProgram();
        results =
                plan.output().results() == null ? null : ResultsFile.open(plan.output().results());
        boolean processes = plan.what() instanceof RunPlan.What.Command && !plan.output().dryRun();
        folder = processes ? TempFolder.create(System.getenv("TMPDIR")) : null;
        children = folder == null ? null : new Children(folder, path);
        stop =
                new Stop(
                        children,
                        plan.flow().halt(),
                        code -> {
                            try {
                                closeTerminal();
                                if (folder != null) {
                                    folder.close();
                                }
                            } finally {
                                leave.accept(code);
                            }
                        });
        jobs = Channel.<Share>builder().name("jobs").capacity(plan.room()).build();
        crew = new Crew(jobs, stop.reading(), Math.max(MOST_CONSUMERS, plan.flow().consumers()));
        load = new RunLoad(plan, crew, producers, consumers);
        telling = new Telling(plan.seeing(), load, new Keys(), out, err);
        printer = new Printer(telling.out(), telling.err(), plan.output().byLine());
        events =
                new Intake(
                        plan.batch() == 1 ? plan.flow().buffer() : plan.flow().buffer() / 2,
                        plan.batch());
        window = plan.output().keepOrder() ? new OrderWindow(plan.window()) : null;
        var numbers = new AtomicLong();
        var occurrences = results == null ? null : new Occurrences();
        for (int i = 0; i < plan.input().producers(); i++) {
            producers.add(new Producer(jobs, plan, crew::size, numbers, window, occurrences));
        }
        for (int slot = 1; slot <= plan.flow().consumers(); slot++) {
            consumers.add(newConsumer(slot));
        }
    }

    private JobConsumer newConsumer(int slot) throws UsageException {
        Work work = newWork(slot);
        works.add(work);
        return new JobConsumer(events.newOutbox(), work, stop, slot, plan);
    }

    private void requireProgram() throws UsageException {
        if (plan.what() instanceof RunPlan.What.Command(var command) && !plan.output().dryRun()) {
            String program = command.fixedProgramOrNull();
            if (program != null) {
                var missing = path.missing(program);
                if (missing.isPresent()) {
                    throw new UsageException(missing.get().message());
                }
            }
        }
    }

    private Work newWork(int slot) throws UsageException {
        return switch (plan.what()) {
            case RunPlan.What.Command(var command) ->
                    children == null
                            ? new DryWork(command, slot)
                            : new CommandWork(
                                    command,
                                    children,
                                    path,
                                    plan.flow().timeout(),
                                    plan.output().byLine() ? this::lines : null,
                                    slot);
            case RunPlan.What.Java(var handler) -> {
                try {
                    yield new HandlerWork(handler.newHandler(), plan.flow().timeout());
                } catch (HandlerException e) {
                    throw new UsageException(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private void lines(boolean isError, Captured found) throws InterruptedException {
        events.send(new Event.Lines(isError, found));
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
    public int execute() throws InterruptedException {
        Teller teller = telling.tellerOrNull();
        var aggregator = new Aggregator(events, printer, results, window, teller, this::broken);
        if (teller != null) {
            teller.begin(new Teller.Plan(telling.id(), plan.input().name())).forEach(printer::tell);
        }
        var threads = Thread.ofPlatform().daemon().factory();
        try (var scope = Scope.builder().name("run").threads(threads).open()) {
            run(scope, aggregator);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault in millrace run", e.getCause());
        } finally {
            stop.close();
        }
        telling.close();
        Tally tally = load.tally();
        if (teller == null) {
            troubles.forEach(printer::tell);
        } else {
            teller.end(troubles, summary(tally, aggregator.firstFailureOrNull()))
                    .forEach(printer::tell);
        }
        return exitCode(tally);
    }

    private void run(Scope scope, Aggregator aggregator)
            throws InterruptedException, ExecutionException {
        Task<?> ladder = scope.go("ladder", stop::work);
        Task<?> aggregating = scope.go("aggregator", aggregator::run);
        Task<?> ticker = scope.go("ticker", () -> telling.tick(events));
        Task<?> terminal = scope.go("terminal", telling::look);
        crew.open(plan.flow().consumers(), place -> hireOrNull(scope, place));
        var producing = new ArrayList<Task<?>>();
        Channel<Source> sources = sources();
        for (Producer producer : producers) {
            String name = "producer-" + (producing.size() + 1);
            producing.add(scope.go(name, () -> produce(sources, producer)));
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
        events.close();
        outcome(aggregating);
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

    private Channel<Source> sources() throws InterruptedException {
        Channel<Source> sources = Channel.unbounded();
        for (Source source : plan.input().sources()) {
            sources.send(source);
        }
        sources.close();
        return sources;
    }

    private void produce(Channel<Source> sources, Producer producer) throws InterruptedException {
        while (sources.receiveOrNull() instanceof Source source) {
            try {
                source.forEach(producer);
            } catch (IOException e) {
                trouble("cannot read all of the input: " + message(e));
            }
        }
    }

    private static String message(IOException e) {
        return e.getClass() == IOException.class
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /// Starts a consumer; returns null if its handler cannot be made.
    private @Nullable Task<?> hireOrNull(Scope scope, Crew.Place place) {
        while (consumers.size() < place.slot()) {
            try {
                consumers.add(newConsumer(consumers.size() + 1));
            } catch (UsageException _) {
                return null;
            }
        }
        JobConsumer consumer = consumers.get(place.slot() - 1);
        return scope.go("consumer-" + place.slot(), () -> consumer.run(place));
    }

    private synchronized void trouble(String what) {
        broken = true;
        troubles.add("millrace: " + what);
    }

    private void broken(SinkException why) {
        broken = true;
        if (!why.isQuiet()) {
            trouble(String.valueOf(why.getMessage()));
        }
        stop.end();
    }

    /// What keys stand for.
    private final class Keys implements Console.Commands {
        private boolean drained; // by the thread that reads keys

        /// As one Ctrl-C; a second time does nothing.
        @Override
        public void drain() {
            if (!drained && !stop.isDraining()) {
                drained = true;
                stop.signal(INTERRUPT);
            }
        }

        @Override
        public boolean isDraining() {
            return stop.isDraining();
        }

        @Override
        public void setPaused(boolean paused) {
            crew.setPaused(paused);
        }

        @Override
        public boolean isPaused() {
            return crew.isPaused();
        }

        @Override
        public void changeConsumers(int by) {
            crew.resize(crew.size() + by);
        }
    }

    private List<String> summary(Tally tally, @Nullable String firstFailure) {
        var lines = new ArrayList<String>();
        if (tally.notStarted() > 0) {
            lines.add(tally.notStarted() + " read and not started: the run was stopped");
        }
        if (tally.failed() > 0) {
            String more = results == null ? "" : "; all are in " + plan.output().results();
            lines.add(tally.failed() + " failed; first: " + firstFailure + more);
        }
        return lines;
    }

    private int exitCode(Tally tally) {
        if (stop.signalOrZero() != 0) {
            return stop.exitCode();
        }
        if (broken) {
            return ExitCode.SOURCE_OR_SINK;
        }
        if (stop.exitCode() != 0) {
            return stop.exitCode();
        }
        return tally.failed() > 0 ? ExitCode.FAILED_JOBS : ExitCode.OK;
    }

    @Override
    public void close() throws IOException {
        telling.close();
        works.forEach(Work::close);
        if (folder != null) {
            folder.close();
        }
        if (results != null) {
            results.close();
        }
    }
}
