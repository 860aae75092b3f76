package io.millrace.schedules.model;

import java.util.ArrayList;
import java.util.List;

/// A select of a program.
///
/// @param clauses what it waits for; no two are the same side of the same channel
/// @param hasDefault whether it has an else clause
/// @param hasTimeout whether it has an after clause
/// @param isPrioritized whether it takes the first that is ready
/// @param looks whether it has learned to look and to give way before it parks
public record SelectSpec(
        List<ClauseSpec> clauses,
        boolean hasDefault,
        boolean hasTimeout,
        boolean isPrioritized,
        boolean looks) {

    /// A clause: `a?` receives from channel a, `a!` sends to it; a star says that it has a handler
    /// for the channel's end.
    ///
    /// @param channel the channel's place in the program
    /// @param sends whether it sends
    /// @param handlesEnd whether it has a handler for the end
    public record ClauseSpec(int channel, boolean sends, boolean handlesEnd) {

        @Override
        public String toString() {
            return Program.name(channel) + (sends ? "!" : "?") + (handlesEnd ? "*" : "");
        }
    }

    /// Reads a select from the words that follow `select`.
    static SelectSpec parse(List<String> words) {
        var clauses = new ArrayList<ClauseSpec>();
        for (String word : words) {
            if (word.length() <= 3 && word.matches("[ab][?!][*]?")) {
                clauses.add(
                        new ClauseSpec(
                                word.charAt(0) - 'a', word.charAt(1) == '!', word.length() == 3));
            }
        }
        return new SelectSpec(
                List.copyOf(clauses),
                words.contains("else"),
                words.contains("after"),
                words.contains("first"),
                words.contains("looks"));
    }

    @Override
    public String toString() {
        var text = new StringBuilder("select");
        for (ClauseSpec clause : clauses) {
            text.append(' ').append(clause);
        }
        return text.append(hasDefault ? " else" : "")
                .append(hasTimeout ? " after" : "")
                .append(isPrioritized ? " first" : "")
                .append(looks ? " looks" : "")
                .toString();
    }
}
