package io.millrace.cli.run.report;

/// How much there is to do, as far as anybody knows.
///
/// @param total how many jobs; negative if that is not known
/// @param exact whether that is sure, and not worked out from the bytes that have been read
public record Extent(long total, boolean exact) {

    /// Nothing is known.
    public static final Extent UNKNOWN = new Extent(-1, false);

    /// Tells whether anything is known.
    public boolean isKnown() {
        return total >= 0;
    }
}
