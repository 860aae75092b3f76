package io.millrace.schedules.model;

import io.millrace.schedules.model.SelectSpec.ClauseSpec;
import java.util.List;

/*
 * A state of the model is an array of bytes, so that it is copied, compared and hashed fast:
 *
 *   [ phase of each op | progress of each op | flags | retired clauses of each select | dropped values (8) | channels ]
 *
 * a channel:
 *   [ end | cause | sent | received | dropped | size | buffer .. | senders' number | senders .. | receivers' number | .. ]
 *
 * A place in a queue is op * 4 + clause. Places are in the order in which they were taken: the longest-waiting first.
 */
/// Where everything stands in a state of the model, and the bookkeeping that is no rule of anybody.
final class Book {
    // Phases of an operation.
    static final int NEW = 0; // has not looked at its thread's interrupt flag
    static final int CHECKED = 1; // has looked; nothing has happened yet
    static final int FIRST = 2; // a batch that saw no room for its first value
    static final int QUEUED = 3;
    static final int MORE = 4; // a batch that has moved some
    static final int DISCARDING = 5; // a cancel that goes on to empty the buffer
    static final int CAUGHT = 6; // queued, but has seen an interrupt and is about to leave
    static final int DONE = 7;

    // How a channel has ended; as figures number it.
    static final int OPEN = 0;
    static final int CLOSED = 1;
    static final int FAILED = 2;
    static final int CANCELLED = 3;

    private static final int CLAUSES = 4;

    // Places in a channel.
    static final int END = 0;
    static final int CAUSE = 1;
    static final int SENT = 2;
    static final int RECEIVED = 3;
    static final int DROPPED = 4;
    static final int SIZE = 5;
    private static final int BUFFER = 6;

    private final int flags;
    private final int progress;
    private final int retired;
    private final int lost;
    private final int firstChannel;
    private final int channelLength;
    private final int senders;
    private final int receivers;
    final int length;
    final int ops;

    Book(Program program) {
        ops = program.ops().size();
        progress = ops;
        flags = progress + ops;
        retired = flags + 1;
        lost = retired + program.selects().size();
        firstChannel = lost + 8;
        int values = 1;
        int waiters = 1;
        for (Op op : program.ops()) {
            values += op.kind().sends() ? op.count() : 0;
        }
        for (List<Op> thread : program.threads()) {
            waiters += thread.isEmpty() ? 0 : 1;
        }
        for (SelectSpec select : program.selects()) {
            values += 2 * select.clauses().size();
            waiters += select.clauses().size();
        }
        senders = BUFFER + values;
        receivers = senders + 1 + waiters;
        channelLength = receivers + 1 + waiters;
        length = firstChannel + program.channels().size() * channelLength;
    }

    int channel(int index) {
        return firstChannel + index * channelLength;
    }

    int progress(byte[] s, int op) {
        return s[progress + op];
    }

    void progress(byte[] s, int op, int value) {
        s[progress + op] = (byte) value;
    }

    // ---- flags

    boolean flagged(byte[] s, int thread) {
        return ((s[flags] >> thread) & 1) != 0;
    }

    void flag(byte[] s, int thread) {
        s[flags] |= (byte) (1 << thread);
    }

    void unflag(byte[] s, int thread) {
        s[flags] &= (byte) ~(1 << thread);
    }

    // ---- selects

    boolean retired(byte[] s, int select, int clause) {
        return ((s[retired + select] >> clause) & 1) != 0;
    }

    void retire(byte[] s, int select, int clause) {
        s[retired + select] |= (byte) (1 << clause);
    }

    // ---- dropped values

    void drop(byte[] s, int c, int value) {
        s[c + DROPPED]++;
        s[lost + (value >> 3)] |= (byte) (1 << (value & 7));
    }

    boolean isDropped(byte[] s, int value) {
        return ((s[lost + (value >> 3)] >> (value & 7)) & 1) != 0;
    }

    // ---- buffers; c is where the channel starts

    void append(byte[] s, int c, int value) {
        s[c + BUFFER + s[c + SIZE]++] = (byte) value;
    }

    int takeFirst(byte[] s, int c) {
        int first = s[c + BUFFER];
        int left = --s[c + SIZE];
        System.arraycopy(s, c + BUFFER + 1, s, c + BUFFER, left);
        s[c + BUFFER + left] = 0; // so that equal states are equal bytes
        return first;
    }

    int buffered(byte[] s, int c, int index) {
        return s[c + BUFFER + index];
    }

    // ---- queues

    int queue(int c, boolean ofSenders) {
        return c + (ofSenders ? senders : receivers);
    }

    static int opOf(int place) {
        return place / CLAUSES;
    }

    static int clauseOf(int place) {
        return place % CLAUSES;
    }

    void join(byte[] s, int queue, int op, int clause) {
        s[queue + 1 + s[queue]++] = (byte) (op * CLAUSES + clause);
    }

    /// Returns the place that was taken first, -1 if there is none.
    static int first(byte[] s, int queue) {
        return s[queue] == 0 ? -1 : s[queue + 1];
    }

    /// Takes an operation out of a queue.
    static void leave(byte[] s, int queue, int op) {
        int kept = 0;
        int count = s[queue];
        for (int i = 1; i <= count; i++) {
            byte place = s[queue + i];
            if (opOf(place) != op) {
                s[queue + 1 + kept++] = place;
            }
        }
        for (int i = kept + 1; i <= count; i++) {
            s[queue + i] = 0;
        }
        s[queue] = (byte) kept;
    }

    /// Takes an operation out of all the queues in which it waits, for a partner or the end. If it
    /// was about to throw, it will not, and the interrupt stays pending.
    void win(byte[] s, Op op, Program program) {
        if (s[op.id()] == CAUGHT) {
            flag(s, op.thread());
        }
        leaveAll(s, op, program);
    }

    /// Takes an operation out of all the queues in which it waits.
    void leaveAll(byte[] s, Op op, Program program) {
        if (op.select() < 0) {
            leave(s, queue(channel(op.channel()), op.kind().sends()), op.id());
            return;
        }
        for (ClauseSpec clause : program.selects().get(op.select()).clauses()) {
            leave(s, queue(channel(clause.channel()), clause.sends()), op.id());
        }
    }
}
