package io.millrace.fan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.fixture.Crew;
import io.millrace.task.Policy;
import io.millrace.task.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// Chains of pumps that end, fail, are cancelled and are left at every moment: whatever was sent is
/// received, or told, exactly as often as it should, and nothing is left running.
class FanStressTest {
    private static final int ROUNDS = Crew.fewer(1500, 300);
    private static final int VALUES = 40;

    private static void pause(int yields) {
        for (int i = 0; i < yields; i++) {
            Thread.yield();
        }
    }

    /// One round: two sources, merged, then parted in some way, read by three who may leave.
    private static final class Round {
        private final SplittableRandom random;
        private final Queue<Integer> lost = new ConcurrentLinkedQueue<>(); // told by any hook
        private final Queue<Integer> sent = new ConcurrentLinkedQueue<>();
        private final List<Queue<Integer>> read = new ArrayList<>();
        private final IOException failure = new IOException("on purpose");
        private boolean broadcasts;
        private boolean undisturbed;
        private int ends; // how many streams ended cleanly

        Round(SplittableRandom random) {
            this.random = random;
        }

        private Channel<Integer> source() {
            int capacity = random.nextInt(3);
            Channel.Builder<Integer> builder = Channel.<Integer>builder().onUndelivered(lost::add);
            return (capacity == 0 ? builder : builder.capacity(capacity)).build();
        }

        private void send(Channel<Integer> source, int from, boolean fails, int yields) {
            try {
                for (int i = from; i < from + VALUES; i++) {
                    source.send(i);
                    sent.add(i);
                    pause(i % (yields + 1));
                }
            } catch (ChannelClosedException | InterruptedException e) {
                return;
            }
            if (fails) {
                source.fail(failure);
            } else {
                source.close();
            }
        }

        private boolean read(Receiver<Integer> from, Queue<Integer> into, int most, int yields) {
            try {
                for (int i = 0; i < most; i++) {
                    Integer value = from.receiveOrNull();
                    if (value == null) {
                        return true;
                    }
                    into.add(value);
                    pause(value % (yields + 1));
                }
                from.cancel();
            } catch (ChannelClosedException e) {
                assertTrue(
                        e.closed().cause() != null && !undisturbed, () -> "failed: " + e.closed());
            } catch (InterruptedException e) {
                from.cancel();
            }
            return false;
        }

        void run() throws Exception {
            boolean fails = random.nextInt(4) == 0;
            boolean leaves = random.nextInt(2) == 0;
            boolean cancels = random.nextInt(4) == 0;
            undisturbed = !fails && !leaves && !cancels;
            Scope scope = Bench.open(Policy.FAIL_FAST);
            try (scope;
                    var crew = new Crew()) {
                Channel<Integer> first = source();
                Channel<Integer> second = source();
                Receiver<Integer> merged =
                        FanIn.of(scope, first, second)
                                .capacity(random.nextInt(3))
                                .onUndelivered(lost::add)
                                .merge();
                FanOut<Integer> fan =
                        FanOut.of(scope, merged)
                                .capacity(random.nextInt(3))
                                .onUndelivered(lost::add);
                int shape = random.nextInt(4);
                broadcasts = shape == 0;
                List<Receiver<Integer>> all =
                        switch (shape) {
                            case 0 -> fan.broadcast(3);
                            case 1 -> fan.partition(3, n -> n);
                            case 2 -> fan.roundRobin(3);
                            default -> fan.share(3);
                        };
                int[] yields = {random.nextInt(4), random.nextInt(4), random.nextInt(4)};
                crew.go(() -> send(first, 0, fails, yields[0]));
                crew.go(() -> send(second, VALUES, false, yields[1]));
                var readers = new ArrayList<Crew.Member<Boolean>>();
                for (Receiver<Integer> each : all) {
                    var into = new ConcurrentLinkedQueue<Integer>();
                    read.add(into);
                    int most = leaves ? random.nextInt(VALUES) : Integer.MAX_VALUE;
                    int slowness = random.nextInt(4);
                    readers.add(crew.go(() -> read(each, into, most, slowness)));
                }
                if (cancels) {
                    pause(random.nextInt(60));
                    scope.cancel(failure);
                }
                crew.join();
                for (Crew.Member<Boolean> reader : readers) {
                    ends += reader.get() ? 1 : 0;
                }
                try {
                    scope.join();
                } catch (ExecutionException e) {
                    assertTrue(cancels, () -> "nobody cancelled: " + e);
                }
                assertEquals(0, scope.stats().failed());
            }
            balance();
        }

        private void balance() {
            Map<Integer, Integer> got = new HashMap<>();
            read.forEach(into -> into.forEach(n -> got.merge(n, 1, Integer::sum)));
            Map<Integer, Integer> told = new HashMap<>();
            lost.forEach(n -> told.merge(n, 1, Integer::sum));
            for (Integer value : sent) {
                int times = got.getOrDefault(value, 0) + told.getOrDefault(value, 0);
                if (broadcasts) {
                    assertTrue(times >= 1 && times <= 3, value + " came " + times + " times");
                } else {
                    assertEquals(1, times, () -> value + ": " + got + told);
                }
            }
            for (Queue<Integer> into : read) {
                int[] last = {-1, -1};
                for (Integer value : into) {
                    int source = value / VALUES;
                    assertTrue(last[source] < value, "in order: " + into);
                    last[source] = value;
                }
            }
            if (undisturbed) {
                assertEquals(3, ends);
                assertEquals(2 * VALUES, sent.size());
                assertEquals(0, lost.size());
            }
        }
    }

    @Test
    void nothing_is_lost_doubled_or_left_running_whatever_happens_when() throws Exception {
        var random = new SplittableRandom(17);
        int undisturbed = 0;
        for (int i = 0; i < ROUNDS; i++) {
            var round = new Round(random.split());
            try {
                round.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("round " + i, e);
            }
            undisturbed += round.undisturbed ? 1 : 0;
        }
        assertTrue(undisturbed > ROUNDS / 10 && undisturbed < ROUNDS / 2);
    }

    @Test
    void a_hundred_pumps_in_a_row_end_together_whoever_leaves() throws Exception {
        for (int round = 0; round < Crew.fewer(20, 5); round++) {
            boolean fromBelow = round % 2 == 0;
            try (Scope scope = Bench.open(Policy.FAIL_FAST)) {
                Channel<Integer> source = Channel.buffered(1);
                Receiver<Integer> values = source;
                for (int i = 0; i < Crew.fewer(100, 40); i++) {
                    values =
                            i % 2 == 0
                                    ? FanIn.of(scope, values).merge()
                                    : FanOut.of(scope, values).broadcast(1).getFirst();
                }
                source.send(7);
                assertEquals(7, values.receive());
                if (fromBelow) {
                    values.cancel();
                } else {
                    source.close();
                    assertTrue(values.receiveOrNull() == null);
                }
                scope.join();
                assertTrue(source.isClosed());
                assertEquals(0, scope.stats().failed());
            }
        }
    }
}
