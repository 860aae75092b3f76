package io.millrace.bench.big;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.function.Consumer;

/// What the programs do with a line that read line by line: strings, and a map of the JDK.
final class ByLine {
    private ByLine() {}

    /// Gives each word of a line to `to`.
    static void words(String line, Consumer<String> to) {
        for (var words = new StringTokenizer(line); words.hasMoreTokens(); ) {
            to.accept(words.nextToken());
        }
    }

    static Map<String, Long> count(List<String> lines) {
        var counts = new HashMap<String, Long>();
        for (String line : lines) {
            words(line, word -> counts.merge(word, 1L, Long::sum));
        }
        return counts;
    }

    static Map<String, Long> add(Map<String, Long> all, Map<String, Long> some) {
        some.forEach((word, count) -> all.merge(word, count, Long::sum));
        return all;
    }

    static void print(Map<String, Long> counts, PrintStream to) {
        var text = new StringBuilder();
        counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(word ->
                        text.append(word.getValue())
                                .append(' ')
                                .append(word.getKey())
                                .append('\n'));
        to.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    /// Returns a row as a line of JSON, with its end.
    static String json(String[] names, String row) {
        var out = new StringBuilder(2 * row.length());
        int i = 0;
        int column = 0;
        for (; i <= row.length() && column < names.length; column++) {
            out.append(column == 0 ? "{\"" : "\",\"").append(names[column]).append("\":\"");
            if (i < row.length() && row.charAt(i) == '"') {
                i = quoted(row, i + 1, out) + 1;
            } else {
                for (; i < row.length() && row.charAt(i) != ','; i++) {
                    escape(row.charAt(i), out);
                }
                i++;
            }
        }
        if (column < names.length || i <= row.length()) {
            throw new IllegalArgumentException(names.length + " fields expected: " + row);
        }
        return out.append("\"}\n").toString();
    }

    private static int quoted(String row, int start, StringBuilder out) {
        int i = start;
        for (; i < row.length(); i++) {
            if (row.charAt(i) != '"') {
                escape(row.charAt(i), out);
            } else if (i + 1 < row.length() && row.charAt(i + 1) == '"') {
                escape('"', out);
                i++;
            } else {
                return i + 1;
            }
        }
        return i;
    }

    private static void escape(char c, StringBuilder out) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }
}
