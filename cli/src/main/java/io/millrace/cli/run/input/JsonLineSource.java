package io.millrace.cli.run.input;

import io.millrace.cli.run.json.JsonText;
import java.io.IOException;

/// A JSON value in each line (JSON Lines). The input is the value's text, as it is written.
///
/// Blank lines are no jobs; blanks around a value, a carriage return, and a byte order mark at the
/// beginning are no part of it. A line that is not one JSON value is a job that is refused.
///
/// @param opening opens what is read
public record JsonLineSource(Opening opening) implements Source {
    private static final byte NEWLINE = '\n';
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @Override
    public void forEach(Inputs out) throws IOException, InterruptedException {
        var lines = new LineSource(opening.open(), NEWLINE);
        lines.forEach(
                new Inputs() {
                    @Override
                    public void accept(String line) throws InterruptedException {
                        take(line, lines.number(), out);
                    }

                    @Override
                    public void refuse(String start, String why) throws InterruptedException {
                        out.refuse(start, why);
                    }

                    @Override
                    public void flush() throws InterruptedException {
                        out.flush();
                    }
                });
    }

    private static void take(String line, long number, Inputs out) throws InterruptedException {
        boolean marked = number == 1 && line.startsWith(BYTE_ORDER_MARK);
        String value = withoutBlanks(marked ? line.substring(1) : line);
        if (value.isEmpty()) {
            return;
        }
        String problem =
                ExactText.isUtf8(value) ? JsonText.problemOrNull(value) : "it is not valid UTF-8";
        if (problem == null) {
            out.accept(value);
        } else {
            out.refuse(value, "line " + number + " is not JSON: " + problem);
        }
    }

    /// Takes off what JSON calls white space, and nothing else.
    private static String withoutBlanks(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && isBlank(line.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
