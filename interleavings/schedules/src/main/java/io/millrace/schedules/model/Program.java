package io.millrace.schedules.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A small program: a few threads, each of which does a few operations on a few channels.
///
/// Its text is one line, and says all of it:
///
/// ```
/// rendezvous buffered1: send a; select a? b! else | receive b; interrupt 0 | close a
/// ```
///
/// Channels are called a and b, in order; threads 0, 1 and so on. What values are sent, and how
/// long whoever does not wait for ever waits, follows from the place of an operation. A plus behind
/// a channel, and `looks` behind a select, say that it has learned to look and to give way before
/// it parks, as those do that have made many wait.
public final class Program {
    /// Values are numbers from 1 to this.
    public static final int MOST_VALUES = 63;

    private static final int MOST_OPS = 30;

    private final List<ChannelSpec> channels;
    private final List<SelectSpec> selects;
    private final List<List<Op>> threads;
    private final List<Op> ops;
    private final List<List<String>> words;

    private Program(List<ChannelSpec> channels, List<List<String>> words) {
        this.channels = channels;
        this.words = words;
        var reader = new Reader(words);
        threads = reader.threads;
        selects = reader.selects;
        ops = threads.stream().flatMap(List::stream).toList();
        if (ops.size() > MOST_OPS || reader.values > MOST_VALUES) {
            throw new IllegalArgumentException("too many operations or values: " + this);
        }
    }

    /// Reads a program's text.
    public static Program parse(String text) {
        int colon = text.indexOf(':');
        List<ChannelSpec> channels =
                Arrays.stream(text.substring(0, colon).strip().split(" +", -1))
                        .map(ChannelSpec::parse)
                        .toList();
        List<List<String>> words = new ArrayList<>();
        for (String thread : text.substring(colon + 1).split("\\|", -1)) {
            words.add(
                    Arrays.stream(thread.split(";", -1))
                            .map(String::strip)
                            .filter(op -> !op.isEmpty())
                            .toList());
        }
        return new Program(channels, words);
    }

    /// Returns the programs that lack one operation of this one, or a thread.
    public List<Program> smaller() {
        List<Program> smaller = new ArrayList<>();
        for (int t = 0; t < words.size(); t++) {
            for (int i = 0; i < words.get(t).size(); i++) {
                var fewer = new ArrayList<List<String>>(words);
                var thread = new ArrayList<>(words.get(t));
                thread.remove(i);
                fewer.set(t, thread);
                try {
                    smaller.add(new Program(channels, fewer));
                } catch (IllegalArgumentException ignored) {
                    // It would await a select again that is not there any more.
                }
            }
        }
        return smaller;
    }

    /// Returns the channels.
    public List<ChannelSpec> channels() {
        return channels;
    }

    /// Returns the selects.
    public List<SelectSpec> selects() {
        return selects;
    }

    /// Returns what each thread does.
    public List<List<Op>> threads() {
        return threads;
    }

    /// Returns all operations: those of the first thread come first.
    public List<Op> ops() {
        return ops;
    }

    /// Tells whether an operation gives up waiting by itself.
    public boolean waitsForSomeTime(Op op) {
        return op.kind().isTimed()
                || (op.select() >= 0
                        && (selects.get(op.select()).hasTimeout()
                                || selects.get(op.select()).hasDefault()));
    }

    /// Returns what a channel is called.
    static String name(int channel) {
        return channel == 0 ? "a" : "b";
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (ChannelSpec channel : channels) {
            text.append(text.isEmpty() ? "" : " ").append(channel);
        }
        String before = ": ";
        for (List<String> thread : words) {
            text.append(before).append(String.join("; ", thread));
            before = " | ";
        }
        return text.toString();
    }

    /// Makes operations of words.
    private static final class Reader {
        final List<List<Op>> threads = new ArrayList<>();
        final List<SelectSpec> selects = new ArrayList<>();
        int values;
        private int ids;

        Reader(List<List<String>> words) {
            for (int t = 0; t < words.size(); t++) {
                int latestSelect = -1;
                int selectMillis = 0;
                var thread = new ArrayList<Op>();
                for (String op : words.get(t)) {
                    if (op.startsWith("select ")) {
                        latestSelect = selects.size();
                        selects.add(SelectSpec.parse(List.of(op.split(" ", -1))));
                        selectMillis = ids % 4;
                    }
                    thread.add(op(t, op.split(" ", -1), latestSelect, selectMillis));
                }
                String interrupt = Kind.INTERRUPT.word() + " " + t;
                if (words.stream().anyMatch(ops -> ops.contains(interrupt))) {
                    thread.add(new Op(ids++, t, Kind.FLAG, 0, 0, -1, 0, 0));
                }
                threads.add(List.copyOf(thread));
            }
        }

        private Op op(int thread, String[] words, int latestSelect, int selectMillis) {
            Kind kind = kind(words[0]);
            int id = ids++;
            int first = values + 1;
            if (kind == Kind.SELECT || kind == Kind.AGAIN) {
                if (latestSelect < 0) {
                    throw new IllegalArgumentException("again, but no select");
                }
                values += selects.get(latestSelect).clauses().size();
                return new Op(id, thread, kind, 0, 0, latestSelect, first, selectMillis);
            }
            int count = words.length > 2 ? Integer.parseInt(words[2]) : 1;
            if (kind.sends()) {
                values += count;
            }
            boolean interrupts = kind == Kind.INTERRUPT;
            return new Op(
                    id,
                    thread,
                    kind,
                    interrupts ? 0 : words[1].charAt(0) - 'a',
                    interrupts ? Integer.parseInt(words[1]) : count,
                    -1,
                    first,
                    id % 4);
        }

        private static Kind kind(String word) {
            for (Kind kind : Kind.values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("operation: " + word);
        }
    }
}
