package io.millrace.cli.run.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/*
 * posix_spawn(3), posix_spawn_file_actions_init(3), posix_spawnattr_init(3), pidfd_open(2), waitpid(2), poll(2) of
 * glibc 2.36, on Linux. The two structures are opaque: here there is more room for them than any machine's glibc takes
 * (80 and 336 bytes on x86-64 and on aarch64).
 */
/// The functions of the C library that start a process and wait for it.
///
/// Linking them takes some tens of milliseconds.
@SuppressWarnings("restricted") // the descriptors are those of the manual pages
final class PosixCalls {
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    private static final int READ_ONLY = 0;
    private static final int APPEND = 02001; // O_WRONLY | O_APPEND
    private static final int NOT_A_PROGRAM = 8; // ENOEXEC
    private static final short READABLE = 1; // POLLIN
    private static final int NO_HANG = 1; // WNOHANG
    private static final int SIGCHLD = 17;
    private static final long SIZE = 1024; // of the opaque structures, and more

    private static final MemoryLayout POLL =
            MemoryLayout.structLayout(JAVA_INT, JAVA_SHORT, JAVA_SHORT);

    private final MethodHandle spawn;
    private final MethodHandle actionsInit;
    private final MethodHandle addOpen;
    private final MethodHandle addCloseFrom;
    private final MethodHandle actionsDestroy;
    private final MethodHandle pidfdOpen;
    private final MethodHandle poll;
    private final MethodHandle close;
    private final MethodHandle waitpid;
    private final MethodHandle strerror;
    private final MemorySegment attributes; // never changed
    private final MemorySegment noInput;
    private final List<MemorySegment> environment; // pointers to "NAME=value"

