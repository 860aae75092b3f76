package io.millrace.cli.run.job;

import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.LogFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Work whose attempts leave what they printed in files. For what runs in this JVM: a process
/// prints to its files itself.
public final class LoggedWork implements Work {
    private final Work work;
    private final LogFolder logs;

    /// Makes it around other work.
    public LoggedWork(Work work, LogFolder logs) {
        this.work = work;
        this.logs = logs;
    }

    @Override
    public Attempt attempt(Job job, int attempt, long now) {
        Attempt made = work.attempt(job, attempt, now);
        if (made.isUnfit()) {
            return made; // there was no attempt
        }
        try {
            Path place = logs.newAttempt(job.name(), job.occurrence());
            write(made.stdout(), LogFolder.stdout(place));
            write(made.stderr(), LogFolder.stderr(place));
            return made;
        } catch (IOException e) {
            made.stdout().close();
            made.stderr().close();
            String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
            return Attempt.refused(1, "done, but no file for what it printed: " + reason);
        }
    }

    private static void write(Captured captured, Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            captured.writeTo(out);
        }
    }

    @Override
    public void close() {
        work.close();
    }
}
