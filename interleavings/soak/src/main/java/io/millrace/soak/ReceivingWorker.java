package io.millrace.soak;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Received;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/// Receives until all lanes have ended, by all forms of receiving.
final class ReceivingWorker extends Worker {
    private static final int MOST_IN_A_BATCH = 500;
    private static final Duration PATIENCE = Duration.ofNanos(30_000);

    private final Select<Boolean> receives; // whether the time was not over first
    private final List<Integer> batch = new ArrayList<>();

    ReceivingWorker(
            List<Channel<Integer>> lanes,
            Books books,
            int senders,
            int each,
            SplittableRandom random) {
        super(lanes, books, senders, each, random);
        List<Clause<Boolean>> clauses = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            int lane = i;
            clauses.add(
                    lanes.get(i)
                            .onReceive(
                                    value -> {
                                        took(lane, value);
                                        return true;
                                    },
                                    closed -> true));
        }
        clauses.add(Select.after(PATIENCE, () -> false));
        receives = Select.<Boolean>of(clauses);
    }

    @Override
    void work() {
        while (!lanes.stream().allMatch(Channel::isDrained)) {
            int lane = random.nextInt(lanes.size());
            tally.operations++;
            try {
                receive(lane, lanes.get(lane));
            } catch (InterruptedException e) {
                tally.interrupts++;
            } catch (ChannelClosedException e) {
                tally.refused++;
            }
        }
    }

    private void receive(int lane, Channel<Integer> channel) throws InterruptedException {
        switch (random.nextInt(12)) {
            case 0 -> note(lane, channel.tryReceive());
            case 1, 2 -> note(lane, channel.tryReceive(aMoment()));
            case 3, 4 -> select();
            case 5, 6 -> {
                tally.batches++;
                channel.receiveSome(1 + random.nextInt(MOST_IN_A_BATCH))
                        .forEach(value -> took(lane, value));
            }
            case 7 -> {
                tally.batches++;
                batch.clear();
                channel.drainTo(batch, 1 + random.nextInt(MOST_IN_A_BATCH));
                batch.forEach(value -> took(lane, value));
            }
            case 8 -> loop(lane, channel);
            case 9 -> took(lane, channel.receive());
            default -> {
                if (channel.receiveOrNull() instanceof Integer value) {
                    took(lane, value);
                }
            }
        }
    }

    private void note(int lane, Received<Integer> received) {
        switch (received) {
            case Received.Value<Integer>(Integer value) -> took(lane, value);
            case Received.Empty<Integer> _ -> tally.timeouts++;
            case Received.Ended<Integer> _ -> tally.refused++;
        }
    }

    private void select() throws InterruptedException {
        tally.selects++;
        if (!receives.await()) {
            tally.timeouts++;
        }
    }

    private void loop(int lane, Channel<Integer> channel) throws InterruptedException {
        Iterator<Integer> values = channel.iterator();
        try {
            for (int i = random.nextInt(6); i >= 0 && values.hasNext(); i--) {
                took(lane, values.next());
            }
        } catch (CancellationException e) { // an iterator's way to say that it was interrupted
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }
}
