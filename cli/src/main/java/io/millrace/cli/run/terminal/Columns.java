package io.millrace.cli.run.terminal;

import io.millrace.cli.run.input.ExactText;

/*
 * How wide a terminal draws a character, after Unicode 16's EastAsianWidth (W and F: two) and general categories
 * (Mn, Me: none). The ranges are joined where only unassigned code points lie between them. A wrong guess moves the rest
 * of a line by a column; the line stays one, because wrapping is off while it is drawn.
 */
/// Counts and cuts text by the columns of a terminal.
final class Columns {
    private static final char UNKNOWN = '?';
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3,
        0x23F3, 0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693,
        0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4,
        0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD,
        0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753,
        0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C,
        0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E, 0x3041, 0x4DBF, 0x4E00, 0xA4CF, 0xA960,
        0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60,
        0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x1AFF0, 0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF,
        0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C,
        0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4,
        0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E,
        0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F,
        0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB, 0x1F6EC,
        0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF,
        0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };

    private Columns() {}

    /// Returns how many columns a character takes: 0, 1 or 2. Control characters are none to draw.
    static int of(int character) {
        if (character < 0x300) {
            return 1;
        }
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        int low = 0;
        int high = WIDE.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (character < WIDE[2 * middle]) {
                high = middle - 1;
            } else if (character > WIDE[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return 2;
            }
        }
        return 1;
    }

    /// Returns how many columns a text takes, which must be safe to draw.
    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /// Returns what of a text can be drawn within so many columns: no control characters, nothing
    /// that turns the direction of writing, no bytes that are no UTF-8.
    ///
    /// @param ascii whether the terminal may know nothing else
    static String cut(String text, int columns, boolean ascii) {
        String readable =
                ExactText.readable(
                        text.length() > 4 * columns ? text.substring(0, 4 * columns) : text);
        var line = new StringBuilder();
        int used = 0;
        int fits = 0; // the line's length with room for an ellipsis
        int ellipsis = ascii ? 2 : 1;
        for (int i = 0; i < readable.length(); i += Character.charCount(readable.codePointAt(i))) {
            int character = safe(readable.codePointAt(i), ascii);
            int width = of(character);
            if (used + width > columns) {
                line.setLength(fits);
                return columns < ellipsis ? "" : line.append(ascii ? ".." : "…").toString();
            }
            line.appendCodePoint(character);
            used += width;
            if (used <= columns - ellipsis) {
                fits = line.length();
            }
        }
        return line.toString();
    }

    private static int safe(int character, boolean ascii) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    UNKNOWN;
            default -> ascii && character > 0x7E ? UNKNOWN : character;
        };
    }
}
