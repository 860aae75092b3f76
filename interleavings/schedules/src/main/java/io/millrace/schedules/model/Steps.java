package io.millrace.schedules.model;

import static io.millrace.schedules.model.Book.CANCELLED;
import static io.millrace.schedules.model.Book.CAUGHT;
import static io.millrace.schedules.model.Book.CHECKED;
import static io.millrace.schedules.model.Book.CLOSED;
import static io.millrace.schedules.model.Book.DISCARDING;
import static io.millrace.schedules.model.Book.DONE;
import static io.millrace.schedules.model.Book.END;
import static io.millrace.schedules.model.Book.FAILED;
import static io.millrace.schedules.model.Book.FIRST;
import static io.millrace.schedules.model.Book.MORE;
import static io.millrace.schedules.model.Book.NEW;
import static io.millrace.schedules.model.Book.OPEN;
import static io.millrace.schedules.model.Book.QUEUED;
import static io.millrace.schedules.model.Book.SIZE;
import static io.millrace.schedules.model.Rules.BAD;
import static io.millrace.schedules.model.Rules.ENDED;
import static io.millrace.schedules.model.Rules.NOTHING;

import io.millrace.schedules.model.ChannelSpec.Policy;
import io.millrace.schedules.model.SelectSpec.ClauseSpec;
import java.util.List;

/*
 * NEW --> CHECKED ----------------------------> DONE        the interrupt flag is looked at, later it happens
 *            |  \                                ^
 *            |   +--> QUEUED --------------------+          a partner, the channel's end, or time
 *            |           \--> CAUGHT ------------+          an interrupt is seen, then it leaves; a partner may be faster
 *            |                                   |
 *            +--> FIRST --> MORE --> .. --> MORE +          a batch, by chunks
 *
 * An interrupt that came before the look makes the operation throw. One that comes after it, and before the operation
 * has had any effect, may; the operation may as well go on. One that comes later leaves its flag.
 *
 * A batch of values is sent in chunks. In a chunk nobody comes between; it goes on until the buffer is full or the
 * channel has ended, and may break off only behind a value that a waiting receiver was handed, or that made the channel
 * drop one. Values that are received in a batch are taken one by one: nothing is promised about what comes between.
 */
/// The steps that an operation can take next, each at one instant.
final class Steps {

    /// What came of a step that was asked for.
    enum Outcome {
        TAKEN,
        CONTRADICTS,
        NO_SUCH_STEP
    }

    private final Program program;
    private final History history;
    private final Book book;
    private final Rules rules;
    private final boolean[] targeted; // threads that are interrupted by somebody
    private final boolean hasStats;

    Steps(History history, Book book) {
        program = history.program;
        this.history = history;
        this.book = book;
        rules = new Rules(history, book);
        targeted = new boolean[program.threads().size()];
        boolean stats = false;
        for (Op op : program.ops()) {
            targeted[op.thread()] |= op.kind() == Kind.FLAG;
            stats |= op.kind() == Kind.STATS;
        }
        hasStats = stats;
    }

    private static Outcome outcome(boolean agrees) {
        return agrees ? Outcome.TAKEN : Outcome.CONTRADICTS;
    }

    private boolean isTargeted(Op op) {
        return targeted[op.thread()] && op.kind().isCancellable();
    }

    /// Lets an operation take its step number `way`, of those that it can take now.
    Outcome take(byte[] s, Op op, int way) {
        int phase = s[op.id()];
        if (phase == NEW && isTargeted(op)) {
            return way == 0 ? check(s, op) : Outcome.NO_SUCH_STEP;
        }
        int left = way;
        if (phase != MORE && phase != CAUGHT && isTargeted(op) && book.flagged(s, op.thread())) {
            if (left == 0) {
                return phase == QUEUED ? caught(s, op) : interrupted(s, op);
            }
            left--;
        }
        return switch (phase) {
            case QUEUED -> left == 0 ? timeOut(s, op) : Outcome.NO_SUCH_STEP;
            case CAUGHT -> left == 0 ? givesUp(s, op) : Outcome.NO_SUCH_STEP;
            case FIRST -> left == 0 ? first(s, op) : Outcome.NO_SUCH_STEP;
            case MORE -> more(s, op, left);
            case DISCARDING -> left == 0 ? discard(s, op) : Outcome.NO_SUCH_STEP;
            default -> start(s, op, left);
        };
    }

    private Outcome check(byte[] s, Op op) {
        if (book.flagged(s, op.thread())) {
            return interrupted(s, op);
        }
        s[op.id()] = CHECKED;
        return Outcome.TAKEN;
    }

    private Outcome caught(byte[] s, Op op) {
        book.unflag(s, op.thread());
        s[op.id()] = CAUGHT;
        return Outcome.TAKEN;
    }

