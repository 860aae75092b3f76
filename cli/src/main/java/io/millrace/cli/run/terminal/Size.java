package io.millrace.cli.run.terminal;

/// The size of a terminal.
public record Size(int rows, int columns) {

    /// What a terminal has that does not say.
    public static final Size USUAL = new Size(24, 80);

    /// Reads `30 100`, as `stty size` writes it. What is no size, or 0 as some serial lines have
    /// it, is the usual one.
    static Size parse(String text) {
        String[] parts = text.strip().split(" ", -1);
        try {
            if (parts.length == 2) {
                int rows = Integer.parseInt(parts[0]);
                int columns = Integer.parseInt(parts[1]);
                if (rows > 0 && columns > 0) {
                    return new Size(rows, columns);
                }
            }
        } catch (NumberFormatException _) {
            // An error message of stty.
        }
        return USUAL;
    }
}
