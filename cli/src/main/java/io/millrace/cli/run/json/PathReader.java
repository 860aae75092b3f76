package io.millrace.cli.run.json;

import io.millrace.cli.run.json.JsonPath.Step;
import java.util.ArrayList;
import java.util.List;

/// Reads the text of a path, step by step.
final class PathReader {
    private final String text;
    private final int start;
    private int at;

    PathReader(String text, int from) {
        this.text = text;
        this.start = from;
        this.at = from;
    }

    private IllegalArgumentException bad(int where) {
        String rest = text.substring(where);
        return new IllegalArgumentException(
                "'"
                        + text.substring(start)
                        + "' is no path, "
                        + (rest.isEmpty() ? "at its end" : "at '" + rest + "'")
                        + ": write $.name, $['any name'] or $[0], one after the other");
    }

    void requireEnd() {
        if (at < text.length()) {
            throw bad(at);
        }
    }

    void requireBrace() {
        if (peek() != '}') {
            throw bad(at);
        }
    }

    JsonPath read() {
        if (peek() != '$') {
            throw bad(at);
        }
        at++;
        List<Step> steps = new ArrayList<>();
        while (true) {
            switch (peek()) {
                case '.' -> steps.add(new Step.Member(shorthand()));
                case '[' -> steps.add(bracket());
                default -> {
                    return new JsonPath(text.substring(start, at), steps);
                }
            }
        }
    }

    /// Returns the next character, or NUL at the end.
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private String shorthand() {
        int from = ++at;
        while (isNameChar(peek()) && !(at == from && isDigit(peek()))) {
            at++;
        }
        // "user-id" would else be read as "user", and what follows be taken for text.
        if (at == from || peek() == '-') {
            throw bad(at);
        }
        return text.substring(from, at);
    }

    private static boolean isNameChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || isDigit(c)
                || c >= 0x80;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Step bracket() {
        at++;
        char first = peek();
        Step step =
                first == '\'' || first == '"'
                        ? new Step.Member(quoted(first))
                        : new Step.Index(index());
        if (peek() != ']') {
            throw bad(at);
        }
        at++;
        return step;
    }

    private int index() {
        int from = at;
        if (peek() == '-') {
            at++;
        }
        while (isDigit(peek())) {
            at++;
        }
        String digits = text.substring(from, at);
        if (!digits.matches("0|-?[1-9]\\d{0,8}")) {
            throw bad(from);
        }
        return Integer.parseInt(digits);
    }

    private String quoted(char quote) {
        var name = new StringBuilder();
        at++;
        while (peek() != quote) {
            if (peek() < ' ') { // the end, too
                throw bad(at);
            }
            name.append(peek() == '\\' ? escaped(quote) : peek());
            at++;
        }
        at++;
        return name.toString();
    }

    /// Reads an escape up to its last character.
    private char escaped(char quote) {
        at++;
        char c = peek();
        if (c == quote) {
            return c;
        }
        return switch (c) {
            case '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int from = at + 1;
                if (from + 4 > text.length()
                        || !text.substring(from, from + 4).matches("[0-9a-fA-F]{4}")) {
                    throw bad(at);
                }
                at += 4;
                yield (char) Integer.parseInt(text, from, from + 4, 16);
            }
            default -> throw bad(at);
        };
    }
}
