package io.millrace.schedules.model;

import static io.millrace.schedules.model.Book.CANCELLED;
import static io.millrace.schedules.model.Book.CAUSE;
import static io.millrace.schedules.model.Book.CHECKED;
import static io.millrace.schedules.model.Book.CLOSED;
import static io.millrace.schedules.model.Book.DONE;
import static io.millrace.schedules.model.Book.END;
import static io.millrace.schedules.model.Book.MORE;
import static io.millrace.schedules.model.Book.OPEN;
import static io.millrace.schedules.model.Book.RECEIVED;
import static io.millrace.schedules.model.Book.SENT;
import static io.millrace.schedules.model.Book.SIZE;

import io.millrace.schedules.model.ChannelSpec.Policy;
import io.millrace.schedules.model.SelectSpec.ClauseSpec;
import java.util.List;

/*
 * The rules of a channel, one instant at a time.
 *
 * To send: ended? say so. A receiver waits? hand over to the longest-waiting. Room? store. Else as the policy says.
 * To receive: cancelled? say so. A sender waits? its value moves up (or over, without a buffer). A value? take it.
 * To end: tell all who wait, and take them out.
 *
 * A history says how every operation ended. So a step that gives an operation another end than that contradicts the
 * history; these methods then return BAD or false, and the search takes another way.
 */
/// What happens in a channel, as its documentation says.
final class Rules {
    static final int BAD = -2; // contradicts the history
    static final int ENDED = -1;
    static final int NOTHING = 0; // no room; no value
    static final int STORED = 1;
    static final int HANDED = 2; // to a receiver that waited
    static final int DROPPED = 3; // this value or another

    final Program program;
    final History history;
    final Book book;
    private final List<Op> ops;

    Rules(History history, Book book) {
        this.program = history.program;
        this.history = history;
        this.book = book;
        ops = program.ops();
    }

    // ---- the ends of operations

    /// Ends an operation.
    ///
    /// @return false if the history says that it ended otherwise
    boolean done(byte[] s, int op, Result result) {
        s[op] = DONE;
        return history.results[op] == result;
    }

    boolean done(byte[] s, int op, Result result, int a) {
        return done(s, op, result) && history.a[op] == a;
    }

    boolean done(byte[] s, int op, Result result, int a, int b) {
        return done(s, op, result, a) && history.b[op] == b;
    }

    // ---- the two steps

    /// Sends a value if that takes no waiting.
    ///
    /// @return STORED, HANDED, DROPPED, ENDED, NOTHING or BAD
    int accept(byte[] s, int channel, int value) {
        int c = book.channel(channel);
        ChannelSpec spec = program.channels().get(channel);
        if (s[c + END] != OPEN) {
            return ENDED;
        }
        int place = Book.first(s, book.queue(c, false));
        if (place >= 0) {
            s[c + SENT]++;
            s[c + RECEIVED]++;
            return given(s, place, value) ? HANDED : BAD;
        }
        if (s[c + SIZE] < spec.capacity()) {
            s[c + SENT]++;
            book.append(s, c, value);
            return STORED;
        }
        if (spec.policy() == Policy.BLOCK || spec.policy() == Policy.REJECT) {
            return NOTHING;
        }
        s[c + SENT]++;
        if (spec.policy() == Policy.DROP_OLDEST) {
            book.drop(s, c, book.takeFirst(s, c));
            book.append(s, c, value);
        } else {
            book.drop(s, c, value);
        }
        return DROPPED;
    }

    /// Receives if that takes no waiting.
    ///
    /// @return the value, ENDED, NOTHING or BAD
    int next(byte[] s, int channel) {
        int c = book.channel(channel);
        if (s[c + END] == CANCELLED) {
            return ENDED;
        }
        int place = Book.first(s, book.queue(c, true));
        if (place >= 0) {
            int offered = offerOf(s, place);
            if (!taken(s, place)) {
                return BAD;
            }
            s[c + SENT]++;
            s[c + RECEIVED]++;
            if (s[c + SIZE] == 0) {
                return offered;
            }
            book.append(s, c, offered);
            return book.takeFirst(s, c);
        }
        if (s[c + SIZE] > 0) {
            s[c + RECEIVED]++;
            return book.takeFirst(s, c);
        }
        return s[c + END] == OPEN ? NOTHING : ENDED;
    }

    boolean canSend(byte[] s, int channel) {
        int c = book.channel(channel);
        ChannelSpec spec = program.channels().get(channel);
        return s[c + END] != OPEN
                || Book.first(s, book.queue(c, false)) >= 0
                || s[c + SIZE] < spec.capacity()
                || spec.policy() == Policy.DROP_OLDEST
                || spec.policy() == Policy.DROP_NEWEST;
    }

    boolean canReceive(byte[] s, int channel) {
        int c = book.channel(channel);
        return s[c + END] != OPEN || s[c + SIZE] > 0 || Book.first(s, book.queue(c, true)) >= 0;
    }

    // ---- who waited

