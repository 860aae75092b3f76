package io.millrace.cli.run.process;

import io.millrace.cli.run.process.Outlets.Outlet;
import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/*
 *   a session of its own:                 [ child  grandchild  grandchild ]   stray (left the group, still a descendant)
 *                                            kill(-pid, ..) reaches these      ProcessHandle reaches this one
 *
 * The group lives on when the child itself has ended, so a tree is gone only when its group is empty.
 */
/// A child process with everything that it starts. Waited for by one consumer; signalled by any
/// thread.
public final class Child {
    private static final Duration STEP = Duration.ofMillis(10);

    private final Running process;
    private final Outlet outlet;
    private final List<ProcessHandle> strays = new CopyOnWriteArrayList<>();

    Child(Running process, Outlet outlet) {
        this.process = process;
        this.outlet = outlet;
    }

    /// Waits for the child itself, for at most so long.
    ///
    /// @return whether it has ended
    public boolean waitFor(long nanos) throws InterruptedException {
        return process.waitFor(nanos);
    }

    /// Returns the exit code; 128 + n if signal n ended it. Requires: it has ended.
    public int exit() {
        return process.exit();
    }

    /// Returns whole lines of its stdout that nobody has been given yet.
    public Captured newOutput() throws IOException {
        return newLines(outlet.out());
    }

    /// Returns whole lines of its stderr that nobody has been given yet.
    public Captured newErrors() throws IOException {
        return newLines(outlet.err());
    }

    private static Captured newLines(@Nullable OutputFile file) throws IOException {
        return file == null ? Captured.empty() : file.newLines();
    }

    /// Returns the rest of its stdout, and lets go of it.
    public Captured output() throws IOException {
        return rest(outlet.out());
    }

    /// Returns the rest of its stderr, and lets go of it.
    public Captured errors() throws IOException {
        return rest(outlet.err());
    }

    private static Captured rest(@Nullable OutputFile file) throws IOException {
        return file == null ? Captured.empty() : file.finish();
    }

    /// Tells whether it has printed more than it may. Requires: neither rest has been returned.
    public boolean isOver() throws IOException {
        return isOver(outlet.out()) || isOver(outlet.err());
    }

    private static boolean isOver(@Nullable OutputFile file) throws IOException {
        return file != null && file.isOver();
    }

    /// Lets go of the process itself. Nobody waits for it afterwards.
    void release() {
        process.release();
    }

    /// Asks the whole tree to end.
    void terminate() {
        findStrays();
        signal(Signals.TERM);
    }

    /// Kills the whole tree.
    void kill() {
        findStrays();
        signal(Signals.KILL);
    }

    private void findStrays() {
        if (process.isAlive()) {
            process.descendants()
                    .filter(found -> !process.leadsGroup() || !Signals.isIn(process.pid(), found))
                    .filter(found -> !strays.contains(found))
                    .forEach(strays::add);
        }
    }

    private void signal(int signal) {
        if (process.leadsGroup()) {
            Signals.toGroup(process.pid(), signal);
        } else {
            process.end(signal == Signals.KILL);
        }
        for (ProcessHandle stray : strays) {
            if (signal == Signals.KILL) {
                stray.destroyForcibly();
            } else {
                stray.destroy();
            }
        }
    }

    /// Tells whether nothing is left of the tree.
    boolean isGone() {
        return !process.isAlive()
                && strays.stream().noneMatch(Signals::isRunning)
                && !(process.leadsGroup() && Signals.isAlive(process.pid()));
    }

    /// Ends the whole tree: asks it, and kills what is still there after `grace`.
    ///
    /// **Waiting.** Until all of it is gone, but for what even a kill does not end within some
    /// seconds. **Cancellation.** An interrupt makes it kill at once.
    public void end(Duration grace) throws InterruptedException {
        try {
            terminate();
            if (!waitUntilGone(grace)) {
                kill();
                waitUntilGone(Duration.ofSeconds(5)); // longer only if it hangs in the kernel
            }
        } catch (InterruptedException e) {
            kill();
            throw e;
        }
    }

    private boolean waitUntilGone(Duration most) throws InterruptedException {
        Select<Boolean> step = Select.of(Select.after(STEP, () -> true));
        long deadline = System.nanoTime() + most.toNanos();
        while (!isGone()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            step.await();
        }
        return true;
    }
}
