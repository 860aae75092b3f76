package io.millrace.cli.run.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The system call `kill`. Java can signal single processes, but no groups.
final class Signals {
    static final int NONE = 0;
    static final int TERM = 15;
    static final int KILL = 9;

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
}
