package io.millrace.cli.run.process;

import io.millrace.cli.run.process.Outlets.Outlet;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts processes as the JDK does: by a helper program that becomes `setsid`, which becomes the
/// program.
///
/// @param setsid the program that makes a session; null where there is none: then, as on macOS,
///   Ctrl-C at a terminal reaches the children directly
/// @param locale the jobs' `LC_ALL`; empty: not set; null: as it is here
record JdkSpawner(@Nullable String setsid, @Nullable String locale) implements Spawner {
    private static final File NO_INPUT = new File("/dev/null");

    @Override
    public Running start(List<String> argv, Map<String, String> variables, Outlet outlet)
            throws IOException {
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
        return new Started(builder.start(), setsid != null);
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

    private record Started(Process process, boolean leadsGroup) implements Running {
        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public boolean waitFor(long nanos) throws InterruptedException {
            return process.waitFor(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public int exit() {
            return process.exitValue();
        }

        @Override
        public void end(boolean kill) {
            if (kill) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return process.descendants();
        }

        @Override
        public void release() {
            // The JDK waits for it.
        }
    }
}
