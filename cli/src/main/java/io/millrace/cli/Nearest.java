package io.millrace.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/// Finds what somebody may have meant who mistyped a name.
final class Nearest {
    private Nearest() {}

    /// Returns the name that `wanted` is a part of, or takes the fewest edits to become: at most a
    /// third of its letters.
    static Optional<String> of(String wanted, Collection<String> names) {
        String best = null;
        int fewest = Math.max(2, wanted.length() / 3) + 1;
        for (String name : names) {
            int edits = wanted.length() > 2 && name.contains(wanted) ? 0 : edits(wanted, name);
            if (edits < fewest) {
                best = name;
                fewest = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Returns `; did you mean NAME?`, or nothing if no name is near.
    static String hint(String wanted, Collection<String> names) {
        return of(wanted, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /// Counts the letters to insert, delete and replace (Levenshtein), a row of the table at a
    /// time.
    private static int edits(String from, String to) {
        int[] above = new int[to.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