    private int offerOf(byte[] s, int place) {
        Op op = ops.get(Book.opOf(place));
        return op.select() >= 0
                ? op.value() + Book.clauseOf(place)
                : op.value() + book.progress(s, op.id());
    }

    /// Gives a value to an operation that waits to receive.
    private boolean given(byte[] s, int place, int value) {
        Op op = ops.get(Book.opOf(place));
        int id = op.id();
        book.win(s, op, program);
        return switch (op.kind()) {
            case RECEIVE_SOME -> collected(s, op, value);
            case SELECT, AGAIN -> done(s, id, Result.CLAUSE_VALUE, Book.clauseOf(place), value);
            default -> done(s, id, Result.VALUE, value);
        };
    }

    /// Adds a value to those that an operation receives.
    boolean collected(byte[] s, Op op, int value) {
        int id = op.id();
        int[] list = history.lists[id];
        int at = book.progress(s, id);
        if (history.results[id] != Result.LIST || at >= list.length || list[at] != value) {
            return false;
        }
        book.progress(s, id, at + 1);
        s[id] = (byte) (at + 1 == op.count() ? DONE : MORE);
        return true;
    }

    /// Takes the value of an operation that waits to send.
    private boolean taken(byte[] s, int place) {
        Op op = ops.get(Book.opOf(place));
        int id = op.id();
        book.win(s, op, program);
        return switch (op.kind()) {
            case SEND, TIMED_SEND -> done(s, id, Result.OK);
            case SEND_SOME, SEND_ALL -> passed(s, op, 1);
            default -> done(s, id, Result.CLAUSE_SENT, Book.clauseOf(place));
        };
    }

    /// Adds to the number of values that a batch has sent.
    boolean passed(byte[] s, Op op, int by) {
        int id = op.id();
        int sent = book.progress(s, id) + by;
        book.progress(s, id, sent);
        s[id] = MORE;
        if (sent < op.count()) {
            return op.kind() != Kind.SEND_SOME || history.results[id] == Result.COUNT;
        }
        return op.kind() == Kind.SEND_ALL
                ? done(s, id, Result.OK)
                : done(s, id, Result.COUNT, sent);
    }

    /// Tells an operation that its channel has ended.
    boolean ended(byte[] s, Op op, int clause) {
        int id = op.id();
        if (op.select() >= 0) {
            return selectEnded(s, op, clause);
        }
        if (op.kind().sends()) { // which cause a sender is told is left open: see package
            return done(s, id, Result.CLOSED);
        }
        int c = book.channel(op.channel());
        boolean clean = s[c + END] == CLOSED;
        return switch (op.kind()) {
            case RECEIVE_OR_NULL ->
                    clean ? done(s, id, Result.NULL) : done(s, id, Result.CLOSED, s[c + CAUSE]);
            case RECEIVE_SOME ->
                    clean ? done(s, id, Result.LIST, 0) : done(s, id, Result.CLOSED, s[c + CAUSE]);
            default -> done(s, id, Result.CLOSED, s[c + CAUSE]);
        };
    }

    private boolean selectEnded(byte[] s, Op op, int index) {
        ClauseSpec clause = program.selects().get(op.select()).clauses().get(index);
        int c = book.channel(clause.channel());
        int id = op.id();
        if (clause.handlesEnd()) {
            return done(s, id, Result.CLAUSE_CLOSED, index)
                    && (clause.sends() || history.b[id] == s[c + CAUSE]);
        }
        if (!clause.sends() && s[c + END] == CLOSED) {
            book.retire(s, op.select(), index);
            s[id] = CHECKED;
            return true;
        }
        return done(s, id, Result.THREW, clause.channel())
                && (clause.sends() || history.b[id] == s[c + CAUSE]);
    }

    // ---- the end

    /// Ends a channel and tells all who wait.
    ///
    /// A select that waits on both sides is told by either: `way` says which, a digit to a select.
    ///
    /// @return what is left of `way`, or BAD
    int end(byte[] s, int channel, int how, int cause, int way) {
        int c = book.channel(channel);
        s[c + END] = (byte) how;
        s[c + CAUSE] = (byte) cause;
        int left = way;
        for (int side = 0; side < 2; side++) {
            int queue = book.queue(c, side == 1);
            for (int place = Book.first(s, queue); place >= 0; place = Book.first(s, queue)) {
                Op op = ops.get(Book.opOf(place));
                int clause = Book.clauseOf(place);
                int other = side == 1 ? -1 : find(s, book.queue(c, true), op.id());
                if (other >= 0) {
                    clause = left % 2 == 0 ? clause : Book.clauseOf(other);
                    left /= 2;
                }
                book.win(s, op, program);
                if (!ended(s, op, clause)) {
                    return BAD;
                }
            }
        }
        return left;
    }

    private static int find(byte[] s, int queue, int op) {
        for (int i = 1; i <= s[queue]; i++) {
            if (Book.opOf(s[queue + i]) == op) {
                return s[queue + i];
            }
        }
        return -1;
    }
}
