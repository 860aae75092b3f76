package io.millrace.cli.run;

import io.millrace.cli.UsageException;
import io.millrace.cli.run.http.RequestTemplate;
import io.millrace.cli.run.http.Requests;
import io.millrace.cli.run.job.CommandLine;
import io.millrace.cli.run.job.CommandWork;
import io.millrace.cli.run.job.DryWork;
import io.millrace.cli.run.job.HandlerClass;
import io.millrace.cli.run.job.HandlerException;
import io.millrace.cli.run.job.HandlerWork;
import io.millrace.cli.run.job.LoggedWork;
import io.millrace.cli.run.job.Work;
import io.millrace.cli.run.process.Children;
import io.millrace.cli.run.process.LogFolder;
import io.millrace.cli.run.process.Outlets;
import io.millrace.cli.run.process.ProgramPath;
import io.millrace.cli.run.process.TempFolder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/*
 *              processes               requests              handlers              --dry-run
 *   folder     what they print         large bodies          -                     -
 *   logs       their own files         copies                copies                -
 *   shared     children                requests              -                     -
 *   work       CommandWork             HttpWork, logged      HandlerWork, logged   DryWork
 *
 * What cannot be done at all is found out here, before anything is written: a program that is not there, a handler that
 * cannot be made.
 */
/// The work of each consumer, and what all of them share for it.
final class Works implements AutoCloseable {
    private final RunPlan plan;
    private final CommandWork.Lines lines;
    private final Opened opened = new Opened();
    private final ProgramPath path = new ProgramPath(System.getenv("PATH"));
    private final @Nullable TempFolder folder;
    private final @Nullable LogFolder logs;
    private final @Nullable Children children;
    private final @Nullable Requests requests;
    private final List<Work> works = new CopyOnWriteArrayList<>(); // by slot; grows

    /// Makes it. No work is made yet, and nothing is started.
    ///
    /// @param lines takes output while a process runs, if it is to be printed line by line
    /// @throws UsageException if not a single job could be done
    /// @throws IOException if there is no place for what jobs print
    Works(RunPlan plan, CommandWork.Lines lines) throws UsageException, IOException {
        this.plan = plan;
        this.lines = lines;
        boolean dry = plan.output().dryRun();
        if (!dry) {
            requireProgram();
        }
        boolean captures = !dry && !(plan.what() instanceof RunPlan.What.Java);
        folder = captures ? opened.add(TempFolder.create(System.getenv("TMPDIR"))) : null;
        try {
            logs =
                    dry || plan.output().folder() == null
                            ? null
                            : new LogFolder(plan.output().folder());
            boolean processes = plan.what() instanceof RunPlan.What.Command;
            children = folder == null || !processes ? null : new Children(path);
            requests =
                    folder != null && plan.what() instanceof RunPlan.What.Http(var request)
                            ? opened.add(new Requests(request, folder, plan.flow().timeout()))
                            : null;
        } catch (IOException | RuntimeException e) {
            opened.closeAfter(e);
            throw e;
        }
        opened.add(() -> works.forEach(Work::close));
    }

    private void requireProgram() throws UsageException {
        String program =
                plan.what() instanceof RunPlan.What.Command(var command)
                        ? command.fixedProgramOrNull()
                        : null;
        if (program != null) {
            var missing = path.missing(program);
            if (missing.isPresent()) {
                throw new UsageException(missing.get().message());
            }
        }
    }

    /// Returns the run's processes; null if it has none.
    @Nullable Children childrenOrNull() {
        return children;
    }

    /// Tells whether what attempts print stays in files.
    boolean areLogged() {
        return logs != null;
    }

    /// Returns the work of a consumer. At the first time it is made, with those before it.
    ///
    /// @param slot the consumer's number, from 1
    /// @throws UsageException if it cannot be made
    Work of(int slot) throws UsageException {
        while (works.size() < slot) {
            works.add(newWork(works.size() + 1));
        }
        return works.get(slot - 1);
    }

    private Work newWork(int slot) throws UsageException {
        return switch (plan.what()) {
            case RunPlan.What.Command(var command) -> process(command, slot);
            case RunPlan.What.Http(var request) -> request(request, slot);
            case RunPlan.What.Java(var handler) -> handler(handler);
        };
    }

    private Work process(CommandLine command, int slot) {
        if (children == null || folder == null) {
            return new DryWork(command::quoted, slot);
        }
        boolean raw = plan.output().printing() == RunPlan.Printing.RAW;
        return new CommandWork(
                command,
                children,
                new Outlets(folder, logs, raw, plan.output().most()),
                path,
                plan.flow().timeout(),
                plan.output().byLine() ? lines : null,
                slot);
    }

    private Work request(RequestTemplate request, int slot) {
        return requests == null ? new DryWork(request::line, slot) : logged(requests.newWork(slot));
    }

    private Work handler(HandlerClass handler) throws UsageException {
        try {
            return logged(new HandlerWork(handler.newHandler(), plan.flow().timeout()));
        } catch (HandlerException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Work logged(Work work) {
        return logs == null ? work : new LoggedWork(work, logs);
    }

    /// Removes what would be left if the program was left at once. May be called by any thread.
    void abandon() {
        if (folder != null) {
            folder.close();
        }
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
