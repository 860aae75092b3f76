package io.millrace.fan;

import static io.millrace.fan.Bench.assertFails;
import static io.millrace.fan.Bench.awaitCancelled;
import static io.millrace.fan.Bench.awaitSize;
import static io.millrace.fan.Bench.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.fixture.ChiSquare;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FanOutTest {
    @RegisterExtension private final Bench bench = new Bench();
    private final IOException failure = new IOException("on purpose");

    /// Starts a fan of every shape with `n` receivers, or as many as the shape has.
    private List<Function<FanOut<Integer>, List<Receiver<Integer>>>> shapes(int n) {
        return List.of(
                fan -> fan.broadcast(n),
                fan -> fan.partition(n, value -> value),
                fan -> fan.roundRobin(n),
                fan -> fan.share(n),
                fan -> {
                    Split<Integer> split = fan.split(value -> value % 2 == 0);
                    return List.of(split.matching(), split.rest());
                },
                fan -> List.of(fan.tee(Channel.unbounded())));
    }

    // ---- what all shapes have in common

    private Scope scope() {
        return bench.scope;
    }

    @Test
    void a_clean_end_reaches_every_receiver() throws Exception {
        for (var shape : shapes(3)) {
            var all = shape.apply(FanOut.of(scope(), numbers(0, 0)));
            for (Receiver<Integer> each : all) {
                assertNull(each.receiveOrNull());
            }
        }
        scope().join();
    }

    @Test
    void a_failure_of_the_source_reaches_every_receiver_after_what_it_holds() throws Exception {
        for (var shape : shapes(3)) {
            Channel<Integer> source = Bench.open(1, 2, 3);
            source.fail(failure);
            for (Receiver<Integer> each : shape.apply(FanOut.of(scope(), source).capacity(3))) {
                while (!(each.tryReceive() instanceof Received.Ended<Integer>(var closed)
                        && closed.cause().equals(failure))) {
                    Thread.onSpinWait();
                }
            }
        }
        scope().join();
        assertEquals(0, scope().stats().failed(), "the failure is the stream's");
    }

    @Test
    void when_the_last_receiver_has_left_a_quiet_source_is_cancelled_with_the_first_cause()
            throws Exception {
        for (var shape : shapes(3)) {
            Channel<Integer> source = Channel.rendezvous();
            var first = new IOException("first");
            List<Receiver<Integer>> all = shape.apply(FanOut.of(scope(), source));
            all.getFirst().cancel(first);
            for (Receiver<Integer> each : all.subList(1, all.size())) {
                assertFalse(source.isClosed(), "others are there");
                each.cancel(failure);
            }
            assertSame(first, awaitCancelled(source));
            assertEquals(all.size() - 1, first.getSuppressed().length, "later ones");
        }
        scope().join();
        assertEquals(0, scope().stats().failed());
    }

    @Test
    void a_cancelled_scope_fails_every_receiver_and_cancels_the_source() throws Exception {
        var sources = new ArrayList<Channel<Integer>>();
        var all = new ArrayList<Receiver<Integer>>();
        for (var shape : shapes(2)) {
            Channel<Integer> source = Channel.rendezvous();
            sources.add(source);
            all.addAll(shape.apply(FanOut.of(scope(), source)));
        }
        scope().cancel(failure);
        all.forEach(each -> assertFails(failure, each));
        sources.forEach(source -> assertSame(failure, awaitCancelled(source)));
        all.clear();
        for (var shape : shapes(2)) { // and those that never start
            Channel<Integer> source = Channel.rendezvous();
            shape.apply(FanOut.of(scope(), source)).forEach(each -> assertFails(failure, each));
            assertSame(failure, awaitCancelled(source));
        }
        assertThrows(ExecutionException.class, scope()::join);
    }

    @Test
    void with_nobody_reading_each_receiver_holds_its_capacity_and_the_pump_one_value()
            throws Exception {
        for (int capacity : new int[] {0, 1, 5}) {
            assertHolds(capacity, fan -> fan.broadcast(3), capacity + 1);
            assertHolds(capacity, fan -> fan.roundRobin(3), 3 * capacity + 1);
            assertHolds(capacity, fan -> fan.share(3), 3 * capacity + 1);
            assertHolds(capacity, fan -> fan.partition(3, _ -> 1), capacity + 1);
            assertHolds(capacity, fan -> List.of(fan.split(_ -> true).matching()), capacity + 1);
            assertHolds(capacity, fan -> List.of(fan.tee(Channel.unbounded())), capacity + 1);
        }
    }

    private void assertHolds(
            int capacity, Function<FanOut<Integer>, List<Receiver<Integer>>> shape, int held) {
        Channel<Integer> source = Bench.open();
        IntStream.range(0, 100).forEach(source::trySend);
        List<Receiver<Integer>> all = shape.apply(FanOut.of(scope(), source).capacity(capacity));
        awaitSize(source, 100 - held);
        StartedThreads.awaitParked(bench.threads.all().getLast());
        assertEquals(100 - held, source.stats().size());
        assertEquals(1, stats(all.getFirst()).held());
        source.cancel();
        all.forEach(Receiver::cancel);
    }

    private static FanStats stats(Receiver<?> receiver) {
        return ((Outlet<?>) receiver).pump().stats();
    }

    @Test
    void a_function_that_throws_fails_all_receivers_and_the_scope_and_the_value_is_told()
            throws Exception {
        var bug = new IllegalStateException("a bug");
        Channel<Integer> source = Bench.open(1, 2);
        Split<Integer> split =
                FanOut.of(scope(), source)
                        .onUndelivered(bench.lost::add)
                        .split(_ -> {
                            throw bug;
                        });
        assertFails(bug, split.matching());
        assertFails(bug, split.rest());
        assertSame(bug, awaitCancelled(source));
        assertSame(bug, assertThrows(ExecutionException.class, scope()::join).getCause());
        assertEquals(List.of(1), List.copyOf(bench.lost));
    }

    // ---- broadcast

    @Test
    void a_broadcast_gives_every_value_to_all_in_order() throws Exception {
        for (int capacity : new int[] {0, 4}) {
            List<Receiver<Integer>> all =
                    FanOut.of(scope(), numbers(0, 500)).capacity(capacity).broadcast(4);
            var read =
                    all.stream().map(each -> bench.crew.go(() -> each.stream().toList())).toList();
            for (var each : read) {
                assertEquals(IntStream.range(0, 500).boxed().toList(), each.get());
            }
            assertEquals(2000, stats(all.getFirst()).delivered());
        }
        scope().join();
    }

    @Test
    void who_has_room_does_not_wait_for_who_has_none_but_for_the_next_value() throws Exception {
        Channel<Integer> source = Bench.open(1, 2);
        List<Receiver<Integer>> all = FanOut.of(scope(), source).broadcast(2);
        assertEquals(1, all.get(1).receive(), "the first one has not read");
        var reads = bench.crew.go(() -> all.get(1).receive());
        reads.awaitParked();
        assertEquals(1, all.get(0).receive());
        assertEquals(2, reads.get());
        all.forEach(Receiver::cancel);
        scope().join();
    }

    @Test
    void of_those_that_are_waited_for_each_has_the_value_when_it_comes() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        List<Receiver<Integer>> all = FanOut.of(scope(), source).broadcast(3);
        for (int i = 0; i < 6; i++) {
            source.send(i);
            StartedThreads.awaitParked(bench.threads.all().getLast());
            for (int turn = 0; turn < 3; turn++) {
                assertEquals(i, all.get((i + turn) % 3).receive());
            }
        }
        all.forEach(Receiver::cancel);
        scope().join();
    }

    @Test
    void one_that_leaves_a_broadcast_misses_nothing_and_the_others_go_on() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        List<Receiver<Integer>> all =
                FanOut.of(scope(), source).capacity(4).onUndelivered(bench.lost::add).broadcast(3);
        source.send(1);
        Eventually.until("all have it", () -> stats(all.getFirst()).delivered() == 3);
        all.get(0).cancel();
        assertEquals(List.of(1), List.copyOf(bench.lost), "what it had buffered");
        source.send(2);
        source.close();
        assertEquals(List.of(1, 2), all.get(1).stream().toList());
        assertEquals(List.of(1, 2), all.get(2).stream().toList());
        scope().join();
        assertEquals(1, bench.lost.size());
        assertEquals(2, stats(all.getFirst()).consumers());
    }

    @Test
    void one_that_leaves_while_it_holds_up_the_others_lets_them_go() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        List<Receiver<Integer>> all = FanOut.of(scope(), source).broadcast(2);
        source.send(1);
        assertEquals(1, all.get(1).receive());
        StartedThreads.awaitParked(bench.threads.all().getLast());
        all.get(0).cancel();
        source.send(2);
        assertEquals(2, all.get(1).receive());
        all.get(1).cancel();
        scope().join();
    }

    @Test
    void when_all_have_left_the_value_in_hand_goes_to_the_hook_once() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        List<Receiver<Integer>> all =
                FanOut.of(scope(), source).onUndelivered(bench.lost::add).broadcast(3);
        source.send(1);
        StartedThreads.awaitParked(bench.threads.all().getLast());
        all.forEach(Receiver::cancel);
        awaitCancelled(source);
        scope().join();
        assertEquals(List.of(1), List.copyOf(bench.lost));
    }

    @Test
    void with_drop_oldest_a_slow_one_has_the_newest_and_nobody_waits() throws Exception {
        List<Receiver<Integer>> all = dropping(SlowConsumer.DROP_OLDEST);
        assertEquals(List.of(7, 8, 9), all.get(0).stream().toList());
        assertEquals(7 * 2, bench.lost.size());
        assertEquals(7 * 2, stats(all.getFirst()).undelivered());
    }

    @Test
    void with_drop_newest_a_slow_one_has_the_oldest_and_nobody_waits() throws Exception {
        List<Receiver<Integer>> all = dropping(SlowConsumer.DROP_NEWEST);
        assertEquals(List.of(0, 1, 2), all.get(0).stream().toList());
        assertEquals(7 * 2, bench.lost.size());
        assertEquals(3 * 2, stats(all.getFirst()).delivered());
    }

    private List<Receiver<Integer>> dropping(SlowConsumer policy) throws Exception {
        List<Receiver<Integer>> all =
                FanOut.of(scope(), numbers(0, 10))
                        .capacity(3)
                        .slow(policy)
                        .onUndelivered(bench.lost::add)
                        .broadcast(2);
        scope().join();
        return all;
    }

    @Test
    void a_slow_one_is_disconnected_after_what_it_holds_and_the_others_go_on() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        List<Receiver<Integer>> all =
                FanOut.of(scope(), source)
                        .name("ticks")
                        .capacity(2)
                        .slow(SlowConsumer.DISCONNECT)
                        .onUndelivered(bench.lost::add)
                        .broadcast(2);
        for (int i = 0; i < 5; i++) {
            source.send(i);
            assertEquals(i, all.get(1).receive());
        }
        assertEquals(0, all.get(0).receive());
        assertEquals(1, all.get(0).receive());
        var e = assertThrows(ChannelClosedException.class, all.get(0)::receive);
        assertEquals(
                "channel 'ticks 0' is full (capacity 2) and its consumer too slow for broadcast"
                        + " 'ticks'",
                assertInstanceOf(SlowConsumerException.class, e.closed().cause()).getMessage());
        assertEquals(List.of(2), List.copyOf(bench.lost));
        assertEquals(1, stats(all.getFirst()).consumers());
        all.get(1).cancel();
        awaitCancelled(source);
        scope().join();
    }

    @Test
    void when_the_last_one_is_disconnected_the_source_is_cancelled() throws Exception {
        Channel<Integer> source = Bench.open(0, 1, 2);
        FanOut.of(scope(), source).capacity(1).slow(SlowConsumer.DISCONNECT).broadcast(1);
        assertInstanceOf(SlowConsumerException.class, awaitCancelled(source));
        scope().join();
    }

    @Test
    void a_policy_without_a_buffer_is_refused() {
        for (SlowConsumer policy : SlowConsumer.values()) {
            FanOut<Integer> fan = FanOut.of(scope(), Channel.<Integer>rendezvous()).slow(policy);
            if (policy != SlowConsumer.WAIT) {
                assertThrows(IllegalStateException.class, () -> fan.broadcast(1));
                assertThrows(IllegalStateException.class, () -> fan.split(_ -> true));
                assertThrows(IllegalStateException.class, () -> fan.partition(1, v -> v));
                assertThrows(IllegalStateException.class, () -> fan.roundRobin(1));
                fan.capacity(1);
                assertThrows(IllegalStateException.class, () -> fan.share(1));
                assertThrows(IllegalStateException.class, () -> fan.tee(Channel.rendezvous()));
            }
        }
        FanOut<Integer> fan = FanOut.of(scope(), Channel.<Integer>rendezvous());
        for (var shape : shapes(0).subList(0, 4)) {
            assertThrows(IllegalArgumentException.class, () -> shape.apply(fan));
        }
        assertEquals(0, scope().stats().started());
    }

    // ---- one receiver for each value

    @Test
    void a_split_gives_each_side_what_is_its_own() throws Exception {
        Split<Integer> split =
                FanOut.of(scope(), numbers(0, 100)).capacity(1).split(n -> n % 3 == 0);
        var threes = bench.crew.go(() -> split.matching().stream().toList());
        List<Integer> rest = split.rest().stream().toList();
        assertEquals(34, threes.get().size());
        assertTrue(threes.get().stream().allMatch(n -> n % 3 == 0));
        assertEquals(66, rest.size());
        assertTrue(rest.stream().noneMatch(n -> n % 3 == 0));
        scope().join();
    }

    @Test
    void the_values_of_a_side_that_has_left_are_told_and_the_other_goes_on() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        Split<Integer> split =
                FanOut.of(scope(), source).onUndelivered(bench.lost::add).split(n -> n % 2 == 0);
        split.matching().cancel();
        for (int i = 0; i < 6; i++) {
            source.send(i);
            if (i % 2 == 1) {
                assertEquals(i, split.rest().receive());
            }
        }
        split.rest().cancel();
        awaitCancelled(source);
        scope().join();
        assertEquals(List.of(0, 2, 4), List.copyOf(bench.lost));
    }

    @Test
    void a_partition_keeps_a_key_in_one_place_and_in_order() throws Exception {
        record Step(int key, int number) {}
        Channel<Step> source = Channel.unbounded();
        for (int i = 0; i < 10_000; i++) {
            source.trySend(new Step(i * 31 % 97, i));
        }
        source.close();
        List<Receiver<Step>> all = FanOut.of(scope(), source).capacity(8).partition(5, Step::key);
        var read = all.stream().map(each -> bench.crew.go(() -> each.stream().toList())).toList();
        Map<Integer, Integer> home = new HashMap<>();
        int count = 0;
        for (int i = 0; i < read.size(); i++) {
            Map<Integer, Integer> last = new HashMap<>();
            for (Step step : read.get(i).get()) {
                assertTrue(last.getOrDefault(step.key, -1) < step.number, "in order");
                last.put(step.key, step.number);
                assertEquals(i, home.computeIfAbsent(step.key, key -> home(read, key)));
                count++;
            }
            assertTrue(last.size() > 5, "97 keys on 5 receivers, and here " + last.size());
        }
        assertEquals(10_000, count);
        scope().join();
    }

    private static <T> int home(List<io.millrace.fixture.Crew.Member<List<T>>> read, Integer key) {
        for (int i = 0; i < read.size(); i++) {
            if (read.get(i).get().stream()
                    .anyMatch(step -> step.toString().contains("key=" + key + ","))) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void the_keys_of_one_that_has_left_are_not_given_to_others() throws Exception {
        Channel<Integer> source = Bench.open();
        List<Receiver<Integer>> all =
                FanOut.of(scope(), source)
                        .capacity(100)
                        .onUndelivered(bench.lost::add)
                        .partition(2, n -> n);
        all.get(0).cancel();
        IntStream.range(0, 100).forEach(source::trySend);
        source.close();
        int kept = all.get(1).stream().toList().size();
        scope().join();
        assertTrue(kept > 20 && kept < 80, () -> "of 100 keys " + kept);
        assertEquals(100 - kept, bench.lost.size());
    }

    @Test
    void a_null_key_is_a_failure() throws Exception {
        Receiver<Integer> only =
                FanOut.of(scope(), Bench.open(7)).partition(1, _ -> null).getFirst();
        var e = assertThrows(ChannelClosedException.class, only::receive);
        assertEquals("partition: the key of 7 is null", e.closed().cause().getMessage());
        assertThrows(ExecutionException.class, scope()::join);
    }

    @Test
    void round_robin_deals_in_turn_and_passes_over_who_has_left() throws Exception {
        Channel<Integer> source = Bench.open();
        List<Receiver<Integer>> all =
                FanOut.of(scope(), source)
                        .capacity(10)
                        .onUndelivered(bench.lost::add)
                        .roundRobin(3);
        IntStream.range(0, 6).forEach(source::trySend);
        Eventually.until("all are dealt", () -> stats(all.getFirst()).delivered() == 6);
        all.get(1).cancel();
        IntStream.range(6, 10).forEach(source::trySend);
        source.close();
        assertEquals(List.of(0, 3, 6, 8), all.get(0).stream().toList());
        assertEquals(List.of(2, 5, 7, 9), all.get(2).stream().toList());
        assertEquals(List.of(1, 4), List.copyOf(bench.lost));
        scope().join();
    }

    @Test
    void who_leaves_when_it_is_its_turn_hands_its_turn_on() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        List<Receiver<Integer>> all =
                FanOut.of(scope(), source).onUndelivered(bench.lost::add).roundRobin(2);
        source.send(1);
        StartedThreads.awaitParked(bench.threads.all().getLast());
        all.get(0).cancel();
        assertEquals(1, all.get(1).receive());
        all.get(1).cancel();
        scope().join();
        assertEquals(List.of(), List.copyOf(bench.lost));
    }

    @Test
    void a_share_goes_to_whoever_has_room() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        List<Receiver<Integer>> all = FanOut.of(scope(), source).share(3);
        for (int i = 0; i < 9; i++) {
            source.send(i);
            assertEquals(i, all.get(i % 3).receive(), "the others do not read");
        }
        source.send(9);
        StartedThreads.awaitParked(bench.threads.all().getLast());
        all.get(0).cancel();
        all.get(2).cancel();
        assertEquals(9, all.get(1).receive());
        all.get(1).cancel();
        scope().join();
    }

    @Test
    void of_several_that_have_room_any_is_chosen_with_the_same_chance() throws Exception {
        List<Receiver<Integer>> all =
                FanOut.of(scope(), numbers(0, 3_000)).capacity(3_000).share(3);
        scope().join();
        var counts = new int[3];
        for (int i = 0; i < 3; i++) {
            counts[i] = (int) all.get(i).stream().count();
        }
        ChiSquare.assertUniform(counts);
    }

    // ---- tee

    @Test
    void a_tee_sends_a_copy_of_what_passes_by() throws Exception {
        Channel<Integer> side = Channel.unbounded();
        Receiver<Integer> out = FanOut.of(scope(), numbers(0, 100)).tee(side);
        assertEquals(100, out.stream().count());
        scope().join();
        assertEquals(IntStream.range(0, 100).boxed().toList(), side.stream().toList());
    }

    @Test
    void a_side_that_hangs_up_does_not_matter_to_the_stream() throws Exception {
        Channel<Integer> side = Channel.rendezvous();
        Receiver<Integer> out = FanOut.of(scope(), numbers(0, 10)).tee(side);
        assertEquals(0, out.receive());
        assertEquals(0, side.receive());
        assertEquals(1, out.receive());
        StartedThreads.awaitParked(bench.threads.all().getLast());
        side.cancel();
        assertEquals(8, out.stream().count());
        scope().join();
    }

    @Test
    void a_side_fails_when_the_stream_does_and_when_its_receiver_leaves() throws Exception {
        Channel<Integer> side = Channel.unbounded();
        Channel<Integer> source = Bench.open(1);
        source.fail(failure);
        Receiver<Integer> out = FanOut.of(scope(), source).tee(side);
        assertEquals(1, out.receive());
        assertFails(failure, out);
        assertEquals(1, side.receive());
        assertFails(failure, side);

        Channel<Integer> quiet = Channel.rendezvous();
        Channel<Integer> another = Channel.rendezvous();
        FanOut.of(scope(), quiet).tee(another).cancel(failure);
        assertSame(failure, awaitCancelled(quiet));
        assertFails(failure, another);
        scope().join();
    }
}
