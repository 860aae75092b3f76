package io.millrace.cli.run.job;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.process.Captured;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Runs a handler for each job, on the consumer's own thread.
///
/// Whatever the handler throws, an Error included, is that job's failure. When its time is over it
/// is interrupted; code that ignores interrupts cannot be stopped, and its consumer waits for it.
public final class HandlerWork implements Work {
    private final Handler handler;
    private final @Nullable Duration timeout;

    /// Makes the work of one consumer.
    ///
    /// @param timeout for each attempt; null for none
    public HandlerWork(Handler handler, @Nullable Duration timeout) {
        this.handler = handler;
        this.timeout = timeout;
    }

    @Override
    public Attempt attempt(Job job, int attempt, long now) {
        if (!ExactText.isUtf8(job.input())) {
            return Attempt.unfit(
                    1, "the input is not valid UTF-8, and a handler takes text; use a command");
        }
        try {
            Object result =
                    timeout == null ? handler.handle(job.input()) : inTime(job.input(), timeout);
            long ran = System.nanoTime() - now;
            Captured out =
                    result == null ? Captured.empty() : Captured.line(String.valueOf(result));
            return new Attempt(0, null, false, out, Captured.empty(), ran);
        } catch (ContextEndedException e) {
            long ran = System.nanoTime() - now;
            boolean overTime = timeout != null && ran >= timeout.toNanos();
            return new Attempt(1, null, overTime, Captured.empty(), stack(e), ran);
        } catch (Throwable e) {
            long ran = System.nanoTime() - now;
            return new Attempt(1, null, false, Captured.empty(), stack(e), ran);
        } finally {
            Thread.interrupted(); // one that the handler left behind is not the next job's
        }
    }

    /// Its time is over whether it gives up, throws something else, or returns after all.
    private @Nullable Object inTime(String input, Duration most) throws Throwable {
        try (var context = Context.current().withTimeout(most)) {
            @Nullable Object result;
            try {
                result = context.<@Nullable Object, Throwable>call(() -> handler.handle(input));
            } catch (Throwable e) {
                if (context.isDone() && !(e instanceof ContextEndedException)) {
                    throw new ContextEndedException(e);
                }
                throw e;
            }
            context.check();
            return result;
        }
    }

    private static Captured stack(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return Captured.of(text.toString());
    }
}
