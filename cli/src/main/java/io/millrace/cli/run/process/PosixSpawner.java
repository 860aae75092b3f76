package io.millrace.cli.run.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.process.Outlets.Outlet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 *   JDK    tool --> jspawnhelper --> setsid --> the program       three programs are loaded for each job
 *   here   tool --> the program                                   in a session of its own, by a flag
 *
 * Q1  Only `ended` takes notice of the child's end, under `reaping`: its number is not given to another process before.
 * Q2  The descriptor is closed by the thread that waits on it, when it waits no more.
 */
/// Starts processes by `posix_spawn`, which is a third of the work, and passes on any bytes.
final class PosixSpawner implements Spawner {
    private static final long LOOK_MILLIS = 100; // for an interrupt

    private final PosixCalls calls;
    private final @Nullable String locale;

    private PosixSpawner(PosixCalls calls, @Nullable String locale) {
        this.calls = calls;
        this.locale = locale;
    }

    /// Makes one, or returns null where the C library cannot do it: then [JdkSpawner] does.
    ///
    /// @param locale the jobs' `LC_ALL`; empty: not set; null: as it is here
    static @Nullable PosixSpawner createOrNull(@Nullable String locale) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return null;
        }
        try {
            var replaced = new ArrayList<String>(List.of("MILLRACE_SEQ", "MILLRACE_ATTEMPT"));
            replaced.add("MILLRACE_SLOT");
            if (locale != null) {
                replaced.add("LC_ALL");
            }
            return new PosixSpawner(new PosixCalls(replaced), locale);
        } catch (NoSuchElementException _) {
            return null;
        } catch (Throwable e) {
            throw new LinkageError("posix_spawn(3)", e);
        }
    }

    @Override
    public Running start(List<String> argv, Map<String, String> variables, Outlet outlet)
            throws IOException {
        var words = new ArrayList<byte[]>(argv.size());
        for (String word : argv) {
            words.add(ExactText.encode(word));
        }
        var added = new ArrayList<byte[]>();
        variables.forEach((name, value) -> added.add(ExactText.encode(name + "=" + value)));
        if (locale != null && !locale.isEmpty()) {
            added.add(("LC_ALL=" + locale).getBytes(UTF_8));
        }
        int pid = calls.spawn(words, added, bytes(outlet.out()), bytes(outlet.err()));
        int pidfd = calls.openPidfd(pid);
        var child = new Started(calls, pid, pidfd);
        if (pidfd < 0) {
            Signals.toGroup(pid, Signals.KILL);
            child.awaitKilled();
            throw new IOException("error=24, Too many open files"); // no other reason is likely
        }
        return child;
    }

    private static byte @Nullable [] bytes(@Nullable OutputFile file) {
        return file == null ? null : file.file().getPath().getBytes(UTF_8);
    }

    private static final class Started implements Running {
        private final PosixCalls calls;
        private final int pid;
        private final int pidfd;
        private final ReentrantLock reaping = new ReentrantLock();
        private volatile @Nullable Integer status;

        Started(PosixCalls calls, int pid, int pidfd) {
            this.calls = calls;
            this.pid = pid;
            this.pidfd = pidfd;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public boolean leadsGroup() {
            return true;
        }

        @Override
        public boolean waitFor(long nanos) throws InterruptedException {
            long began = System.nanoTime();
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (ended() != null) {
                    return true;
                }
                long left = nanos - (System.nanoTime() - began);
                if (left <= 0) {
                    return false;
                }
                calls.await(pidfd, (int) Math.min(LOOK_MILLIS, left / 1_000_000 + 1));
            }
        }

        private @Nullable Integer ended() {
            reaping.lock(); // Q1
            try {
                if (status == null) {
                    status = calls.statusOrNull(pid);
                }
                return status;
            } finally {
                reaping.unlock();
            }
        }

        /// Requires: it has been killed, so that this is a matter of a moment.
        void awaitKilled() {
            while (ended() == null) {
                Thread.onSpinWait();
            }
        }

        @Override
        public boolean isAlive() {
            return ended() == null;
        }

        @Override
        public int exit() {
            Integer ended = status;
            if (ended == null) {
                throw new IllegalStateException("child " + pid + " still runs");
            }
            int signal = ended & 0x7f;
            return signal == 0 ? (ended >> 8) & 0xff : 128 + signal;
        }

        @Override
        public void end(boolean kill) {
            Signals.toGroup(pid, kill ? Signals.KILL : Signals.TERM);
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants);
        }

        @Override
        public void release() {
            calls.close(pidfd); // Q2
        }
    }
}