    private Outcome givesUp(byte[] s, Op op) {
        book.leaveAll(s, op, program);
        return outcome(rules.done(s, op.id(), Result.INTERRUPTED));
    }

    private Outcome interrupted(byte[] s, Op op) {
        book.unflag(s, op.thread());
        return outcome(rules.done(s, op.id(), Result.INTERRUPTED));
    }

    private Outcome timeOut(byte[] s, Op op) {
        book.leaveAll(s, op, program);
        return outcome(
                switch (op.kind()) {
                    case TIMED_SEND -> rules.done(s, op.id(), Result.FULL);
                    case TIMED_RECEIVE -> rules.done(s, op.id(), Result.EMPTY);
                    case SELECT, AGAIN ->
                            program.selects().get(op.select()).hasTimeout()
                                    && rules.done(s, op.id(), Result.TIMEOUT);
                    default -> false;
                });
    }

    private Outcome start(byte[] s, Op op, int way) {
        return switch (op.kind()) {
            case SELECT, AGAIN -> select(s, op, way);
            case SEND_SOME, SEND_ALL -> chunk(s, op, way);
            case CLOSE -> end(s, op, CLOSED, 0, way);
            case FAIL -> end(s, op, FAILED, op.id() + 1, way);
            case CANCEL -> cancel(s, op, way);
            default -> way == 0 ? outcome(simple(s, op)) : Outcome.NO_SUCH_STEP;
        };
    }

    private boolean simple(byte[] s, Op op) {
        int id = op.id();
        return switch (op.kind()) {
            case SEND, TRY_SEND, TIMED_SEND -> send(s, op);
            case RECEIVE, RECEIVE_OR_NULL, TRY_RECEIVE, TIMED_RECEIVE, RECEIVE_SOME ->
                    receive(s, op);
            case DRAIN -> collect(s, op);
            case STATS ->
                    rules.done(s, id, Result.LIST)
                            && figuresAgree(s, book.channel(op.channel()), op);
            case INTERRUPT -> {
                book.flag(s, op.count());
                yield rules.done(s, id, Result.OK);
            }
            default -> {
                boolean flagged = book.flagged(s, op.thread());
                yield rules.done(s, id, flagged ? Result.TRUE : Result.FALSE);
            }
        };
    }

    // ---- one value

    private boolean send(byte[] s, Op op) {
        int id = op.id();
        return switch (rules.accept(s, op.channel(), op.value())) {
            case BAD -> false;
            case ENDED -> rules.ended(s, op, 0);
            case NOTHING -> {
                boolean stays = waits(op) && policy(op) != Policy.REJECT;
                yield stays ? enqueue(s, op, true) : rules.done(s, id, Result.FULL);
            }
            case Rules.DROPPED -> {
                boolean isTold = policy(op) == Policy.DROP_NEWEST && op.kind() != Kind.SEND;
                yield rules.done(s, id, isTold ? Result.DROPPED : Result.OK);
            }
            default -> rules.done(s, id, Result.OK);
        };
    }

    private boolean receive(byte[] s, Op op) {
        int id = op.id();
        int value = rules.next(s, op.channel());
        return switch (value) {
            case BAD -> false;
            case ENDED -> rules.ended(s, op, 0);
            case NOTHING -> waits(op) ? enqueue(s, op, false) : rules.done(s, id, Result.EMPTY);
            default ->
                    op.kind() == Kind.RECEIVE_SOME
                            ? rules.collected(s, op, value)
                            : rules.done(s, id, Result.VALUE, value);
        };
    }

    private boolean enqueue(byte[] s, Op op, boolean sends) {
        book.join(s, book.queue(book.channel(op.channel()), sends), op.id(), 0);
        s[op.id()] = QUEUED;
        return true;
    }

    private static boolean waits(Op op) {
        return switch (op.kind()) {
            case TRY_SEND, TRY_RECEIVE -> false;
            case TIMED_SEND, TIMED_RECEIVE -> op.millis() > 0;
            default -> true;
        };
    }

    private Policy policy(Op op) {
        return program.channels().get(op.channel()).policy();
    }

    // ---- many values

    /// Receives the next value of a batch that has one or needs none, or ends the batch.
    private boolean collect(byte[] s, Op op) {
        int id = op.id();
        boolean all = book.progress(s, id) == history.lists[id].length;
        int value = book.progress(s, id) == op.count() ? NOTHING : rules.next(s, op.channel());
        return switch (value) {
            case BAD -> false;
            case ENDED, NOTHING -> all && rules.done(s, id, Result.LIST);
            default -> rules.collected(s, op, value);
        };
    }

