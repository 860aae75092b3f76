package io.millrace.schedules.programs;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelFullException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Closed;
import io.millrace.channel.Overflow;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.schedules.model.ChannelSpec;
import io.millrace.schedules.model.History;
import io.millrace.schedules.model.Kind;
import io.millrace.schedules.model.Op;
import io.millrace.schedules.model.Program;
import io.millrace.schedules.model.Result;
import io.millrace.schedules.model.SelectSpec;
import io.millrace.schedules.model.SelectSpec.ClauseSpec;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import io.millrace.select.SelectEndedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Millrace's channels and selects, in one run of a program.
final class MillraceSubject implements Subject {

    /// The cause with which an operation ends a channel.
    private static final class Cause extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int op;

        Cause(int op) {
            super("by operation " + op, null, false, false);
            this.op = op;
        }
    }

    /// What a clause's handler makes of its event.
    private record Event(Result result, int a, int b) {}

    private final History history;
    private final List<Channel<Integer>> channels = new ArrayList<>(2);
    private final List<Select<Event>> selects = new ArrayList<>(0);
    private final int[] offers; // for each select the first of the values that it offers next

    MillraceSubject(Program program, History history) {
        this.history = history;
        for (ChannelSpec spec : program.channels()) {
            Channel<Integer> made = channel(spec, Program.MOST_VALUES);
            channels.add(
                    spec.looks() ? Learned.by(made, "patientSenders", "patientReceivers") : made);
        }
        offers = new int[program.selects().size()];
        int[] millis = new int[offers.length];
        for (Op op : program.ops()) {
            if (op.kind() == Kind.SELECT) {
                millis[op.select()] = op.millis();
            }
        }
        for (SelectSpec spec : program.selects()) {
            selects.add(select(spec, millis[selects.size()]));
        }
    }

    private Channel<Integer> channel(ChannelSpec spec, int most) {
        Channel.Builder<Integer> builder =
                Channel.<Integer>builder()
                        .name(channels.isEmpty() ? "a" : "b")
                        .onUndelivered(history::undelivered);
        if (spec.capacity() > most) {
            return builder.unbounded().build();
        }
        if (spec.capacity() > 0) {
            builder.capacity(spec.capacity());
        }
        return builder.overflow(
                        switch (spec.policy()) {
                            case BLOCK -> Overflow.BLOCK;
                            case DROP_OLDEST -> Overflow.DROP_OLDEST;
                            case DROP_NEWEST -> Overflow.DROP_NEWEST;
                            case REJECT -> Overflow.REJECT;
                        })
                .build();
    }

    // ---- selects

    private Select<Event> select(SelectSpec spec, int millis) {
        int index = selects.size();
        List<Clause<Event>> clauses = new ArrayList<>();
        for (int i = 0; i < spec.clauses().size(); i++) {
            clauses.add(clause(spec.clauses().get(i), index, i));
        }
        if (spec.hasDefault()) {
            clauses.add(Select.orElse(() -> new Event(Result.DEFAULT, 0, 0)));
        }
        if (spec.hasTimeout()) {
            clauses.add(
                    Select.after(Duration.ofMillis(millis), () -> new Event(Result.TIMEOUT, 0, 0)));
        }
        Select<Event> select = Select.of(clauses);
        if (spec.looks()) {
            Learned.by(select, "patience");
        }
        return spec.isPrioritized() ? select.prioritized() : select;
    }

    private Clause<Event> clause(ClauseSpec spec, int select, int index) {
        Channel<Integer> channel = channels.get(spec.channel());
        if (spec.sends()) {
            var sent = new Event(Result.CLAUSE_SENT, index, 0);
            return spec.handlesEnd()
                    ? channel.onSend(() -> offers[select] + index, () -> sent, end(index))
                    : channel.onSend(() -> offers[select] + index, () -> sent);
        }
        return spec.handlesEnd()
                ? channel.onReceive(v -> new Event(Result.CLAUSE_VALUE, index, v), end(index))
                : channel.onReceive(v -> new Event(Result.CLAUSE_VALUE, index, v));
    }

    private static java.util.function.Function<Closed, Event> end(int index) {
        return closed -> new Event(Result.CLAUSE_CLOSED, index, causeOf(closed));
    }

    private void select(Op op) throws InterruptedException {
        offers[op.select()] = op.value();
        try {
            Select<Event> select = selects.get(op.select());
            Event event = op.id() % 2 == 0 ? select.awaitOrNull() : select.await();
            if (event == null) {
                history.end(op, Result.OVER, 0, 0);
            } else {
                history.end(op, event.result, event.a, event.b);
            }
        } catch (ChannelClosedException e) {
            int channel = channels.indexOf(e.closed().channel());
            history.end(op, Result.THREW, channel, causeOf(e.closed()));
        } catch (SelectEndedException e) {
            history.end(op, Result.OVER, 0, 0);
        }
    }

    // ---- operations

    @Override
    public void perform(Op op, List<Thread> threads) {
        history.begin(op);
        try {
            switch (op.kind()) {
                case SELECT, AGAIN -> select(op);
                case INTERRUPT -> {
                    threads.get(op.count()).interrupt();
                    history.end(op, Result.OK, 0, 0);
                }
                case FLAG -> end(op, Thread.currentThread().isInterrupted());
                default -> perform(op, channels.get(op.channel()));
            }
        } catch (InterruptedException e) {
            history.end(op, Result.INTERRUPTED, 0, 0);
        } catch (ChannelClosedException e) {
            history.end(op, Result.CLOSED, causeOf(e.closed()), 0);
        } catch (ChannelFullException e) {
            history.end(op, Result.FULL, 0, 0);
        }
    }

    private void perform(Op op, Channel<Integer> channel) throws InterruptedException {
        Duration time = Duration.ofMillis(op.millis());
        switch (op.kind()) {
            case SEND -> {
                channel.send(op.value());
                history.end(op, Result.OK, 0, 0);
            }
            case TRY_SEND -> sent(op, channel.trySend(op.value()));
            case TIMED_SEND -> sent(op, channel.trySend(op.value(), time));
            case SEND_SOME -> history.end(op, Result.COUNT, channel.sendSome(valuesOf(op)), 0);
            case SEND_ALL -> {
                channel.sendAll(valuesOf(op));
                history.end(op, Result.OK, 0, 0);
            }
            case RECEIVE -> history.end(op, Result.VALUE, channel.receive(), 0);
            case RECEIVE_OR_NULL -> {
                Integer value = channel.receiveOrNull();
                if (value == null) {
                    history.end(op, Result.NULL, 0, 0);
                } else {
                    history.end(op, Result.VALUE, value, 0);
                }
            }
            case TRY_RECEIVE -> received(op, channel.tryReceive());
            case TIMED_RECEIVE -> received(op, channel.tryReceive(time));
            case RECEIVE_SOME -> history.end(op, array(channel.receiveSome(op.count())));
            case DRAIN -> {
                var target = new ArrayList<Integer>();
                int count = channel.drainTo(target, op.count());
                if (count != target.size()) {
                    throw new AssertionError("drainTo said " + count + " of " + target);
                }
                history.end(op, array(target));
            }
            case CLOSE -> end(op, channel.close());
            case FAIL -> end(op, channel.fail(new Cause(op.id())));
            case CANCEL -> end(op, channel.cancel(new Cause(op.id())));
            case STATS -> history.end(op, figures(channel));
            default -> throw new AssertionError(op);
        }
    }

    private static List<Integer> valuesOf(Op op) {
        var values = new ArrayList<Integer>(op.count());
        for (int i = 0; i < op.count(); i++) {
            values.add(op.value() + i);
        }
        return values;
    }

    private void end(Op op, boolean yes) {
        history.end(op, yes ? Result.TRUE : Result.FALSE, 0, 0);
    }

    private void sent(Op op, Sent sent) {
        history.end(
                op,
                switch (sent) {
                    case SENT -> Result.OK;
                    case FULL -> Result.FULL;
                    case DROPPED -> Result.DROPPED;
                    case CLOSED -> Result.CLOSED;
                },
                0,
                0);
    }

    private void received(Op op, Received<Integer> received) {
        switch (received) {
            case Received.Value<Integer>(Integer value) -> history.end(op, Result.VALUE, value, 0);
            case Received.Empty<Integer> _ -> history.end(op, Result.EMPTY, 0, 0);
            case Received.Ended<Integer>(Closed closed) ->
                    history.end(op, Result.CLOSED, causeOf(closed), 0);
        }
    }

    private static int causeOf(Closed closed) {
        @Nullable Throwable cause = closed.cause();
        return cause == null ? 0 : ((Cause) cause).op + 1;
    }

    private static int[] array(List<Integer> values) {
        int[] array = new int[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    // ---- figures

    @Override
    public void lookAfterwards() {
        for (int i = 0; i < channels.size(); i++) {
            Channel<Integer> channel = channels.get(i);
            Object[] values = channel.asBlockingQueue().toArray();
            int[] contents = new int[values.length];
            for (int k = 0; k < contents.length; k++) {
                contents[k] = (Integer) values[k];
            }
            history.after(i, figures(channel), contents);
        }
    }

    private static int[] figures(Channel<Integer> channel) {
        ChannelStats stats = channel.stats();
        if (stats.sent() != stats.received() + stats.dropped() + stats.size()) {
            throw new AssertionError("sent != received + dropped + size: " + stats);
        }
        return new int[] {
            switch (stats.state()) {
                case OPEN -> 0;
                case CLOSED -> 1;
                case FAILED -> 2;
                case CANCELLED -> 3;
            },
            stats.size(),
            stats.waitingSenders(),
            stats.waitingReceivers(),
            (int) stats.sent(),
            (int) stats.received(),
            (int) stats.dropped()
        };
    }
}
