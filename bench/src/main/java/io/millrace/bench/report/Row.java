package io.millrace.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A line of the file `bench/rows`.
///
/// @param id its name
/// @param rivals who takes part
/// @param goals the least ratio for `go`, `jvm`, `jox`; the most `bytes`
/// @param question what it asks, in short
record Row(String id, List<String> rivals, Map<String, Double> goals, String question) {

    static List<Row> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::parse)
                .toList();
    }

    private static Row parse(String line) {
        String[] cells = line.strip().split("\\s*\\|\\s*", -1);
        if (cells.length != 6) {
            throw new IllegalArgumentException(
                    "6 cells expected, got " + cells.length + ": " + line);
        }
        var goals = new LinkedHashMap<String, Double>();
        for (String goal : cells[4].split(" +", -1)) {
            int equals = goal.indexOf('=');
            if (equals > 0) {
                goals.put(goal.substring(0, equals), Double.valueOf(goal.substring(equals + 1)));
            }
        }
        return new Row(cells[0], List.of(cells[3].split(" +", -1)), goals, cells[5]);
    }
}
