package io.millrace.cli.run;

import io.millrace.cli.run.terminal.Console;

/// What keys stand for. Used by the thread that reads them; what it asks for is done by others.
final class Keys implements Console.Commands {
    private static final int INTERRUPT = 2; // what Ctrl-C sends

    private final Stop stop;
    private final Crew crew;
    private boolean drained; // by a key

    /// Makes the keys of a run.
    Keys(Stop stop, Crew crew) {
        this.stop = stop;
        this.crew = crew;
    }

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
