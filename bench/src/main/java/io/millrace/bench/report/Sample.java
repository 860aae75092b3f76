package io.millrace.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What one process measured.
///
/// @param status `ok`, `timeout` or `failed`; then the figures are NaN
/// @param nanos the time of an operation; in rows of latency its p50
/// @param p50 and the other percentiles are NaN in rows without them
record Sample(
        String row,
        String rival,
        String status,
        double nanos,
        double bytes,
        double p50,
        double p99,
        double p999) {

    static List<Sample> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t", -1))
                .filter(cells ->
                        cells.length == 10) // the last line of an interrupted run may be half
                .map(Sample::of)
                .toList();
    }

    private static Sample of(String[] cells) {
        double p50 = number(cells[6]);
        double nanos = Double.isNaN(p50) ? number(cells[4]) : p50;
        return new Sample(
                cells[1],
                cells[2],
                cells[3],
                nanos,
                number(cells[5]),
                p50,
                number(cells[7]),
                number(cells[8]));
    }

    private static double number(String cell) {
        return cell.equals("-") ? Double.NaN : Double.parseDouble(cell);
    }

    boolean ok() {
        return status.equals("ok");
    }
}
