package io.millrace.cli.run.process;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where children print to. Used by all consumers.
public final class Outlets {
    private final TempFolder folder;
    private final @Nullable LogFolder logs;
    private final boolean raw;
    private final long most;

    /// Where one child prints to.
    ///
    /// @param out its stdout; null for the tool's own
    /// @param err its stderr; likewise
    public record Outlet(@Nullable OutputFile out, @Nullable OutputFile err) {
        void unlink() throws IOException {
            if (out != null) {
                out.unlink();
            }
            if (err != null) {
                err.unlink();
            }
        }

        void close() throws IOException {
            if (out != null) {
                out.close();
            }
            if (err != null) {
                err.close();
            }
        }
    }

    /// Makes the outlets of a run.
    ///
    /// @param folder for files that nobody is to see
    /// @param logs where files stay; null for nowhere
    /// @param raw whether children have the tool's own stdout and stderr
    /// @param most how much a child may print to either
    public Outlets(TempFolder folder, @Nullable LogFolder logs, boolean raw, long most) {
        this.folder = folder;
        this.logs = logs;
        this.raw = raw;
        this.most = most;
    }

    /// Returns how much a child may print to its stdout, and to its stderr.
    public long most() {
        return most;
    }

    /// Opens an outlet for an attempt.
    ///
    /// @param name what the job is known by
    /// @param occurrence how often that has come
    public Outlet open(String name, int occurrence) throws IOException {
        if (raw) {
            return new Outlet(null, null);
        }
        if (logs == null) {
            return new Outlet(folder.newFile(most), folder.newFile(most));
        }
        Path attempt = logs.newAttempt(name, occurrence);
        return new Outlet(
                OutputFile.kept(LogFolder.stdout(attempt), most),
                OutputFile.kept(LogFolder.stderr(attempt), most));
    }
}
