package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.task.Scope;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Loops over a channel whose producer is bound to a scope.
class ChannelIterationTest {

    @Test
    @Conformance("E63")
    void a_loop_that_throws_cancels_its_producer_and_waits_for_it() throws Exception {
        var ended = new AtomicBoolean();
        var failure =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                Scope.run(scope -> {
                                    Receiver<Integer> numbers =
                                            scope.produce(0, out -> sendForEver(out, ended));
                                    for (Integer number : numbers) {
                                        if (number == 3) {
                                            throw new IllegalStateException("body");
                                        }
                                    }
                                    return 0;
                                }));
        assertEquals("body", failure.getMessage());
        assertTrue(ended.get(), "the producer has ended");
    }

    private static void sendForEver(Sender<Integer> out, AtomicBoolean ended)
            throws InterruptedException {
        try {
            for (int i = 0; ; i++) {
                out.send(i);
            }
        } finally {
            ended.set(true);
        }
    }

    @Test
    @Conformance("E58")
    void a_producer_that_fails_does_not_pass_for_one_that_has_ended() {
        var why = new IllegalStateException("disk gone");
        assertThrows(
                ExecutionException.class,
                () ->
                        Scope.run(scope -> {
                            Receiver<Integer> numbers =
                                    scope.produce(
                                            4,
                                            out -> {
                                                out.send(1);
                                                throw why;
                                            });
                            var broken =
                                    assertThrows(
                                            ChannelClosedException.class,
                                            () -> numbers.stream().toList());
                            assertSame(why, broken.getCause());
                            scope.join();
                            return 0;
                        }));
    }

    @Test
    @Conformance("E64")
    void a_stream_that_is_cut_short_and_closed_hangs_up_on_its_producer() throws Exception {
        List<Integer> first =
                Scope.run(scope -> {
                    Receiver<Integer> numbers =
                            scope.produce(0, out -> sendForEver(out, new AtomicBoolean()));
                    try (var stream = numbers.stream()) {
                        return stream.limit(3).toList();
                    } finally {
                        scope.join(); // the producer has been told, and ends well
                    }
                });
        assertEquals(List.of(0, 1, 2), first);
    }

    @Test
    @Conformance("E65")
    void an_interrupt_before_a_loop_throws_and_takes_no_value() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        var iterator = channel.iterator();
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, iterator::hasNext);
        assertTrue(Thread.interrupted());
        assertThrows(CancellationException.class, interrupted(iterator::next));
        assertTrue(Thread.interrupted());
        assertEquals(1, channel.stats().size());
        assertEquals(1, iterator.next());
        assertFalse(channel.isClosed());
    }

    private static org.junit.jupiter.api.function.Executable interrupted(Crew.Action action) {
        return () -> {
            Thread.currentThread().interrupt();
            action.run();
        };
    }
}
