package io.millrace.cli.run.output;

import io.millrace.cli.run.process.Captured;
import org.jspecify.annotations.Nullable;

/// What is to be printed of a job.
///
/// @param tag what each line begins with, TAB included; null for nothing
/// @param stdout what it printed there
/// @param stderr what it printed there
@SuppressWarnings("ArrayRecordComponent") // never compared
record Printout(byte @Nullable [] tag, Captured stdout, Captured stderr) {
    static final Printout NOTHING = new Printout(null, Captured.empty(), Captured.empty());

    private static final int SMALL = 1 << 14;

    /// Tells whether it holds no file, and little memory.
    boolean isSmall() {
        return isSmall(stdout) && isSmall(stderr);
    }

    private static boolean isSmall(Captured captured) {
        return switch (captured) {
            case Captured.Part _, Captured.Both _ -> false;
            case Captured.Bytes _, Captured.Text _, Captured.Line _ -> captured.size() <= SMALL;
        };
    }

    void close() {
        stdout.close();
        stderr.close();
    }
}