    /// Links the functions.
    ///
    /// @param without names of variables that the children are not to inherit
    /// @throws NoSuchElementException if this C library lacks one of them
    PosixCalls(List<String> without) throws Throwable {
        SymbolLookup library = Linker.nativeLinker().defaultLookup();
        spawn =
                link(
                        "posix_spawnp",
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS);
        actionsInit = link("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
        addOpen =
                link(
                        "posix_spawn_file_actions_addopen",
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT);
        addCloseFrom =
                link("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);
        actionsDestroy = link("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);
        pidfdOpen = link("pidfd_open", JAVA_INT, JAVA_INT, JAVA_INT);
        poll = link("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        close = link("close", JAVA_INT, JAVA_INT);
        waitpid = link("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        strerror = link("strerror", ADDRESS, JAVA_INT);
        Arena global = Arena.global();
        attributes = global.allocate(SIZE, 16);
        MemorySegment noSignals = global.allocate(SIZE, 16); // an empty sigset_t
        check((int) link("posix_spawnattr_init", JAVA_INT, ADDRESS).invokeExact(attributes));
        check(
                (int)
                        link("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS)
                                .invokeExact(attributes, noSignals)); // threads of a JVM block some
        check(
                (int)
                        link("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT)
                                .invokeExact(attributes, (short) (SETSID | SETSIGMASK)));
        // Whoever started us may have left it ignored; then nobody could wait for a child.
        MemorySegment before =
                (MemorySegment)
                        link("signal", ADDRESS, JAVA_INT, ADDRESS)
                                .invokeExact(SIGCHLD, MemorySegment.NULL);
        assert before != null;
        noInput = global.allocateFrom("/dev/null");
        environment = environment(library.findOrThrow("environ"), without);
    }

    private static MethodHandle link(String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters));
    }

    private static void check(int error) {
        if (error != 0) {
            throw new NoSuchElementException("error " + error);
        }
    }

    /// Reads the program's own environment, byte by byte.
    private static List<MemorySegment> environment(MemorySegment variable, List<String> without) {
        long size = ADDRESS.byteSize();
        MemorySegment list = variable.reinterpret(size).get(ADDRESS, 0).reinterpret(Long.MAX_VALUE);
        var kept = new ArrayList<MemorySegment>();
        for (long at = 0; ; at += size) {
            MemorySegment entry = list.get(ADDRESS, at);
            if (entry.address() == 0) {
                return List.copyOf(kept);
            }
            MemorySegment text = entry.reinterpret(Long.MAX_VALUE);
            if (without.stream().noneMatch(name -> startsWith(text, name + "="))) {
                kept.add(entry);
            }
        }
    }

    private static boolean startsWith(MemorySegment text, String start) {
        for (int i = 0; i < start.length(); i++) { // ends at the NUL at the latest
            if (text.get(JAVA_BYTE, i) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Starts a program in a session of its own.
    ///
    /// @param argv the program, to be looked for in PATH, and its arguments
    /// @param variables `NAME=value`, in place of those that are not inherited
    /// @param out the file that its stdout is appended to; null for this program's own stdout
    /// @param err the same for stderr
    /// @return its number
    /// @throws IOException if that fails; its message is `error=N, what N means`
    int spawn(
            List<byte[]> argv, List<byte[]> variables, byte @Nullable [] out, byte @Nullable [] err)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(SIZE, 16);
            require((int) actionsInit.invokeExact(actions));
            try {
                open(actions, 0, noInput, READ_ONLY);
                if (out != null) {
                    open(actions, 1, text(arena, out), APPEND);
                }
                if (err != null) {
                    open(actions, 2, text(arena, err), APPEND);
                }
                require((int) addCloseFrom.invokeExact(actions, 3));
                MemorySegment environ = environ(arena, variables);
                MemorySegment pid = arena.allocate(JAVA_INT);
                int error = spawn(pid, actions, arena, argv, environ);
                if (error == NOT_A_PROGRAM) { // a script that does not say whose: as a shell does
                    var script = new ArrayList<byte[]>(argv.size() + 1);
                    script.add(new byte[] {'/', 'b', 'i', 'n', '/', 's', 'h'});
                    script.addAll(argv);
                    error = spawn(pid, actions, arena, script, environ);
                }
                require(error);
                return pid.get(JAVA_INT, 0);
            } finally {
                int ignored = (int) actionsDestroy.invokeExact(actions);
                assert ignored == 0;
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("posix_spawn(3)", e);
        }
    }

    private int spawn(
            MemorySegment pid,
            MemorySegment actions,
            Arena arena,
            List<byte[]> argv,
            MemorySegment environ)
            throws Throwable {
        MemorySegment words = arena.allocate(ADDRESS, argv.size() + 1L); // NULL at its end
        for (int i = 0; i < argv.size(); i++) {
            words.setAtIndex(ADDRESS, i, text(arena, argv.get(i)));
        }
        MemorySegment program = words.getAtIndex(ADDRESS, 0);
        return (int) spawn.invokeExact(pid, program, actions, attributes, words, environ);
    }

    private MemorySegment environ(Arena arena, List<byte[]> variables) {
        MemorySegment environ = arena.allocate(ADDRESS, environment.size() + variables.size() + 1L);
        long i = 0;
        for (MemorySegment inherited : environment) {
            environ.setAtIndex(ADDRESS, i++, inherited);
        }
        for (byte[] variable : variables) {
            environ.setAtIndex(ADDRESS, i++, text(arena, variable));
        }
        return environ;
    }

    private static MemorySegment text(Arena arena, byte[] text) {
        MemorySegment copy = arena.allocate(text.length + 1L);
        MemorySegment.copy(text, 0, copy, JAVA_BYTE, 0, text.length);
        return copy;
    }

    private void open(MemorySegment actions, int as, MemorySegment path, int how) throws Throwable {
        require((int) addOpen.invokeExact(actions, as, path, how, 0));
    }

    private void require(int error) throws IOException {
        if (error != 0) {
            throw failure(error);
        }
    }

    private IOException failure(int error) {
        try {
            var text = (MemorySegment) strerror.invokeExact(error);
            return new IOException(
                    "error=" + error + ", " + text.reinterpret(Long.MAX_VALUE).getString(0));
        } catch (Throwable e) {
            throw new LinkageError("strerror(3)", e);
        }
    }

    /// Opens a descriptor that is readable once a process has ended; returns -1 if there is none to
    /// be had.
    int openPidfd(int pid) {
        try {
            return (int) pidfdOpen.invokeExact(pid, 0);
        } catch (Throwable e) {
            throw new LinkageError("pidfd_open(2)", e);
        }
    }

    /// Waits until a process has ended, or for so long, or less.
    void await(int pidfd, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(POLL);
            one.set(JAVA_INT, 0, pidfd);
            one.set(JAVA_SHORT, 4, READABLE);
            int ready = (int) poll.invokeExact(one, 1L, millis);
            assert ready <= 1; // -1: a signal came
        } catch (Throwable e) {
            throw new LinkageError("poll(2)", e);
        }
    }

    void close(int descriptor) {
        try {
            int ignored = (int) close.invokeExact(descriptor);
            assert ignored == 0;
        } catch (Throwable e) {
            throw new LinkageError("close(2)", e);
        }
    }

    /// Takes notice of a child's end; returns its wait status, or null if it has not ended.
    @Nullable Integer statusOrNull(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            int got = (int) waitpid.invokeExact(pid, status, NO_HANG);
            if (got < 0) {
                throw new IllegalStateException("child " + pid + " was waited for by others");
            }
            return got == 0 ? null : status.get(JAVA_INT, 0);
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("waitpid(2)", e);
        }
    }
}
