package io.millrace.cli.run.process;

import io.millrace.cli.run.process.Outlets.Outlet;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 * P1  A child that is started while endAll() goes on is ended as well: it is put among the running before `ending` is
 *     read, and endAll() sets `ending` before it reads the running.
 */
/// Starts the run's children and knows which of them are running. Used by all consumers.
public final class Children {
    private static final File NO_INPUT = new File("/dev/null");

    private final @Nullable String setsid;
    private final @Nullable String locale; // the jobs' LC_ALL; empty: not set; null: as it is here
    private final Set<Child> running = ConcurrentHashMap.newKeySet();
    private final Set<Child> doomed = ConcurrentHashMap.newKeySet();
    private volatile boolean ending; // set once

    /// Makes the children's registry.
    ///
    /// @param path where programs are looked for
    public Children(ProgramPath path) {
        // Without it, on macOS, Ctrl-C at a terminal reaches the children directly.
        this.setsid = path.missing("setsid").isEmpty() ? "setsid" : null;
        this.locale = System.getProperty("millrace.env.lc_all");
    }

    /// Starts a child, with nothing to read.
    ///
    /// @param argv the program and its arguments, of any bytes
    /// @param variables to be added to its environment
    /// @param outlet where it prints to
    /// @throws IOException if it cannot be started; then the outlet is closed
    public Child start(List<String> argv, Map<String, String> variables, Outlet outlet)
            throws IOException {
        try {
            var builder = new ProcessBuilder();
            Map<String, String> environment = builder.environment();
            if (locale != null && locale.isEmpty()) {
                environment.remove("LC_ALL");
            } else if (locale != null) {
                environment.put("LC_ALL", locale);
            }
            environment.putAll(variables);
            builder.command(inOwnSession(ExactArgv.of(argv, environment)));
            builder.redirectInput(NO_INPUT);
            builder.redirectOutput(target(outlet.out()));
            builder.redirectError(target(outlet.err()));
            var child = new Child(builder.start(), setsid != null, outlet);
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

    private static ProcessBuilder.Redirect target(@Nullable OutputFile file) {
        return file == null
                ? ProcessBuilder.Redirect.INHERIT
                : ProcessBuilder.Redirect.appendTo(file.file());
    }

    /// setsid becomes the program itself, in the same process: a child of ours leads no group.
    private List<String> inOwnSession(List<String> argv) {
        if (setsid == null) {
            return argv;
        }
        var whole = new ArrayList<String>(argv.size() + 1);
        whole.add(setsid);
        whole.addAll(argv);
        return whole;
    }

    /// Forgets a child that has ended by itself, or whose tree has been ended.
    public void forget(Child child) {
        running.remove(child);
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
