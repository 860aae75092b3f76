package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.ChannelStats.State;
import io.millrace.fixture.Conformance;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Runs random sequences of operations that do not wait on a channel and on a plain queue: they
/// must agree after every step.
class ChannelModelTest {

    /// What a channel is, as a sequence of steps of one thread.
    private static final class Model {
        final int capacity;
        final Overflow overflow;
        final ArrayDeque<Integer> queue = new ArrayDeque<>();
        final List<Integer> undelivered = new ArrayList<>();
        State state = State.OPEN;
        long sent;
        long received;
        long dropped;

        Model(int capacity, Overflow overflow) {
            this.capacity = capacity;
            this.overflow = overflow;
        }

        Sent trySend(int value) {
            if (state != State.OPEN) {
                return Sent.CLOSED;
            }
            if (queue.size() < capacity) {
                queue.add(value);
                sent++;
                return Sent.SENT;
            }
            return switch (overflow) {
                case BLOCK, REJECT -> Sent.FULL;
                case DROP_OLDEST -> {
                    drop(queue.remove());
                    queue.add(value);
                    sent++;
                    yield Sent.SENT;
                }
                case DROP_NEWEST -> {
                    drop(value);
                    sent++;
                    yield Sent.DROPPED;
                }
            };
        }

        String tryReceive() {
            if (!queue.isEmpty()) {
                received++;
                return "value " + queue.remove();
            }
            return state == State.OPEN ? "empty" : "ended";
        }

        List<Integer> receive(int most) {
            List<Integer> values = new ArrayList<>();
            while (values.size() < most && !queue.isEmpty()) {
                values.add(queue.remove());
                received++;
            }
            return values;
        }

        boolean isTaken(Sent result) {
            return result == Sent.SENT || result == Sent.DROPPED;
        }

        boolean end(State how) {
            boolean ends = state == State.OPEN;
            state = ends ? how : state;
            return ends;
        }

        boolean cancel() {
            if (state == State.CANCELLED || state != State.OPEN && queue.isEmpty()) {
                return false;
            }
            state = State.CANCELLED;
            while (!queue.isEmpty()) {
                drop(queue.remove());
            }
            return true;
        }

        private void drop(int value) {
            undelivered.add(value);
            dropped++;
        }
    }

    @Test
    @Conformance({"A22", "A8"})
    void any_sequence_of_operations_agrees_with_a_queue() throws Exception {
        var random = new Random(20_240_711);
        for (int sequence = 0; sequence < 2_000; sequence++) {
            run(random.nextLong());
        }
    }

    private static void run(long seed) throws InterruptedException {
        var random = new Random(seed);
        int[] capacities = {0, 1, 2, 3, 16, 64, 1_000, Integer.MAX_VALUE};
        int capacity = capacities[random.nextInt(capacities.length)];
        boolean bounded = capacity > 0 && capacity < Integer.MAX_VALUE;
        Overflow overflow = bounded ? Overflow.values()[random.nextInt(4)] : Overflow.BLOCK;
        var model = new Model(capacity, overflow);
        var undelivered = new ArrayList<Integer>();
        Channel.Builder<Integer> builder =
                Channel.<Integer>builder().overflow(overflow).onUndelivered(undelivered::add);
        if (bounded) {
            builder.capacity(capacity);
        } else if (capacity > 0) {
            builder.unbounded();
        }
        Channel<Integer> channel = builder.build();
        String run = "seed " + seed + ", capacity " + capacity + ", " + overflow + ", step ";
        boolean filling = random.nextBoolean();
        for (int i = 0; i < 400; i++) {
            if (random.nextInt(50) == 0) {
                filling = !filling;
            }
            String step = run + i;
            int value = i;
            int dice = random.nextInt(100);
            if (random.nextInt(8) == 0) {
                batch(channel, model, random, value, step);
            } else if (dice < (filling ? 65 : 30)) {
                Sent expected = model.trySend(value);
                // a select does not tell a value that was dropped at once from one that was sent
                Sent done = expected == Sent.DROPPED ? Sent.DROPPED : Sent.SENT;
                assertEquals(expected, trySend(channel, value, dice, done), step);
            } else if (dice < 98) {
                assertEquals(model.tryReceive(), tryReceive(channel, dice), step);
            } else if (random.nextInt(4) > 0) {
                assertEquals(model.queue.size(), channel.stats().size(), step);
            } else if (dice == 98) {
                boolean clean = random.nextBoolean();
                var why = new IllegalStateException("why");
                assertEquals(
                        model.end(clean ? State.CLOSED : State.FAILED),
                        clean ? channel.close() : channel.fail(why),
                        step);
            } else {
                assertEquals(model.cancel(), channel.cancel(), step);
            }
            ChannelStats expected =
                    new ChannelStats(
                            channel.name(),
                            model.state,
                            capacity,
                            model.queue.size(),
                            0,
                            0,
                            model.sent,
                            model.received,
                            model.dropped);
            assertEquals(expected, channel.stats(), step);
            assertEquals(model.state != State.OPEN, channel.isClosed(), step);
            assertEquals(
                    model.state != State.OPEN && model.queue.isEmpty(), channel.isDrained(), step);
        }
        assertEquals(model.undelivered, undelivered, run + "end");
    }

