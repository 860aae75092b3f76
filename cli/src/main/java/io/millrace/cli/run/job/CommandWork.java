package io.millrace.cli.run.job;

import io.millrace.cli.run.json.NoValueException;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.Child;
import io.millrace.cli.run.process.Children;
import io.millrace.cli.run.process.Outlets;
import io.millrace.cli.run.process.ProgramPath;
import io.millrace.cli.run.report.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs a command for each job, in a process of its own.
public final class CommandWork implements Work {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long POLL_NANOS = 20_000_000;
    private static final long FOREVER = Long.MAX_VALUE;
    private static final Pattern ERROR = Pattern.compile("error[=:] ?\\d+,? \\(?([^)]+)");

    /// Takes whole lines while a job runs.
    @FunctionalInterface
    public interface Lines {

        /// Takes some lines.
        ///
        /// @param slot the consumer's number, from 1
        /// @param isError whether they are of stderr
        void accept(Job job, int slot, boolean isError, Captured lines) throws InterruptedException;
    }

    private final CommandLine command;
    private final Children children;
    private final Outlets outlets;
    private final ProgramPath path;
    private final @Nullable Duration timeout;
    private final @Nullable Lines lines; // null: output is not passed on before the end
    private final int slot;

    /// Makes the work of one consumer.
    ///
    /// @param outlets where children print to
    /// @param timeout for each attempt; null for none
    /// @param lines takes output while a job runs; null if it is to be kept to the end
    /// @param slot the consumer's number, from 1
    public CommandWork(
            CommandLine command,
            Children children,
            Outlets outlets,
            ProgramPath path,
            @Nullable Duration timeout,
            @Nullable Lines lines,
            int slot) {
        this.command = command;
        this.children = children;
        this.outlets = outlets;
        this.path = path;
        this.timeout = timeout;
        this.lines = lines;
        this.slot = slot;
    }

    @Override
    public Attempt attempt(Job job, int attempt, long now) {
        List<String> argv;
        try {
            argv = command.argv(job, slot);
        } catch (NoValueException e) {
            return Attempt.unfit(126, String.valueOf(e.getMessage()));
        }
        for (String word : argv) {
            if (word.indexOf('\0') >= 0) {
                return Attempt.unfit(
                        126, "a NUL byte in the input, which no argument can have; use -0?");
            }
        }
        Optional<ProgramPath.Missing> missing = path.missing(argv.getFirst());
        if (missing.isPresent()) {
            return Attempt.refused(missing.get().exit(), missing.get().message());
        }
        Outlets.Outlet outlet;
        try {
            outlet = outlets.open(job.name(), job.occurrence());
        } catch (IOException e) {
            return Attempt.refused(
                    126,
                    "no file for what it prints: "
                            + e.getClass().getSimpleName()
                            + ": "
                            + e.getMessage());
        }
        try {
            Child child = children.start(argv, environment(job, attempt), outlet);
            try {
                return follow(child, job, now);
            } catch (InterruptedException e) {
                child.end(Duration.ZERO);
                throw e;
            } finally {
                children.forget(child);
            }
        } catch (IOException e) {
            return Attempt.refused(126, "cannot run " + argv.getFirst() + ": " + reason(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Attempt.refused(130, "interrupted");
        }
    }

    private Map<String, String> environment(Job job, int attempt) {
        return Map.of(
                "MILLRACE_SEQ", Long.toString(job.seq()),
                "MILLRACE_ATTEMPT", Integer.toString(attempt),
                "MILLRACE_SLOT", Integer.toString(slot));
    }

    private Attempt follow(Child child, Job job, long started)
            throws IOException, InterruptedException {
        End end = waitFor(child, job, started);
        if (end != End.ENDED) {
            child.end(GRACE);
        }
        long ran = System.nanoTime() - started;
        int exit = child.waitFor(0) ? child.exit() : 128 + 9;
        boolean excess = end == End.EXCESS || child.isOver();
        var last =
                new Attempt(
                        exit,
                        signalName(exit),
                        end == End.TIME_OVER,
                        child.output(),
                        child.errors(),
                        ran);
        return excess ? last.withExcess(excess(end)) : last;
    }

    private String excess(End end) {
        return "it printed more than "
                + Sizes.text(outlets.most())
                + (end == End.EXCESS ? ", and was ended" : "")
                + " (--max-output)";
    }

    /// What came first.
    private enum End {
        ENDED,
        TIME_OVER,
        EXCESS
    }

    /// Waits for the end of the child, or of its time, or for too much output.
    private End waitFor(Child child, Job job, long started)
            throws IOException, InterruptedException {
        long limit = timeout == null ? FOREVER : timeout.toNanos();
        if (lines == null && outlets.most() == Long.MAX_VALUE) {
            return child.waitFor(limit) ? End.ENDED : End.TIME_OVER;
        }
        while (true) {
            long left = limit == FOREVER ? FOREVER : limit - (System.nanoTime() - started);
            boolean ended = child.waitFor(Math.min(POLL_NANOS, left));
            if (lines != null) {
                pass(job, true, child.newErrors());
                pass(job, false, child.newOutput());
            }
            if (ended) {
                return End.ENDED;
            }
            if (child.isOver()) {
                return End.EXCESS;
            }
            if (left <= 0) {
                return End.TIME_OVER;
            }
        }
    }

    private void pass(Job job, boolean isError, Captured found) throws InterruptedException {
        if (lines != null && !found.isEmpty()) {
            lines.accept(job, slot, isError, found);
        }
    }

    /// Java tells a signal by 128 + its number, as a shell does; so does a shell that ran the job.
    static @Nullable String signalName(int exit) {
        return switch (exit - 128) {
            case 1 -> "HUP";
            case 2 -> "INT";
            case 3 -> "QUIT";
            case 4 -> "ILL";
            case 6 -> "ABRT";
            case 8 -> "FPE";
            case 9 -> "KILL";
            case 11 -> "SEGV";
            case 13 -> "PIPE";
            case 14 -> "ALRM";
            case 15 -> "TERM";
            default -> exit > 128 && exit <= 128 + 64 ? Integer.toString(exit - 128) : null;
        };
    }

    /// The system's words, out of those of whoever started it: `error=7, Argument list too long`,
    /// or `Exec failed, error: 7 (Argument list too long)`.
    private static String reason(IOException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage());
        Matcher found = ERROR.matcher(message);
        return found.find() ? found.group(1) : message;
    }
}
