package io.millrace.cli.run.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds programs as a shell does.
///
/// Checked before a program is started, because what starts it, `setsid`, would report a missing
/// one as its own failure.
public final class ProgramPath {

    /// Why a program cannot be started.
    ///
    /// @param exit 127 if there is none, 126 if it is there but is no program
    /// @param message what to tell
    public record Missing(int exit, String message) {}

    private final String[] folders;

    /// Makes a path of folders separated by colons.
    ///
    /// @param path what `PATH` holds; null if it is not set
    public ProgramPath(@Nullable String path) {
        folders = (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator, -1);
    }

    /// Returns why a program cannot be started, or empty if it can.
    public Optional<Missing> missing(String program) {
        if (program.isEmpty()) {
            return Optional.of(new Missing(127, "command not found: '' (an empty name)"));
        }
        try {
            return program.indexOf('/') >= 0 ? missingFile(program) : missingOnPath(program);
        } catch (InvalidPathException _) {
            return Optional.empty(); // not expressible here; whoever starts it will find out
        }
    }

    private static Optional<Missing> missingFile(String program) {
        Path file = Path.of(program);
        if (Files.isDirectory(file)) {
            return Optional.of(new Missing(126, "cannot run " + program + ": is a directory"));
        }
        if (!Files.exists(file)) {
            return Optional.of(new Missing(127, "command not found: " + program));
        }
        return Files.isExecutable(file)
                ? Optional.empty()
                : Optional.of(new Missing(126, "cannot run " + program + ": not executable"));
    }

    private Optional<Missing> missingOnPath(String program) {
        Optional<Missing> found = Optional.empty();
        for (String folder : folders) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isRegularFile(file)) {
                if (Files.isExecutable(file)) {
                    return Optional.empty();
                }
                found = Optional.of(new Missing(126, "cannot run " + file + ": not executable"));
            }
        }
        return found.isPresent()
                ? found
                : Optional.of(
                        new Missing(127, "command not found: " + program + " (looked in PATH)"));
    }
}
