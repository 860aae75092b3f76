package io.millrace.fan;

import static io.millrace.fan.Bench.awaitCancelled;
import static io.millrace.fan.Bench.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Scope;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every value to all: who has room, who is slow, who leaves.
class BroadcastTest {
    @RegisterExtension private final Bench bench = new Bench();

    private Scope scope() {
        return bench.scope;
    }

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
            assertEquals(2000, FanOutTest.stats(all.getFirst()).delivered());
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
        Eventually.until("all have it", () -> FanOutTest.stats(all.getFirst()).delivered() == 3);
        all.get(0).cancel();
        assertEquals(List.of(1), List.copyOf(bench.lost), "what it had buffered");
        source.send(2);
        source.close();
        assertEquals(List.of(1, 2), all.get(1).stream().toList());
        assertEquals(List.of(1, 2), all.get(2).stream().toList());
        scope().join();
        assertEquals(1, bench.lost.size());
        assertEquals(2, FanOutTest.stats(all.getFirst()).consumers());
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
        assertEquals(7 * 2, FanOutTest.stats(all.getFirst()).undelivered());
    }

    @Test
    void with_drop_newest_a_slow_one_has_the_oldest_and_nobody_waits() throws Exception {
        List<Receiver<Integer>> all = dropping(SlowConsumer.DROP_NEWEST);
        assertEquals(List.of(0, 1, 2), all.get(0).stream().toList());
        assertEquals(7 * 2, bench.lost.size());
        assertEquals(3 * 2, FanOutTest.stats(all.getFirst()).delivered());
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
        assertEquals(1, FanOutTest.stats(all.getFirst()).consumers());
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
}
