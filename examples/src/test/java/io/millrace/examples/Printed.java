package io.millrace.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an example printed.
record Printed(String text) {

    static Printed by(String name, String... args) throws Exception {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Examples.find(name).orElseThrow().program().run(out, args);
        return new Printed(bytes.toString(StandardCharsets.UTF_8));
    }

    /// Returns the number that follows `label`.
    long number(String label) {
        Matcher found = Pattern.compile(Pattern.quote(label) + "\\s*(\\d+)").matcher(text);
        if (!found.find()) {
            throw new AssertionError("no number after '" + label + "' in\n" + text);
        }
        return Long.parseLong(found.group(1));
    }

    /// Returns what the first group of `regex` matched, wherever it did.
    List<String> all(String regex) {
        return Pattern.compile(regex).matcher(text).results().map(found -> found.group(1)).toList();
    }

    /// Returns where `part` begins.
    int at(String part) {
        int index = text.indexOf(part);
        if (index < 0) {
            throw new AssertionError("'" + part + "' is missing in\n" + text);
        }
        return index;
    }
}
