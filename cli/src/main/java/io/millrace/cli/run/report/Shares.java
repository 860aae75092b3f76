package io.millrace.cli.run.report;

/// What producers and consumers spent a stretch of time on, as shares of it.
///
/// The consumers' four are parts of one whole. The producers may have been blocked for two reasons.
///
/// @param busy consumers that ran jobs
/// @param starved consumers that had nothing to do
/// @param blocked consumers that waited until the aggregator took what their jobs gave
/// @param held consumers that had a job and were kept from it, by a rate or a breaker
/// @param full producers that waited for room in the queue
/// @param ordered producers that waited for a slow job, so that the output keeps the inputs' order
public record Shares(
        double busy, double starved, double blocked, double held, double full, double ordered) {

    /// Nothing is known yet.
    public static final Shares NONE = new Shares(0, 0, 0, 0, 0, 0);

    /// How much of the producers' time was spent waiting.
    public double producersBlocked() {
        return Math.min(1, full + ordered);
    }
}
