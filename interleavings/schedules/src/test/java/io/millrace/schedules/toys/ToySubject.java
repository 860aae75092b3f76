package io.millrace.schedules.toys;

import io.millrace.schedules.model.History;
import io.millrace.schedules.model.Op;
import io.millrace.schedules.model.Program;
import io.millrace.schedules.model.Result;
import io.millrace.schedules.programs.Subject;
import java.util.ArrayList;
import java.util.List;

/// Toy channels, for programs of the few operations that they know.
public final class ToySubject implements Subject {
    private final History history;
    private final Fault fault;
    private final List<ToyChannel> channels = new ArrayList<>();

    public ToySubject(Program program, History history, Fault fault) {
        this.history = history;
        this.fault = fault;
        program.channels().forEach(spec -> channels.add(new ToyChannel(spec.capacity(), fault)));
    }

    @Override
    public void perform(Op op, List<Thread> threads) {
        history.begin(op);
        ToyChannel channel = channels.get(op.channel());
        try {
            switch (op.kind()) {
                case SEND -> end(op, channel.send(op.value()), Result.CLOSED, Result.OK);
                case TRY_SEND -> {
                    int sent = channel.trySend(op.value());
                    end(op, sent, Result.CLOSED, sent == 1 ? Result.OK : Result.FULL);
                }
                case RECEIVE_OR_NULL -> end(op, channel.receive(), Result.NULL, Result.VALUE);
                case TRY_RECEIVE -> {
                    int value = channel.tryReceive();
                    end(op, value, Result.CLOSED, value == 0 ? Result.EMPTY : Result.VALUE);
                }
                case CLOSE -> history.end(op, channel.close() ? Result.TRUE : Result.FALSE, 0, 0);
                case STATS -> history.end(op, channel.figures());
                case SELECT -> {
                    int[] got = ToyChannel.select(channels, fault);
                    boolean ended = got[1] == ToyChannel.ENDED;
                    history.end(
                            op,
                            ended ? Result.CLAUSE_CLOSED : Result.CLAUSE_VALUE,
                            got[0],
                            ended ? 0 : got[1]);
                }
                case INTERRUPT -> {
                    threads.get(op.count()).interrupt();
                    history.end(op, Result.OK, 0, 0);
                }
                case FLAG -> {
                    boolean flagged = Thread.currentThread().isInterrupted();
                    history.end(op, flagged ? Result.TRUE : Result.FALSE, 0, 0);
                }
                default -> throw new IllegalArgumentException("a toy cannot " + op.kind());
            }
        } catch (InterruptedException e) {
            history.end(op, Result.INTERRUPTED, 0, 0);
        }
    }

    private void end(Op op, int value, Result ended, Result otherwise) {
        boolean isEnded = value == ToyChannel.ENDED;
        Result result = isEnded ? ended : otherwise;
        history.end(op, result, result == Result.VALUE ? value : 0, 0);
    }

    @Override
    public void lookAfterwards() {
        for (int i = 0; i < channels.size(); i++) {
            history.after(i, channels.get(i).figures(), channels.get(i).contents());
        }
    }
}
