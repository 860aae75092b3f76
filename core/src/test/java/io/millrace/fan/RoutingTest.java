package io.millrace.fan;

import static io.millrace.fan.Bench.assertFails;
import static io.millrace.fan.Bench.awaitCancelled;
import static io.millrace.fan.Bench.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.fixture.ChiSquare;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Scope;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Each value to one receiver, and the copies of a tee.
class RoutingTest {
    @RegisterExtension private final Bench bench = new Bench();
    private final IOException failure = new IOException("on purpose");

    private Scope scope() {
        return bench.scope;
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
        Eventually.until("all are dealt", () -> FanOutTest.stats(all.getFirst()).delivered() == 6);
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
