package io.millrace.schedules.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/*
 * Wing and Gong's search, with Lowe's memory of states that led nowhere. Differences: an operation takes effect in
 * several steps (it looks at the flag, queues up, is completed by another), so the states are those of Book; and an
 * operation that never returned must be left waiting.
 *
 * A step of an operation is possible now only if no operation that is still to be done returned before this one began.
 */
/// Looks for an order of steps, each at one instant between the beginning and the return of its
/// operation, by which the model comes to the same results as the run.
public final class Explanation {
    private final History history;
    private final Book book;
    private final Steps steps;
    private final Op[] order; // those that returned first are tried first
    private final List<byte[]> states = new ArrayList<>();
    private final DeadEnds deadEnds = new DeadEnds();

    private Explanation(History history) {
        this.history = history;
        book = new Book(history.program);
        steps = new Steps(history, book);
        order =
                history.program.ops().stream()
                        .filter(op -> history.begun[op.id()] != History.NEVER)
                        .sorted(Comparator.comparingInt(op -> history.returned[op.id()]))
                        .toArray(Op[]::new);
    }

    /// Tells whether a history can be explained.
    public static boolean exists(History history) {
        return new Explanation(history).search(0);
    }

    private byte[] state(int depth) {
        while (states.size() <= depth) {
            states.add(new byte[book.length]);
        }
        return states.get(depth);
    }

    private boolean search(int depth) {
        byte[] now = state(depth);
        int limit = firstReturn(now);
        if (limit == History.NEVER && allSettled(now)) {
            return steps.isFinal(now);
        }
        if (depth > 0 && deadEnds.contains(now)) {
            return false;
        }
        byte[] next = state(depth + 1);
        for (Op op : order) {
            if (now[op.id()] == Book.DONE || history.begun[op.id()] > limit) {
                continue;
            }
            for (int way = 0; ; way++) {
                System.arraycopy(now, 0, next, 0, now.length);
                Steps.Outcome outcome = steps.take(next, op, way);
                if (outcome == Steps.Outcome.NO_SUCH_STEP) {
                    break;
                }
                if (outcome == Steps.Outcome.TAKEN && search(depth + 1)) {
                    return true;
                }
            }
        }
        deadEnds.add(now);
        return false;
    }

    private int firstReturn(byte[] now) {
        for (Op op : order) {
            if (now[op.id()] != Book.DONE) {
                return history.returned[op.id()];
            }
        }
        return History.NEVER;
    }

    private boolean allSettled(byte[] now) {
        for (Op op : order) {
            if (!steps.isSettled(now, op)) {
                return false;
            }
        }
        return true;
    }

    /// States from which no explanation was found.
    private static final class DeadEnds {
        private byte[][] slots = new byte[16][];
        private int count;

        boolean contains(byte[] state) {
            return count > 0 && slots[place(slots, state)] != null;
        }

        void add(byte[] state) {
            if (2 * ++count > slots.length) {
                byte[][] larger = new byte[4 * slots.length][];
                for (byte[] known : slots) {
                    if (known != null) {
                        larger[place(larger, known)] = known;
                    }
                }
                slots = larger;
            }
            slots[place(slots, state)] = state.clone();
        }

        private static int place(byte[][] slots, byte[] state) {
            int hash = Arrays.hashCode(state);
            int at = (hash ^ (hash >>> 15)) & (slots.length - 1);
            while (slots[at] != null && !Arrays.equals(slots[at], state)) {
                at = (at + 1) & (slots.length - 1);
            }
            return at;
        }
    }
}
