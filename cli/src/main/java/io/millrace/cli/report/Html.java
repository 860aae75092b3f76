package io.millrace.cli.report;

/// Escapes text for a page.
final class Html {
    private Html() {}

    /// Returns text that means itself, between tags and in quoted attributes. Characters that are
    /// not allowed in XML become U+FFFD.
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(escaped, c));
        return escaped.toString();
    }

    private static void append(StringBuilder to, int c) {
        switch (c) {
            case '&' -> to.append("&amp;");
            case '<' -> to.append("&lt;");
            case '>' -> to.append("&gt;");
            case '"' -> to.append("&quot;");
            case '\'' -> to.append("&#39;");
            default -> to.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
        }
    }

    private static boolean isAllowed(int c) {
        return c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && !isOdd(c));
    }

    /// Lone surrogates, non-characters, and the marks that turn the direction of what follows.
    private static boolean isOdd(int c) {
        return (c >= 0xD800 && c <= 0xDFFF)
                || (c & 0xFFFE) == 0xFFFE
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