    private Outcome more(byte[] s, Op op, int way) {
        if (!op.kind().sends()) {
            return way == 0 ? outcome(collect(s, op)) : Outcome.NO_SUCH_STEP;
        }
        if (op.kind() == Kind.SEND_ALL && isTargeted(op)) { // the next sendSome, or still this one
            return way == 0 ? check(s, op) : chunk(s, op, way - 1);
        }
        return chunk(s, op, way);
    }

    /// Sends the first value of a batch by itself, or waits for that.
    private Outcome first(byte[] s, Op op) {
        int value = op.value() + book.progress(s, op.id());
        return outcome(
                switch (rules.accept(s, op.channel(), value)) {
                    case BAD -> false;
                    case ENDED -> rules.ended(s, op, 0);
                    case NOTHING ->
                            policy(op) == Policy.REJECT
                                    ? rules.done(s, op.id(), Result.FULL)
                                    : enqueue(s, op, true);
                    default -> rules.passed(s, op, 1);
                });
    }

    /// Sends as many values as possible at one instant, or, in a way but the first, fewer: up to
    /// one behind which the chunk may break off.
    private Outcome chunk(byte[] s, Op op, int way) {
        int id = op.id();
        int before = book.progress(s, id);
        int breaks = 0;
        int sent = 0;
        int last = NOTHING;
        while (before + sent < op.count()) {
            last = rules.accept(s, op.channel(), op.value() + before + sent);
            if (last == BAD) {
                return breaks < way ? Outcome.NO_SUCH_STEP : Outcome.CONTRADICTS;
            }
            if (last == NOTHING || last == ENDED) {
                break;
            }
            sent++;
            boolean mayBreak = last == Rules.HANDED || last == Rules.DROPPED;
            if (mayBreak && before + sent < op.count() && ++breaks == way) {
                return outcome(rules.passed(s, op, sent));
            }
        }
        if (way > 0) {
            return Outcome.NO_SUCH_STEP;
        }
        if (sent > 0 && before + sent == op.count()) {
            return outcome(rules.passed(s, op, sent));
        }
        return outcome(chunkEnded(s, op, sent, last == ENDED));
    }

    /// The channel is full or has ended, and values are left.
    private boolean chunkEnded(byte[] s, Op op, int sent, boolean hasEnded) {
        int id = op.id();
        boolean inSendSome = op.kind() == Kind.SEND_SOME && book.progress(s, id) + sent > 0;
        if (inSendSome && book.progress(s, id) + sent == history.a[id]) {
            return rules.done(s, id, Result.COUNT);
        }
        if (sent > 0) {
            return rules.passed(s, op, sent);
        }
        if (inSendSome || (s[id] == MORE && isTargeted(op))) {
            return false; // nothing has happened: it may try again later
        }
        if (hasEnded) {
            return rules.ended(s, op, 0);
        }
        s[id] = FIRST;
        return true;
    }

    // ---- selects

    private Outcome select(byte[] s, Op op, int way) {
        SelectSpec select = program.selects().get(op.select());
        List<ClauseSpec> clauses = select.clauses();
        int readySoFar = 0;
        int active = 0;
        for (int i = 0; i < clauses.size(); i++) {
            ClauseSpec clause = clauses.get(i);
            if (book.retired(s, op.select(), i)) {
                continue;
            }
            active++;
            boolean ready =
                    clause.sends()
                            ? rules.canSend(s, clause.channel())
                            : rules.canReceive(s, clause.channel());
            if (ready && readySoFar++ == way) {
                return outcome(choose(s, op, i, clause));
            }
            if (ready && select.isPrioritized()) {
                break;
            }
        }
        if (way > 0 || readySoFar > 0) {
            return Outcome.NO_SUCH_STEP;
        }
        if (active == 0) {
            return outcome(rules.done(s, op.id(), Result.OVER));
        }
        return outcome(
                select.hasDefault()
                        ? rules.done(s, op.id(), Result.DEFAULT)
                        : enqueue(s, op, clauses));
    }

    private boolean choose(byte[] s, Op op, int index, ClauseSpec clause) {
        if (clause.sends()) {
            return switch (rules.accept(s, clause.channel(), op.value() + index)) {
                case BAD, NOTHING -> false;
                case ENDED -> rules.ended(s, op, index);
                default -> rules.done(s, op.id(), Result.CLAUSE_SENT, index);
            };
        }
        int value = rules.next(s, clause.channel());
        return switch (value) {
            case BAD, NOTHING -> false;
            case ENDED -> rules.ended(s, op, index);
            default -> rules.done(s, op.id(), Result.CLAUSE_VALUE, index, value);
        };
    }

    private boolean enqueue(byte[] s, Op op, List<ClauseSpec> clauses) {
        for (int i = 0; i < clauses.size(); i++) {
            ClauseSpec clause = clauses.get(i);
            if (!book.retired(s, op.select(), i)) {
                int c = book.channel(clause.channel());
                book.join(s, book.queue(c, clause.sends()), op.id(), i);
            }
        }
        s[op.id()] = QUEUED;
        return true;
    }

