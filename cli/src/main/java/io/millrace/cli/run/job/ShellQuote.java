package io.millrace.cli.run.job;

/// Quotes text for a POSIX shell.
public final class ShellQuote {
    private ShellQuote() {}

    /// Returns `text` in single quotes, whatever it holds: one word, and nothing in it means
    /// anything to a shell.
    public static String always(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /// Returns `text` as one word, quoted if it needs to be.
    public static String ifNeeded(String text) {
        return !text.isEmpty() && text.chars().allMatch(ShellQuote::isPlain) ? text : always(text);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "%+,-./:=@_".indexOf(c) >= 0;
    }
}
