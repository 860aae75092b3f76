package io.millrace.cli.run.job;

import io.millrace.cli.run.json.NoValueException;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.Child;
import io.millrace.cli.run.process.Children;
import io.millrace.cli.run.process.ProgramPath;
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
        /// @param isError whether they are of stderr
        void accept(boolean isError, Captured lines) throws InterruptedException;
    }

    private final CommandLine command;
    private final Children children;
    private final ProgramPath path;
    private final @Nullable Duration timeout;
    private final @Nullable Lines lines; // null: output is not passed on before the end
    private final int slot;

    /// Makes the work of one consumer.
    ///
    /// @param timeout for each attempt; null for none
    /// @param lines takes output while a job runs; null if it is to be kept to the end
    /// @param slot the consumer's number, from 1
    public CommandWork(
            CommandLine command,
            Children children,
            ProgramPath path,
            @Nullable Duration timeout,
            @Nullable Lines lines,
            int slot) {
        this.command = command;
        this.children = children;
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
        try {
            Child child = children.start(argv, environment(job, attempt));
            try {
                return follow(child, now);
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

    private Attempt follow(Child child, long started) throws IOException, InterruptedException {
        boolean timedOut = !waitFor(child, started);
        if (timedOut) {
            child.end(GRACE);
        }
        long ran = System.nanoTime() - started;
        int exit = child.waitFor(0) ? child.exit() : 128 + 9;
        return new Attempt(exit, signalName(exit), timedOut, child.output(), child.errors(), ran);
    }

    /// Waits for the end of the child or of its time.
    private boolean waitFor(Child child, long started) throws IOException, InterruptedException {
        long limit = timeout == null ? FOREVER : timeout.toNanos();
        if (lines == null) {
            return child.waitFor(limit);
        }
        while (true) {
            long left = limit == FOREVER ? FOREVER : limit - (System.nanoTime() - started);
            boolean ended = child.waitFor(Math.min(POLL_NANOS, left));
            pass(true, child.newErrors());
            pass(false, child.newOutput());
            if (ended || left <= 0) {
                return ended;
            }
        }
    }

    private void pass(boolean isError, Captured found) throws InterruptedException {
        if (lines != null && !found.isEmpty()) {
            lines.accept(isError, found);
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
