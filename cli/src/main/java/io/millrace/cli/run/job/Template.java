package io.millrace.cli.run.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Text with tokens in it, that each job replaces: `{}` and the others that GNU parallel has.
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

    /// A token, or text if the token is null.
    private record Part(@Nullable Token token, String text) {}

    private final List<Part> parts = new ArrayList<>();

    /// Reads a template.
    public Template(String text) {
        int from = 0;
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
            Token token = tokenAt(text, at);
            if (token == null) {
                at++;
            } else {
                addText(text.substring(from, at));
                parts.add(new Part(token, token.text));
                at += token.text.length();
                from = at;
            }
        }
        addText(text.substring(from));
    }

    private void addText(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part(null, text));
        }
    }

    private static @Nullable Token tokenAt(String text, int at) {
        for (Token token : Token.values()) {
            if (text.startsWith(token.text, at)) {
                return token;
            }
        }
        return null;
    }

    /// Tells whether any token is in it.
    public boolean hasToken() {
        return parts.stream().anyMatch(part -> part.token != null);
    }

    /// Returns the text for a job.
    public String expand(Job job, int slot) {
        return expand(job, slot, UnaryOperator.identity());
    }

    /// Returns the text for a job, with `quote` applied to what replaces a token.
    public String expand(Job job, int slot, UnaryOperator<String> quote) {
        if (parts.size() == 1) {
            return expand(parts.getFirst(), job, slot, quote);
        }
        var expanded = new StringBuilder();
        for (Part part : parts) {
            expanded.append(expand(part, job, slot, quote));
        }
        return expanded.toString();
    }

    private static String expand(Part part, Job job, int slot, UnaryOperator<String> quote) {
        return part.token == null ? part.text : quote.apply(part.token.value(job, slot));
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