    /// Sends or receives many at once, where that takes no waiting.
    private static void batch(
            Channel<Integer> channel, Model model, Random random, int value, String step)
            throws InterruptedException {
        int count = random.nextInt(random.nextInt(10) == 0 ? 300 : 6);
        switch (random.nextInt(3)) {
            case 0 -> sendBatch(channel, model, Collections.nCopies(count, value), step);
            case 1 -> {
                List<Integer> target = new ArrayList<>();
                assertEquals(Math.min(count, model.queue.size()), channel.drainTo(target, count));
                assertEquals(model.receive(count), target, step);
            }
            default -> {
                if (!model.queue.isEmpty() || model.state == State.CLOSED) {
                    List<Integer> expected = model.receive(1 + count);
                    assertEquals(expected, channel.receiveSome(1 + count), step);
                }
            }
        }
    }

    private static void sendBatch(
            Channel<Integer> channel, Model model, List<Integer> values, String step)
            throws InterruptedException {
        int expected = 0;
        while (expected < values.size() && model.isTaken(model.trySend(values.get(expected)))) {
            expected++;
        }
        if (expected > 0 || values.isEmpty()) {
            assertEquals(expected, channel.sendSome(values), step);
        } else if (model.state != State.OPEN) {
            assertThrows(ChannelClosedException.class, () -> channel.sendSome(values), step);
        } else if (model.overflow == Overflow.REJECT) {
            assertThrows(ChannelFullException.class, () -> channel.sendSome(values), step);
        }
    }

    private static Sent trySend(Channel<Integer> channel, int value, int dice, Sent done)
            throws InterruptedException {
        return switch (dice % 3) {
            case 0 -> channel.trySend(value);
            case 1 -> channel.trySend(value, Duration.ZERO);
            default ->
                    Select.of(
                                    channel.onSend(() -> value, () -> done, end -> Sent.CLOSED),
                                    Select.orElse(() -> Sent.FULL))
                            .await();
        };
    }

    private static String tryReceive(Channel<Integer> channel, int dice)
            throws InterruptedException {
        return switch (dice % 3) {
            case 0 -> say(channel.tryReceive());
            case 1 -> say(channel.tryReceive(Duration.ZERO));
            default ->
                    Select.of(
                                    channel.onReceive(value -> "value " + value, end -> "ended"),
                                    Select.orElse(() -> "empty"))
                            .await();
        };
    }

    private static String say(Received<Integer> received) {
        return switch (received) {
            case Received.Value<Integer>(Integer value) -> "value " + value;
            case Received.Empty<Integer> _ -> "empty";
            case Received.Ended<Integer> _ -> "ended";
        };
    }

    @Test
    void the_model_itself_is_first_in_first_out() {
        var model = new Model(3, Overflow.BLOCK);
        IntStream.range(0, 3).forEach(model::trySend);
        assertEquals(Sent.FULL, model.trySend(3));
        assertEquals("value 0", model.tryReceive());
        assertEquals(Sent.SENT, model.trySend(4));
        assertEquals("value 1", model.tryReceive());
    }
}
