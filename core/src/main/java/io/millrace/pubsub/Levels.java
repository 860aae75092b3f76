package io.millrace.pubsub;

import java.util.List;

/*
 * The words are those of NATS, which Go's users know: levels between dots, `*` for one of them, `>` for one or more at the
 * end (decision 0014).
 */
/// A topic's name, or a pattern of names, level by level.
///
/// @param text as it was given
/// @param parts its levels; of a pattern some may be wildcards
record Levels(String text, List<String> parts) {

    /// Stands for any one level.
    static final String ANY = "*";

    /// Stands for all the levels that follow, of which there is at least one.
    static final String REST = ">";

    /// So many levels a name may have at most.
    static final int MOST = 64;

    /// What a topic without a name has.
    static final Levels NONE = new Levels("", List.of());

    /// Reads a name.
    ///
    /// @throws IllegalArgumentException if it is none
    static Levels ofName(String text) {
        Levels levels = parse("topic", text);
        for (String level : levels.parts) {
            if (level.equals(ANY) || level.equals(REST)) {
                throw refused("topic", text, "'" + level + "' is for patterns only");
            }
        }
        return levels;
    }

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException if it is none
    static Levels ofPattern(String text) {
        Levels levels = parse("pattern", text);
        int rest = levels.parts.indexOf(REST);
        if (rest >= 0 && rest < levels.parts.size() - 1) {
            throw refused("pattern", text, "'>' stands for all that follows: it must be the last");
        }
        return levels;
    }

    private static Levels parse(String what, String text) {
        List<String> parts = List.of(text.split("\\.", MOST + 1));
        if (parts.size() > MOST) {
            throw refused(what, text, "more than " + MOST + " levels");
        }
        for (String part : parts) {
            if (part.isEmpty()) {
                throw refused(what, text, "a level is empty");
            }
            if (part.chars().anyMatch(Character::isWhitespace)) {
                throw refused(what, text, "blanks are not allowed");
            }
            boolean wild = part.contains(ANY) || part.contains(REST);
            if (wild && part.length() > 1) {
                throw refused(what, text, "a wildcard stands for a whole level: '" + part + "'");
            }
        }
        return new Levels(text, parts);
    }

    private static IllegalArgumentException refused(String what, String text, String why) {
        return new IllegalArgumentException(
                what + " '" + text + "': " + why + "; write levels and dots, as in orders.eu.new");
    }

    int size() {
        return parts.size();
    }

    String at(int index) {
        return parts.get(index);
    }

    /// Tells whether this pattern matches a name.
    boolean matches(Levels name) {
        for (int i = 0; i < size(); i++) {
            if (at(i).equals(REST)) {
                return name.size() > i;
            }
            if (i >= name.size() || !(at(i).equals(ANY) || at(i).equals(name.at(i)))) {
                return false;
            }
        }
        return size() == name.size();
    }

    @Override
    public String toString() {
        return text;
    }
}
