package io.millrace.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// All samples of one rival in one row.
///
/// @param rival whose
/// @param samples at least one
record Rounds(String rival, List<Sample> samples) {

    /// Rivals that do less than the others in their row: no waiting, no owner of the tasks, no
    /// hand-over, no bound.
    private static final List<String> BOUNDS =
            List.of("jctools", "jdk-threads", "jdk-park", "jdk-split", "jdk-virtual");

    private static final List<String> OFF_JVM = List.of("go", "conc");

    boolean isBound() {
        return BOUNDS.contains(rival);
    }

    boolean isMeasured() {
        return samples.stream().anyMatch(Sample::ok);
    }

    boolean isJdk() {
        return rival.startsWith("jdk-") && !isBound();
    }

    boolean isOnJvm() {
        return !OFF_JVM.contains(rival) && !rival.equals("millrace") && !isBound();
    }

    double median(ToDoubleFunction<Sample> figure) {
        return quantile(figure, 0.5);
    }

    double nanos() {
        return median(Sample::nanos);
    }

    /// Returns the figure that this share of the rounds stays below, interpolated.
    double quantile(ToDoubleFunction<Sample> figure, double share) {
        double[] sorted =
                samples.stream().filter(Sample::ok).mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /// Returns how often it was measured, and what else happened: `6, 1 timeout`.
    String count() {
        long ok = samples.stream().filter(Sample::ok).count();
        String others =
                samples.stream()
                        .filter(sample -> !sample.ok())
                        .collect(Collectors.groupingBy(Sample::status, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(e -> ", " + e.getValue() + " " + e.getKey())
                        .sorted()
                        .collect(Collectors.joining());
        return ok + others;
    }

    /// Returns the median time, or why there is none.
    String time() {
        return isMeasured() ? Text.time(nanos()) : samples.getLast().status();
    }
}
