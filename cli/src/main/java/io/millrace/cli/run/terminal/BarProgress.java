package io.millrace.cli.run.terminal;

import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.report.Figures;
import io.millrace.cli.run.report.Load;
import io.millrace.cli.run.report.Meter;
import io.millrace.cli.run.report.Progress;
import io.millrace.cli.run.report.Teller;
import java.time.Duration;
import java.util.List;

/// Tells by the bar. Warnings and the last lines are those of plain progress, above it.
public final class BarProgress implements Teller {
    private final Progress plain;
    private final Meter meter;
    private final Screen screen;
    private final Console console;
    private final Bar bar;

    /// Makes the progress of a run that starts now.
    ///
    /// @param id the run's name
    /// @param every how often there is a warning at most
    /// @param warnWait how long a job may wait to be started
    /// @param screen where the bar is shown
    /// @param console knows how the run stands, and the terminal
    public BarProgress(
            Load load,
            String id,
            Duration every,
            Duration warnWait,
            Style style,
            Screen screen,
            Console console) {
        this.plain = new Progress(load, every, warnWait);
        this.meter = new Meter(load, System.nanoTime());
        this.screen = screen;
        this.console = console;
        this.bar = new Bar(id, style);
    }

    @Override
    public List<String> begin(Plan plan) {
        return List.of();
    }

    @Override
    public List<String> tick() {
        Figures now = meter.look(System.nanoTime());
        Size size = console.size();
        screen.show(
                bar.lines(now, size, console.state(), console.takesKeys()),
                size,
                !now.extent().isKnown()
                        ? -1
                        : Math.clamp(
                                100 * now.settled() / Math.max(1, now.extent().total()), 0, 100));
        return List.of();
    }

    @Override
    public List<String> waited(Job job, long nanos) {
        return plain.waited(job, nanos);
    }

    @Override
    public List<String> note(String text) {
        return plain.note(text);
    }

    @Override
    public List<String> end(List<String> troubles, List<String> summary) {
        screen.close();
        return plain.end(troubles, summary);
    }

    @Override
    public void close() {
        screen.close();
    }
}
