package io.millrace.cli.run.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The system call `kill`. Java can signal single processes, but no groups.
final class Signals {
    static final int NONE = 0;
    static final int TERM = 15;
    static final int KILL = 9;

    private static final Path PROCESSES = Path.of("/proc");
    private static final MethodHandle SYSTEM_CALL = systemCall();

    private Signals() {}

    @SuppressWarnings("restricted") // kill(int, int) touches no memory
    private static MethodHandle systemCall() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /// Sends a signal to every process of a group.
    ///
    /// @return whether the group has any
    static boolean toGroup(long group, int signal) {
        try {
            return (int) SYSTEM_CALL.invokeExact((int) -group, signal) == 0;
        } catch (Throwable e) {
            throw new LinkageError("kill(2)", e);
        }
    }

    /// Tells whether anything in a group still runs. An orphan that has ended stays in its group
    /// until init takes notice of it, which can last; Linux tells it apart.
    static boolean isAlive(long group) {
        if (!toGroup(group, NONE)) {
            return false;
        }
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            return processes.anyMatch(process -> isRunning(process, Long.toString(group)));
        } catch (IOException _) {
            return true; // no /proc here: taken for alive
        }
    }

    /// Tells whether a process belongs to a group. Not known without Linux's `/proc`.
    static boolean isIn(long group, ProcessHandle process) {
        return isRunning(PROCESSES.resolve(Long.toString(process.pid())), Long.toString(group));
    }

    /// Tells whether a process runs: one that has ended and was not noticed does not.
    static boolean isRunning(ProcessHandle process) {
        return process.isAlive()
                && (!Files.exists(PROCESSES.resolve("self"))
                        || isRunning(PROCESSES.resolve(Long.toString(process.pid())), ""));
    }

    /// Reads `pid (name) state ppid pgrp ..`, where the name may hold anything.
    ///
    /// @param group which group it must be in; empty for any
    private static boolean isRunning(Path process, String group) {
        if (!Character.isDigit(process.getFileName().toString().charAt(0))) {
            return false;
        }
        try {
            String stat = Files.readString(process.resolve("stat"), ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
            return !"ZX".contains(fields[0]) && (group.isEmpty() || fields[2].equals(group));
        } catch (IOException _) {
            return false; // it has just ended
        }
    }
}
