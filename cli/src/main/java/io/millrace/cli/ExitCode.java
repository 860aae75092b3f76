package io.millrace.cli;

/// What the command's exit codes mean.
public final class ExitCode {
    /// All is well.
    public static final int OK = 0;

    /// Some jobs failed.
    public static final int FAILED_JOBS = 1;

    /// More than a hundred jobs failed, for `--exit count`.
    public static final int MORE_FAILED = 101;

    /// The command line makes no sense.
    public static final int USAGE = 2;

    /// Stopped by `--halt`.
    public static final int HALTED = 3;

    /// The input, or something that is written to, failed.
    public static final int SOURCE_OR_SINK = 4;

    /// The time of the whole run was over: `--deadline`.
    public static final int DEADLINE = 124;

    /// A fault of Millrace's own.
    public static final int INTERNAL = 125;

    /// 128 and the signal's number: 130 after INT, 143 after TERM.
    public static final int SIGNAL = 128;

    private ExitCode() {}
}
