package io.millrace.schedules.scenes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The text of a scene that is drawn: a head, and what each thread does, word by word.
///
/// `tree: derive 0; cancel 1 | hook 0`
record Lines(String head, List<List<String>> threads) {

    static Lines parse(String text) {
        int colon = text.indexOf(':');
        List<List<String>> threads = new ArrayList<>();
        for (String thread : text.substring(colon + 1).split("\\|", -1)) {
            threads.add(
                    Arrays.stream(thread.split(";", -1))
                            .map(String::strip)
                            .filter(op -> !op.isEmpty())
                            .toList());
        }
        return new Lines(text.substring(0, colon), List.copyOf(threads));
    }

    /// Returns what lacks one operation. It stays as a gap, so that the numbers of the others are
    /// what they were.
    List<Lines> smaller() {
        List<Lines> smaller = new ArrayList<>();
        for (int t = 0; t < threads.size(); t++) {
            for (int i = 0; i < threads.get(t).size(); i++) {
                if (!threads.get(t).get(i).equals("-")) {
                    var thread = new ArrayList<>(threads.get(t));
                    thread.set(i, "-");
                    var fewer = new ArrayList<List<String>>(threads);
                    fewer.set(t, List.copyOf(thread));
                    smaller.add(new Lines(head, List.copyOf(fewer)));
                }
            }
        }
        return smaller;
    }

    /// Returns the number behind an operation's word.
    static int number(String op) {
        return Integer.parseInt(op.substring(op.lastIndexOf(' ') + 1));
    }

    /// Returns an operation's word.
    static String word(String op) {
        int blank = op.indexOf(' ');
        return blank < 0 ? op : op.substring(0, blank);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(head);
        String before = ": ";
        for (List<String> thread : threads) {
            text.append(before).append(String.join("; ", thread));
            before = " | ";
        }
        return text.toString();
    }
}
