package io.millrace.fan;

import static io.millrace.fan.Bench.assertFails;
import static io.millrace.fan.Bench.awaitCancelled;
import static io.millrace.fan.Bench.awaitSize;
import static io.millrace.fan.Bench.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What all shapes of a fan-out have in common.
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

    static FanStats stats(Receiver<?> receiver) {
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
}
