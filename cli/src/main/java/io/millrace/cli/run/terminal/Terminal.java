package io.millrace.cli.run.terminal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * The terminal is that of stderr; `sh` hands it to `stty` as fd 2, and that costs three milliseconds, against some seventy
 * for the first call of a C function from Java. Keys come from /dev/tty, which is the same one.
 *
 * T1  In the background nothing is read from the terminal and its mode is left alone: either would stop the whole process
 *     group. So who asks for either looks first whether the terminal is ours.
 * T2  Its mode is put back once, whoever comes first: the end of the run, the third signal, the JVM's shutdown, Ctrl-Z.
 * T3  Nobody waits in a read: it could not be ended. Keys are looked for ten times a second.
 */
/// The terminal of stderr: its size, its mode, its keys. Used by one thread, but for [#restore].
public final class Terminal {
    private static final Path OWN_STAT = Path.of("/proc/self/stat");
    private static final File KEYS = new File("/dev/tty");

    private final boolean wantsKeys;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String found; // its mode at first; guarded by the lock
    private boolean changed; // its mode is ours; by the lock
    private boolean closed; // its mode is no longer changed; by the lock
    private @Nullable FileInputStream keys;

    /// Makes it; nothing is asked or changed yet.
    ///
    /// @param wantsKeys whether keys are to be read: not if the jobs' inputs are typed there
    public Terminal(boolean wantsKeys) {
        this.wantsKeys = wantsKeys;
    }

    /// Returns its size.
    public Size size() throws InterruptedException {
        return Size.parse(shell("stty size <&2"));
    }

    /// Tells whether it is ours to write to and to read from: whether we are its foreground job.
    /// Taken for ours where there is no `/proc`, and where it is nobody's.
    public boolean isOurs() {
        try {
            String stat = Files.readString(OWN_STAT, ISO_8859_1);
            // pid (name) state ppid pgrp session tty tpgid
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 7);
            return fields[5].equals(fields[2]) || fields[5].equals("-1");
        } catch (IOException | IndexOutOfBoundsException e) {
            return true;
        }
    }

    /// Lets keys come one by one and unseen, if they are wanted and there is a terminal to read.
    /// Requires: it is ours.
    public void takeKeys() throws InterruptedException {
        if (!wantsKeys) {
            return;
        }
        lock.lock();
        try {
            if (closed || changed) {
                return;
            }
            if (keys == null) {
                keys = new FileInputStream(KEYS);
            }
            if (found == null) {
                String mode = shell("stty -g <&2").strip();
                found = mode.isEmpty() || mode.indexOf(' ') >= 0 ? null : mode;
            }
            if (found != null) {
                changed = true;
                shell("stty -icanon -echo <&2");
            }
        } catch (IOException _) {
            // No terminal of our own, as in a container without one: then there are no keys.
        } finally {
            lock.unlock();
        }
    }

    /// Tells whether keys are read.
    public boolean takesKeys() {
        lock.lock();
        try {
            return changed;
        } finally {
            lock.unlock();
        }
    }

    /// Returns the keys that have been pressed, without waiting. Requires: it is ours.
    public String pressed() throws IOException {
        if (keys == null || !takesKeys()) {
            return "";
        }
        int count = keys.available();
        return count <= 0 ? "" : new String(keys.readNBytes(count), ISO_8859_1);
    }

    /// Puts its mode back as it was found. May be called by any thread, and more than once.
    ///
    /// @param forGood whether keys are never taken again
    public void restore(boolean forGood) {
        lock.lock();
        try {
            closed |= forGood;
            if (changed && isOurs()) {
                shell("stty " + found + " <&2");
            }
            changed = false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// The process was stopped, or is in the background: its mode is that of a shell now.
    public void forget() {
        lock.lock();
        try {
            changed = false;
        } finally {
            lock.unlock();
        }
    }

    /// Stops this process, as Ctrl-Z does to one that takes no notice of it.
    public void stopSelf() throws InterruptedException {
        shell("kill -STOP " + ProcessHandle.current().pid());
    }

    /// Runs a line of shell, with our stderr, and returns what it prints; nothing if that fails.
    private static String shell(String line) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(
                                    List.of(
                                            "/bin/sh",
                                            "-c",
                                            "exec 3>&2 2>/dev/null; " + line.replace("<&2", "<&3")))
                            .redirectInput(new File("/dev/null"))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try (var in = process.getInputStream()) {
                String printed = new String(in.readAllBytes(), ISO_8859_1);
                return process.waitFor() == 0 ? printed : "";
            }
        } catch (IOException _) {
            return "";
        }
    }
}
