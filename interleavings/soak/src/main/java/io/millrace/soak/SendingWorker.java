package io.millrace.soak;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelFullException;
import io.millrace.channel.Sent;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Tries to send each of its values once, by all forms of sending.
final class SendingWorker extends Worker {
    private static final int MOST_IN_A_BATCH = 500;
    private static final Duration PATIENCE = Duration.ofNanos(30_000);

    /// What a select of this worker came to.
    private enum Outcome {
        SENT,
        CLOSED,
        TIMED_OUT,
        RECEIVED
    }

    private final int end;
    private int value; // the one to be sent next
    private final Select<Outcome> sends;
    private final Select<Outcome> trades; // sends on all lanes, or receives from all

    SendingWorker(
            List<Channel<Integer>> lanes,
            Books books,
            int sender,
            int senders,
            int each,
            SplittableRandom random) {
        super(lanes, books, senders, each, random);
        value = sender * each;
        end = value + each;
        List<Clause<Outcome>> sending = new ArrayList<>();
        for (Channel<Integer> lane : lanes) {
            sending.add(lane.onSend(() -> value, () -> Outcome.SENT, closed -> Outcome.CLOSED));
        }
        sending.add(Select.after(PATIENCE, () -> Outcome.TIMED_OUT));
        sends = Select.<Outcome>of(sending);
        List<Clause<Outcome>> trading = new ArrayList<>(sending);
        for (int i = 0; i < lanes.size(); i++) {
            int lane = i;
            trading.add(
                    lanes.get(i)
                            .onReceive(
                                    got -> {
                                        took(lane, got);
                                        return Outcome.RECEIVED;
                                    },
                                    closed -> Outcome.CLOSED));
        }
        trades = Select.<Outcome>of(trading);
    }

    @Override
    void work() {
        while (value < end && !lanes.stream().allMatch(Channel::isClosed)) {
            Channel<Integer> lane = lanes.get(random.nextInt(lanes.size()));
            tally.operations++;
            try {
                switch (random.nextInt(12)) {
                    case 0, 1 -> note(lane.trySend(value));
                    case 2 -> note(lane.trySend(value, aMoment()));
                    case 3 -> note(sends);
                    case 4 -> note(trades);
                    case 5, 6 -> sendSome(lane);
                    case 7 -> sendAll(lane);
                    default -> {
                        lane.send(value);
                        note(Sent.SENT);
                    }
                }
            } catch (InterruptedException e) {
                tally.interrupts++;
                value++; // not sent (B2)
            } catch (ChannelClosedException | ChannelFullException e) {
                tally.refused++;
                value++;
            }
        }
    }

    private void note(Sent result) {
        switch (result) {
            case SENT, DROPPED -> books.sent(value);
            case FULL -> tally.timeouts++;
            case CLOSED -> tally.refused++;
        }
        value++;
    }

    private void note(Select<Outcome> select) throws InterruptedException {
        tally.selects++;
        switch (select.await()) {
            case SENT -> note(Sent.SENT);
            case CLOSED -> note(Sent.CLOSED);
            case TIMED_OUT -> note(Sent.FULL);
            case RECEIVED -> {} // and the value is offered again
        }
    }

    private List<Integer> batch() {
        int size = Math.min(end - value, 1 + random.nextInt(MOST_IN_A_BATCH));
        return IntStream.range(value, value + size).boxed().toList();
    }

    private void sendSome(Channel<Integer> lane) throws InterruptedException {
        tally.batches++;
        int sent = lane.sendSome(batch());
        books.sent(value, value + sent);
        value += sent;
    }

    private void sendAll(Channel<Integer> lane) throws InterruptedException {
        tally.batches++;
        List<Integer> batch = batch();
        boolean all = false;
        try {
            lane.sendAll(batch);
            all = true;
        } finally {
            if (all) {
                books.sent(value, value + batch.size());
            } else {
                books.sentUpToSomePlace(value, value + batch.size());
            }
            value += batch.size();
            if (!all) {
                value--; // the handler of the exception goes on by one
            }
        }
    }
}
