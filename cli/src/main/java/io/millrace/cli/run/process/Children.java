package io.millrace.cli.run.process;

import io.millrace.cli.run.process.Outlets.Outlet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/*
 * P1  A child that is started while endAll() goes on is ended as well: it is put among the running before `ending` is
 *     read, and endAll() sets `ending` before it reads the running.
 */
/// Starts the run's children and knows which of them are running. Used by all consumers.
public final class Children {
    /// How children are started: `jdk`, `posix` from the first one on if that is possible, or
    /// `auto`: one way for the first few, and the other as soon as it is prepared.
    private static final String SPAWN = System.getProperty("millrace.spawn", "auto");

    private static final int MANY = 8;

    private final @Nullable String locale; // the jobs' LC_ALL; empty: not set; null: as it is here
    private volatile Spawner spawner; // a quicker one, once it is there
    private final AtomicInteger started = new AtomicInteger();
    private final Set<Child> running = ConcurrentHashMap.newKeySet();
    private final Set<Child> doomed = ConcurrentHashMap.newKeySet();
    private volatile boolean ending; // set once

    /// Makes the children's registry.
    ///
    /// @param path where programs are looked for
    public Children(ProgramPath path) {
        this.locale = System.getProperty("millrace.env.lc_all");
        this.spawner = new JdkSpawner(path.missing("setsid").isEmpty() ? "setsid" : null, locale);
        if (SPAWN.equals("posix")) {
            useQuickerSpawner();
        }
    }

    /// Where there is a quicker way to start processes it takes a while to prepare: a run of a few
    /// jobs is over by then.
    private void useQuickerSpawner() {
        Spawner quicker = PosixSpawner.createOrNull(locale);
        if (quicker != null) {
            spawner = quicker;
        }
    }

    /// Starts a child, with nothing to read.
    ///
    /// @param argv the program and its arguments, of any bytes
    /// @param variables to be added to its environment
    /// @param outlet where it prints to
    /// @throws IOException if it cannot be started; then the outlet is closed
    public Child start(List<String> argv, Map<String, String> variables, Outlet outlet)
            throws IOException {
        if (started.incrementAndGet() == MANY && SPAWN.equals("auto")) {
            Thread.ofPlatform().daemon().name("spawner").start(this::useQuickerSpawner);
        }
        try {
            Running process = spawner.start(argv, variables, outlet);
            var child = new Child(process, outlet);
            running.add(child);
            outlet.unlink();
            if (ending) { // P1
                doomed.add(child);
                child.terminate();
            }
            return child;
        } catch (IOException e) {
            outlet.close();
            throw e;
        }
    }

    /// Forgets a child that has ended by itself, or whose tree has been ended.
    public void forget(Child child) {
        running.remove(child);
        child.release();
    }

    /// Asks all that run to end, with their trees.
    public void endAll() {
        ending = true;
        doomed.addAll(running);
        doomed.forEach(Child::terminate);
    }

    /// Kills all that run, and all that was asked to end.
    public void killAll() {
        ending = true;
        doomed.addAll(running);
        doomed.forEach(Child::kill);
    }

    /// Tells whether nothing is left of those that were to end.
    public boolean areGone() {
        doomed.removeIf(Child::isGone);
        return doomed.isEmpty();
    }
}
