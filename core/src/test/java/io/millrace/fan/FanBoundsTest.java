package io.millrace.fan;

import static io.millrace.fan.Bench.awaitSize;
import static io.millrace.fan.MergeTest.endless;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How much fans hold while nobody receives, and that whoever leaves after one value frees all
/// before it.
class FanBoundsTest {
    private static final int MANY = 100;

    @RegisterExtension private final Bench bench = new Bench();

    private Scope scope() {
        return bench.scope;
    }

    private static Channel<Integer> many() {
        Channel<Integer> source = Bench.open();
        IntStream.range(0, MANY).forEach(source::trySend);
        return source;
    }

    private void assertTaken(int expected, Channel<Integer> source) {
        awaitSize(source, MANY - expected);
        StartedThreads.awaitParked(bench.threads.all().getLast());
        assertEquals(MANY - expected, source.stats().size());
    }

    @Test
    void a_merge_holds_its_capacity_and_one_value() throws Exception {
        for (int capacity : new int[] {0, 1, 5}) {
            Channel<Integer> source = many();
            Receiver<Integer> all = FanIn.of(scope(), source).capacity(capacity).merge();
            assertTaken(capacity + 1, source);
            Eventually.until("it holds them", () -> FanOutTest.stats(all).delivered() == capacity);
            assertEquals(1, FanOutTest.stats(all).held());
            all.cancel();
        }
        scope().join();
    }

    @Test
    void a_dedupe_holds_its_capacity_and_one_value() throws Exception {
        for (int capacity : new int[] {0, 1, 5}) {
            Channel<Integer> source = many();
            Receiver<Integer> once = Dedupe.of(scope(), source).capacity(capacity).last(3);
            assertTaken(capacity + 1, source);
            once.cancel();
        }
        scope().join();
    }

    @Test
    void what_a_dedupe_lets_go_it_does_not_hold() throws Exception {
        Channel<Integer> source = many();
        Receiver<Integer> once =
                Dedupe.of(scope(), source, value -> value / 10).capacity(2).last(3);
        assertTaken(21, source); // 0 and 10 are buffered, 20 is in hand, others were let go
        once.cancel();
        scope().join();
    }

    @Test
    void a_split_holds_the_capacity_of_both_sides_and_one_value() throws Exception {
        Channel<Integer> source = many();
        Split<Integer> split =
                FanOut.of(scope(), source).capacity(3).split(value -> value % 2 == 0);
        assertTaken(7, source);
        split.matching().cancel();
        split.rest().cancel();
        scope().join();
    }

    @Test
    void a_tee_whose_side_is_stopped_holds_its_capacity_and_one_value() throws Exception {
        Channel<Integer> source = many();
        Channel<Integer> side = Channel.buffered(2);
        Receiver<Integer> all = FanOut.of(scope(), source).capacity(5).tee(side);
        assertTaken(3, source);
        assertEquals(2, side.stats().size());
        assertEquals(1, FanOutTest.stats(all).held());
        side.cancel();
        assertTaken(6, source); // it goes on without copies
        all.cancel();
        scope().join();
    }

    @Test
    void with_a_policy_that_drops_each_receiver_holds_its_capacity_and_nobody_waits()
            throws Exception {
        for (SlowConsumer slow : List.of(SlowConsumer.DROP_OLDEST, SlowConsumer.DROP_NEWEST)) {
            bench.lost.clear();
            Channel<Integer> source = many();
            List<Receiver<Integer>> all =
                    FanOut.of(scope(), source)
                            .capacity(3)
                            .slow(slow)
                            .onUndelivered(bench.lost::add)
                            .broadcast(2);
            assertTaken(MANY, source);
            assertEquals(2 * (MANY - 3), bench.lost.size());
            int first = slow == SlowConsumer.DROP_OLDEST ? MANY - 3 : 0;
            for (Receiver<Integer> each : all) {
                var held = new ArrayList<Integer>();
                each.drainTo(held, MANY);
                assertEquals(List.of(first, first + 1, first + 2), held);
                each.cancel();
            }
        }
        scope().join();
    }

    @Test
    void who_leaves_after_one_value_frees_all_before_it_through_a_fan_of_every_shape()
            throws Exception {
        List<BiFunction<Scope, Receiver<Integer>, List<Receiver<Integer>>>> shapes =
                List.of(
                        (in, from) -> List.of(FanIn.of(in, from, endless(in)).merge()),
                        (in, from) -> FanOut.of(in, from).broadcast(3),
                        (in, from) -> FanOut.of(in, from).capacity(2).broadcast(3),
                        (in, from) -> FanOut.of(in, from).partition(1, value -> value),
                        (in, from) -> FanOut.of(in, from).roundRobin(3),
                        (in, from) -> FanOut.of(in, from).share(3),
                        (in, from) -> {
                            Split<Integer> split = FanOut.of(in, from).split(value -> true);
                            return List.of(split.matching(), split.rest());
                        },
                        (in, from) -> List.of(FanOut.of(in, from).tee(Channel.unbounded())),
                        (in, from) -> List.of(Dedupe.of(in, from).last(1)));
        for (var shape : shapes) {
            try (Scope scope = Bench.open(io.millrace.task.Policy.FAIL_FAST)) {
                Receiver<Integer> behind =
                        FanIn.of(scope, FanOut.of(scope, endless(scope)).broadcast(1)).merge();
                List<Receiver<Integer>> all = shape.apply(scope, behind);
                all.getFirst().receive();
                all.forEach(Receiver::cancel);
                scope.join(); // the producer ends, and every pump
                assertEquals(0, scope.stats().running());
                assertEquals(scope.stats().started(), scope.stats().succeeded());
            }
        }
    }
}
