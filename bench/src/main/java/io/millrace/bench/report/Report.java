package io.millrace.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the table of a run: `ROWS RAW FACTS OUT`, all files.
public final class Report {
    private Report() {}

    /// Writes it.
    public static void main(String... files) throws IOException {
        List<Row> rows = Row.read(Path.of(files[0]));
        List<Sample> samples = Sample.read(Path.of(files[1]));
        List<Verdict> verdicts =
                rows.stream()
                        .map(row -> new Verdict(row, byRival(row, samples)))
                        .filter(verdict -> !verdict.all().isEmpty())
                        .toList();
        var page = new Page(Files.readAllLines(Path.of(files[2])), verdicts);
        Files.writeString(Path.of(files[3]), page.text());
    }

    private static Map<String, Rounds> byRival(Row row, List<Sample> samples) {
        var all = new LinkedHashMap<String, Rounds>();
        for (String rival : row.rivals()) {
            List<Sample> its =
                    samples.stream()
                            .filter(s -> s.row().equals(row.id()) && s.rival().equals(rival))
                            .toList();
            if (!its.isEmpty()) {
                all.put(rival, new Rounds(rival, its));
            }
        }
        return all;
    }
}
