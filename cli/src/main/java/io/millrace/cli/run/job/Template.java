package io.millrace.cli.run.job;

import io.millrace.cli.run.json.JsonPath;
import io.millrace.cli.run.json.NoValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Text with tokens in it, that each job replaces: `{}` and the others that GNU parallel has, and
/// paths into a JSON input, `{$.user.id}`.
public final class Template {

    /// What a token stands for.
    enum Token {
        INPUT("{}"),
        WITHOUT_EXTENSION("{.}"),
        NAME("{/}"),
        FOLDER("{//}"),
        NAME_WITHOUT_EXTENSION("{/.}"),
        SEQ("{#}"),
        SLOT("{%}");

        private final String text;

        Token(String text) {
            this.text = text;
        }

        String value(Job job, int slot) {
            return switch (this) {
                case INPUT -> job.input();
                case WITHOUT_EXTENSION -> withoutExtension(job.input());
                case NAME -> baseName(job.input());
                case FOLDER -> folder(job.input());
                case NAME_WITHOUT_EXTENSION -> withoutExtension(baseName(job.input()));
                case SEQ -> Long.toString(job.seq());
                case SLOT -> Integer.toString(slot);
            };
        }
    }

    /// What a template is made of.
    private sealed interface Part {

        /// Text that stays.
        record Text(String text) implements Part {}

        /// A token.
        record Simple(Token token) implements Part {}

        /// A path into a JSON input.
        record Value(JsonPath path) implements Part {}
    }

    private final String source;
    private final List<Part> parts = new ArrayList<>();

    /// Reads a template.
    ///
    /// @throws IllegalArgumentException if a token begins as a path and is none
    public Template(String text) {
        source = text;
        int from = 0;
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
            Part part = partAt(text, at);
            if (part == null) {
                at++;
            } else {
                addText(text.substring(from, at));
                parts.add(part);
                at += length(part);
                from = at;
            }
        }
        addText(text.substring(from));
    }

    /// Reads a template, or a path: `$.id` is `{$.id}`.
    public static Template orPath(String text) {
        boolean path = text.equals("$") || text.startsWith("$.") || text.startsWith("$[");
        return new Template(path ? "{" + JsonPath.parse(text) + "}" : text);
    }

    private void addText(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    private static @Nullable Part partAt(String text, int at) {
        for (Token token : Token.values()) {
            if (text.startsWith(token.text, at)) {
                return new Part.Simple(token);
            }
        }
        if (!text.startsWith("$", at + 1) || !".[}".contains(charAfter(text, at + 1))) {
            return null; // awk has "{$1", and a shell "${"
        }
        return new Part.Value(JsonPath.inBraces(text, at + 1));
    }

    /// Returns the character after the one at `at`, or a blank at the end.
    private static String charAfter(String text, int at) {
        return at + 1 < text.length() ? text.substring(at + 1, at + 2) : " ";
    }

    private static int length(Part part) {
        return switch (part) {
            case Part.Text(var text) -> text.length();
            case Part.Simple(var token) -> token.text.length();
            case Part.Value(var path) -> path.length() + 2;
        };
    }

    /// Tells whether any token is in it.
    public boolean hasToken() {
        return parts.stream().anyMatch(part -> !(part instanceof Part.Text));
    }

    /// Tells whether a token is in it that depends on the run: a job's number, or its consumer's.
    public boolean dependsOnRun() {
        return parts.contains(new Part.Simple(Token.SEQ))
                || parts.contains(new Part.Simple(Token.SLOT));
    }

    /// Returns the text for a job.
    ///
    /// @throws NoValueException if a path leads to nothing in the job's input
    public String expand(Job job, int slot) throws NoValueException {
        return expand(job, slot, UnaryOperator.identity());
    }

    /// Returns the text for a job, with `quote` applied to what replaces a token.
    ///
    /// @throws NoValueException if a path leads to nothing in the job's input
    public String expand(Job job, int slot, UnaryOperator<String> quote) throws NoValueException {
        return expandIn(job, slot, (_, value) -> quote.apply(value));
    }

    /// Returns the text for a job, with `fit` applied to what replaces a token: to the text before
    /// it, and to the value.
    ///
    /// @throws NoValueException if a path leads to nothing in the job's input
    public String expandIn(Job job, int slot, BiFunction<CharSequence, String, String> fit)
            throws NoValueException {
        if (parts.size() == 1) {
            return expand(parts.getFirst(), job, slot, "", fit);
        }
        var expanded = new StringBuilder();
        for (Part part : parts) {
            expanded.append(expand(part, job, slot, expanded, fit));
        }
        return expanded.toString();
    }

    private static String expand(
            Part part,
            Job job,
            int slot,
            CharSequence before,
            BiFunction<CharSequence, String, String> fit)
            throws NoValueException {
        return switch (part) {
            case Part.Text(var text) -> text;
            case Part.Simple(var token) -> fit.apply(before, token.value(job, slot));
            case Part.Value(var path) -> fit.apply(before, path.valueIn(job.input()));
        };
    }

    /// Returns the template as it was written.
    @Override
    public String toString() {
        return source;
    }

    /// `a/b.c.d` gives `a/b.c`; `a.b/c` has no extension, and in `.x` the dot begins it.
    static String withoutExtension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') && dot >= 0 ? path.substring(0, dot) : path;
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }
}