    // ---- ends

    private Outcome end(byte[] s, Op op, int how, int cause, int way) {
        if (s[book.channel(op.channel()) + END] != OPEN) {
            return way == 0 ? outcome(rules.done(s, op.id(), Result.FALSE)) : Outcome.NO_SUCH_STEP;
        }
        int left = rules.end(s, op.channel(), how, cause, way);
        if (left == BAD) {
            return way < 4 ? Outcome.CONTRADICTS : Outcome.NO_SUCH_STEP;
        }
        return left > 0 ? Outcome.NO_SUCH_STEP : outcome(rules.done(s, op.id(), Result.TRUE));
    }

    private Outcome cancel(byte[] s, Op op, int way) {
        int c = book.channel(op.channel());
        int ended = s[c + END];
        if (ended == CANCELLED || (ended != OPEN && s[c + SIZE] == 0)) {
            return way == 0 ? outcome(rules.done(s, op.id(), Result.FALSE)) : Outcome.NO_SUCH_STEP;
        }
        int left = rules.end(s, op.channel(), CANCELLED, op.id() + 1, way);
        if (left == BAD) {
            return way < 4 ? Outcome.CONTRADICTS : Outcome.NO_SUCH_STEP;
        }
        if (left > 0) {
            return Outcome.NO_SUCH_STEP;
        }
        s[op.id()] = DISCARDING;
        while (!hasStats && s[c + SIZE] > 0) {
            book.drop(s, c, book.takeFirst(s, c));
        }
        return s[c + SIZE] > 0 ? Outcome.TAKEN : outcome(rules.done(s, op.id(), Result.TRUE));
    }

    private Outcome discard(byte[] s, Op op) {
        int c = book.channel(op.channel());
        book.drop(s, c, book.takeFirst(s, c));
        return s[c + SIZE] > 0 ? Outcome.TAKEN : outcome(rules.done(s, op.id(), Result.TRUE));
    }

    // ---- figures

    /// Compares what was seen during the run. A select that has been won may still stand in the
    /// other queues, until it returns.
    private boolean figuresAgree(byte[] s, int c, Op looking) {
        int[] seen = history.lists[looking.id()];
        int senders = seen[2] - s[book.queue(c, true)];
        int receivers = seen[3] - s[book.queue(c, false)];
        return isState(s, c, seen)
                && senders >= 0
                && senders <= leaving(s, looking, true)
                && receivers >= 0
                && receivers <= leaving(s, looking, false);
    }

    private int leaving(byte[] s, Op looking, boolean sends) {
        int leaving = 0;
        for (Op op : program.ops()) {
            int phase = s[op.id()];
            if (op.select() < 0
                    || !(phase == CHECKED
                            || (phase == DONE
                                    && history.returned[op.id()] > history.begun[looking.id()]))) {
                continue;
            }
            for (ClauseSpec clause : program.selects().get(op.select()).clauses()) {
                if (clause.channel() == looking.channel() && clause.sends() == sends) {
                    leaving++;
                }
            }
        }
        return leaving;
    }

    private static boolean isState(byte[] s, int c, int[] seen) {
        return seen[0] == s[c + END]
                && seen[1] == s[c + SIZE]
                && seen[4] == s[c + Book.SENT]
                && seen[5] == s[c + Book.RECEIVED]
                && seen[6] == s[c + Book.DROPPED];
    }

    /// Compares what was seen after the run: nobody runs any more, so everything is exact.
    boolean isFinal(byte[] s) {
        for (int i = 0; i < history.figures.length; i++) {
            int c = book.channel(i);
            int[] seen = history.figures[i];
            int[] contents = history.contents[i];
            if (!isState(s, c, seen)
                    || seen[2] != s[book.queue(c, true)]
                    || seen[3] != s[book.queue(c, false)]
                    || contents.length != s[c + SIZE]) {
                return false;
            }
            for (int k = 0; k < contents.length; k++) {
                if (contents[k] != book.buffered(s, c, k)) {
                    return false;
                }
            }
        }
        for (int value = 0; value <= Program.MOST_VALUES; value++) {
            if (history.undelivered[value] != (book.isDropped(s, value) ? 1 : 0)) {
                return false;
            }
        }
        return true;
    }

    /// Tells whether an operation stands where the history left it for good.
    boolean isSettled(byte[] s, Op op) {
        if (history.returned[op.id()] != History.NEVER) {
            return s[op.id()] == DONE;
        }
        return s[op.id()] == QUEUED && !(isTargeted(op) && book.flagged(s, op.thread()));
    }
}
