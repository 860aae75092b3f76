package io.millrace.cli.run.terminal;

import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;

/*
 *   VISIBLE --Ctrl-Z--> SUSPENDED --fg--> VISIBLE
 *      |                    `------bg--> hidden until the terminal is ours again
 *
 * One thread looks at the terminal ten times a second and sets everything right; signal handlers only leave a note, but for
 * Ctrl-Z, which must have put the terminal back before the process stops.
 */
/// What a user at the terminal can do to a run while it goes on.
public final class Console implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Terminal terminal;
    private final Screen screen;
    private final Commands commands;
    private volatile Size size = Size.USUAL;
    private volatile boolean takesKeys;
    private volatile boolean resized = true; // note of SIGWINCH, and of the start
    private volatile boolean suspended; // from Ctrl-Z until SIGCONT
    private volatile boolean resumed; // note of SIGCONT

    /// What keys do.
    public interface Commands {

        /// Reads and starts no more, lets run what runs.
        void drain();

        /// Tells whether that has been asked for, by whatever.
        boolean isDraining();

        /// Lets no consumer take another job, or lets them again.
        void setPaused(boolean paused);

        /// Tells whether no consumer takes another job.
        boolean isPaused();

        /// Changes the number of consumers by one, if that is possible.
        void changeConsumers(int by);
    }

    /// Makes it; nothing is done yet.
    public Console(Terminal terminal, Screen screen, Commands commands) {
        this.terminal = terminal;
        this.screen = screen;
        this.commands = commands;
    }

    Size size() {
        return size;
    }

    boolean takesKeys() {
        return takesKeys;
    }

    Bar.State state() {
        return commands.isDraining()
                ? Bar.State.DRAINING
                : commands.isPaused() ? Bar.State.PAUSED : Bar.State.RUNNING;
    }

    /// Looks after the terminal until the thread is interrupted.
    public void work() throws InterruptedException {
        Select<Boolean> next = Select.of(Select.after(LOOK, () -> true));
        do {
            look();
        } while (next.await());
    }

    private void look() throws InterruptedException {
        if (resumed) {
            resumed = false;
            screen.setVisible(false, false);
            terminal.forget();
        }
        boolean ours = !suspended && terminal.isOurs();
        screen.setVisible(ours, false);
        if (!ours) {
            terminal.forget();
            return;
        }
        if (resized) {
            resized = false;
            size = terminal.size();
        }
        terminal.takeKeys();
        takesKeys = terminal.takesKeys();
        try {
            terminal.pressed().chars().forEach(this::press);
        } catch (IOException _) {
            takesKeys = false; // the terminal has gone
        }
    }

    private void press(int key) {
        switch (key) {
            case 'q' -> commands.drain();
            case 'p' -> commands.setPaused(!commands.isPaused());
            case '+', '=' -> commands.changeConsumers(1);
            case '-' -> commands.changeConsumers(-1);
            default -> {} // nothing is bound to it
        }
    }

    /// Ctrl-Z: leaves the terminal as it was found, and stops.
    public void suspend() {
        suspended = true;
        screen.setVisible(false, true);
        terminal.restore(false);
        try {
            terminal.stopSelf();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The process goes on after a stop.
    public void resume() {
        resized = true; // perhaps, meanwhile
        resumed = true;
        suspended = false;
    }

    /// The terminal has another size.
    public void resize() {
        resized = true;
    }

    @Override
    public void close() {
        screen.close();
        terminal.restore(true);
    }
}
