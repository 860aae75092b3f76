package io.millrace.cli.run;

import io.millrace.cli.run.output.Event;
import io.millrace.cli.run.output.Intake;
import io.millrace.cli.run.report.JsonProgress;
import io.millrace.cli.run.report.Load;
import io.millrace.cli.run.report.Progress;
import io.millrace.cli.run.report.Teller;
import io.millrace.cli.run.terminal.BarProgress;
import io.millrace.cli.run.terminal.Console;
import io.millrace.cli.run.terminal.Screen;
import io.millrace.cli.run.terminal.Setup;
import io.millrace.cli.run.terminal.Terminal;
import io.millrace.select.Select;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a run tells of itself: nothing, lines, or a bar with keys.
final class Telling implements AutoCloseable {
    private final RunPlan.Seeing seeing;
    private final Load load;
    private final OutputStream out;
    private final OutputStream err;
    private final @Nullable Console console; // null: no bar
    private final @Nullable Teller teller; // null: silence

    /// Makes it; nothing is told yet.
    ///
    /// @param id a short name for the run
    /// @param load knows the run's figures
    /// @param commands are what keys stand for
    Telling(
            String id,
            RunPlan.Seeing seeing,
            Load load,
            Console.Commands commands,
            OutputStream out,
            OutputStream err) {
        this.seeing = seeing;
        this.load = load;
        Setup setup = seeing.bar();
        if (setup == null) {
            this.out = out;
            this.err = err;
            console = null;
            teller = lines();
        } else {
            var screen = new Screen(out, err, setup.outIsTerminal());
            this.out = screen.out();
            this.err = screen.err();
            console = new Console(new Terminal(setup.keys()), screen, commands);
            teller =
                    new BarProgress(
                            load,
                            id,
                            seeing.every(),
                            seeing.warnWait(),
                            setup.style(),
                            screen,
                            console);
        }
    }

    private @Nullable Teller lines() {
        return switch (seeing.how()) {
            case NONE -> null;
            case JSON -> new JsonProgress(load, seeing.every(), seeing.warnWait());
            case PLAIN, BAR -> new Progress(load, seeing.every(), seeing.warnWait());
        };
    }

    /// Returns the stream for what goes to stdout.
    OutputStream out() {
        return out;
    }

    /// Returns the stream for what goes to stderr.
    OutputStream err() {
        return err;
    }

    /// Returns who words what is told; null for silence.
    @Nullable Teller tellerOrNull() {
        return teller;
    }

    /// Returns who looks after the terminal; null if there is no bar.
    @Nullable Console consoleOrNull() {
        return console;
    }

    /// Looks after the terminal until it is cancelled.
    void look() throws InterruptedException {
        if (console != null) {
            console.work();
        }
    }

    /// Reminds the aggregator to tell, until it is cancelled.
    void tick(Intake events) throws InterruptedException {
        if (teller == null) {
            return;
        }
        Duration period = console == null ? seeing.every() : Screen.PERIOD;
        Select<Boolean> next = Select.of(Select.after(period, () -> true));
        while (next.await()) {
            events.send(new Event.Tick());
        }
    }

    /// Leaves the terminal as it was found. May be called by any thread, and more than once.
    @Override
    public void close() {
        if (console != null) {
            console.close();
        }
    }
}
