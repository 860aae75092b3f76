package io.millrace.schedules.model;

import java.util.Arrays;

/// What came of one run of a program. Written by the threads of the run, one at a time.
public final class History {
    /// When an operation began or returned that did not.
    public static final int NEVER = Integer.MAX_VALUE;

    private static final int[] NONE = {};

    final Program program;
    final int[] begun;
    final int[] returned;
    final Result[] results;
    final int[] a;
    final int[] b;
    final int[][] lists;

    /// How often each value was passed to the hook for undelivered ones.
    final int[] undelivered = new int[Program.MOST_VALUES + 1];

    /// For each channel what a look after the run showed: its figures, as STATS lists them.
    final int[][] figures;

    /// For each channel what it still holds after the run.
    final int[][] contents;

    private int clock;

    /// Makes the history of a run that has not begun.
    public History(Program program) {
        this.program = program;
        int size = program.ops().size();
        begun = new int[size];
        returned = new int[size];
        Arrays.fill(begun, NEVER);
        Arrays.fill(returned, NEVER);
        results = new Result[size];
        Arrays.fill(results, Result.BLOCKED);
        a = new int[size];
        b = new int[size];
        lists = new int[size][];
        Arrays.fill(lists, NONE);
        figures = new int[program.channels().size()][];
        contents = new int[program.channels().size()][];
    }

    /// An operation begins.
    public void begin(Op op) {
        begun[op.id()] = clock++;
    }

    /// An operation returns.
    public void end(Op op, Result result, int a, int b) {
        int id = op.id();
        results[id] = result;
        this.a[id] = a;
        this.b[id] = b;
        returned[id] = clock++;
    }

    /// An operation returns with a list.
    public void end(Op op, int[] list) {
        lists[op.id()] = list;
        end(op, Result.LIST, list.length, 0);
    }

    /// A value was passed to the hook.
    public void undelivered(int value) {
        undelivered[value]++;
    }

    /// Returns how an operation ended.
    public Result result(Op op) {
        return results[op.id()];
    }

    /// Tells whether an operation began.
    public boolean hasBegun(Op op) {
        return begun[op.id()] != NEVER;
    }

    /// Writes down what a channel was like after the run.
    public void after(int channel, int[] figures, int[] contents) {
        this.figures[channel] = figures;
        this.contents[channel] = contents;
    }

    /// Returns what came of an operation, for people.
    public String describe(Op op) {
        int id = op.id();
        if (begun[id] == NEVER) {
            return "did not begin";
        }
        return switch (results[id]) {
            case LIST -> Arrays.toString(lists[id]);
            case VALUE, COUNT -> results[id] + " " + a[id];
            case CLOSED -> "CLOSED by " + ender(a[id]);
            case CLAUSE_VALUE -> "clause " + a[id] + ": " + b[id];
            case CLAUSE_SENT -> "clause " + a[id] + ": sent";
            case CLAUSE_CLOSED -> "clause " + a[id] + ": closed by " + ender(b[id]);
            case THREW -> "threw: " + Program.name(a[id]) + " closed by " + ender(b[id]);
            default -> results[id].toString();
        };
    }

    private static String ender(int cause) {
        return cause == 0 ? "close" : "#" + (cause - 1);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Op op : program.ops()) {
            int id = op.id();
            text.append(
                    "  #%-2d t%d  %-22s %-28s %s%n"
                            .formatted(
                                    id,
                                    op.thread(),
                                    line(op),
                                    describe(op),
                                    begun[id] == NEVER
                                            ? ""
                                            : begun[id]
                                                    + ".."
                                                    + (returned[id] == NEVER ? "" : returned[id])));
        }
        for (int i = 0; i < figures.length; i++) {
            text.append("  then ").append(Program.name(i)).append(" has figures ");
            text.append(Arrays.toString(figures[i])).append(" and holds ");
            text.append(Arrays.toString(contents[i])).append('\n');
        }
        for (int value = 0; value < undelivered.length; value++) {
            if (undelivered[value] > 0) {
                text.append("  undelivered: ").append(value);
                text.append(" x ").append(undelivered[value]).append('\n');
            }
        }
        return text.toString();
    }

    private String line(Op op) {
        String channel = " " + Program.name(op.channel());
        return switch (op.kind()) {
            case SELECT, AGAIN -> {
                String again = op.kind() == Kind.AGAIN ? "again: " : "";
                yield again + program.selects().get(op.select()) + " sends " + op.value() + "..";
            }
            case INTERRUPT -> "interrupt " + op.count();
            case FLAG -> "flag";
            case SEND, TRY_SEND, TIMED_SEND -> op.kind().word() + channel + " <- " + op.value();
            case SEND_SOME, SEND_ALL ->
                    op.kind().word() + channel + " <- " + op.value() + " x " + op.count();
            case RECEIVE_SOME, DRAIN -> op.kind().word() + channel + " x " + op.count();
            default -> op.kind().word() + channel;
        };
    }
}
