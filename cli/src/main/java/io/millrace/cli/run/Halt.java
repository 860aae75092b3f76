package io.millrace.cli.run;

/// When failed jobs stop the run.
///
/// @param failures how many; [Long#MAX_VALUE] for never
/// @param now whether running jobs are ended as well
public record Halt(long failures, boolean now) {

    /// Failed jobs stop nothing.
    public static final Halt NEVER = new Halt(Long.MAX_VALUE, false);

    /// Reads `never`, `soon,fail=3` or `now,fail=1`.
    ///
    /// @throws IllegalArgumentException if it is none of these
    public static Halt parse(String text) {
        if (text.equals("never")) {
            return NEVER;
        }
        if (text.matches("(soon|now),fail=\\d{1,9}%")) {
            throw new IllegalArgumentException(
                    "--halt " + text + ": a share of failed jobs is not in this version yet");
        }
        if (!text.matches("(soon|now),fail=[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(
                    "--halt " + text + ": write never, soon,fail=N or now,fail=N");
        }
        return new Halt(
                Long.parseLong(text.substring(text.indexOf('=') + 1)), text.startsWith("now"));
    }
}
