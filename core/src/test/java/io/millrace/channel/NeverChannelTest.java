package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class NeverChannelTest {

    @Test
    @Conformance("D53")
    void sending_and_receiving_wait_until_they_are_interrupted() throws Exception {
        Channel<Integer> channel = Channel.never();
        List<Crew.Action> forms =
                List.of(
                        channel::receive,
                        channel::receiveOrNull,
                        () -> channel.send(1),
                        () -> channel.tryReceive(Durations.MOST),
                        () -> channel.trySend(1, Durations.MOST),
                        () -> Select.of(channel.onReceive(value -> value)).await(),
                        () -> Select.of(channel.onSend(() -> 1, () -> 1)).await());
        try (var crew = new Crew()) {
            for (Crew.Action form : forms) {
                var member = crew.go(form);
                member.awaitParked();
                member.interrupt();
                member.failure(InterruptedException.class);
            }
            var ranging = crew.go(() -> channel.iterator().hasNext());
            ranging.awaitParked();
            ranging.interrupt();
            ranging.failure(CancellationException.class);
        }
    }

    @Test
    @Conformance("D53")
    void cancelling_the_context_ends_the_wait() throws Exception {
        Channel<Integer> channel = Channel.never();
        var why = new IllegalStateException("why");
        try (var crew = new Crew();
                var context = Context.background().withCancel()) {
            var receiver = crew.go(() -> context.call(channel::receive));
            receiver.awaitParked();
            context.cancel(why);
            assertSame(why, receiver.failure(ContextEndedException.class).getCause());
        }
    }

    @Test
    void timed_forms_give_up_when_their_time_is_over() throws Exception {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Channel<Integer> channel = Channel.never();
            var receiver = crew.go(() -> channel.tryReceive(Duration.ofHours(1)));
            var sender = crew.go(() -> channel.trySend(1, Duration.ofHours(1)));
            clock.awaitSleepers(2);
            clock.advance(Duration.ofHours(1));
            assertInstanceOf(Received.Empty.class, receiver.get());
            assertEquals(Sent.FULL, sender.get());
            assertInstanceOf(Received.Empty.class, channel.tryReceive(Duration.ZERO));
            assertEquals(Sent.FULL, channel.trySend(1, Durations.LEAST));
        }
    }

    @Test
    void trying_says_that_there_is_nothing_and_no_room() {
        Channel<Integer> channel = Channel.never();
        assertInstanceOf(Received.Empty.class, channel.tryReceive());
        assertEquals(Sent.FULL, channel.trySend(1));
    }

    @Test
    @Conformance("D54")
    void it_cannot_be_ended() {
        Channel<Integer> channel = Channel.never();
        var why = new IllegalStateException("why");
        assertThrows(UnsupportedOperationException.class, channel::close);
        assertThrows(UnsupportedOperationException.class, () -> channel.fail(why));
        assertThrows(UnsupportedOperationException.class, channel::cancel);
        assertThrows(UnsupportedOperationException.class, () -> channel.cancel(why));
        assertFalse(channel.isClosed());
        assertFalse(channel.isDrained());
    }

    @Test
    @Conformance("D55")
    void a_select_never_chooses_it() throws Exception {
        Channel<Integer> ready = Channel.unbounded();
        Channel<Integer> never = Channel.never();
        for (int i = 0; i < 1_000; i++) {
            ready.send(i);
        }
        var select =
                Select.of(
                        never.onReceive(value -> -1),
                        never.onSend(() -> 1, () -> -2),
                        ready.onReceive(value -> value));
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, select.await());
        }
    }

    @Test
    @Conformance("D56")
    void a_merge_that_swaps_a_finished_input_for_it_ends_with_every_value() throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.buffered(2);
        record Event(int input, Integer value) {}
        var seen = new ArrayList<Integer>();
        try (var crew = new Crew()) {
            for (Channel<Integer> input : List.of(a, b)) {
                crew.go(() -> {
                    for (int i = 0; i < 100; i++) {
                        input.send(i);
                    }
                    input.close();
                });
            }
            List<Channel<Integer>> inputs = new ArrayList<>(List.of(a, b));
            int open = 2;
            while (open > 0) {
                Event event =
                        Select.of(
                                        inputs.get(0)
                                                .onReceive(
                                                        v -> new Event(0, v),
                                                        c -> new Event(0, null)),
                                        inputs.get(1)
                                                .onReceive(
                                                        v -> new Event(1, v),
                                                        c -> new Event(1, null)))
                                .await();
                if (event.value == null) {
                    inputs.set(event.input, Channel.never());
                    open--;
                } else {
                    seen.add(event.value);
                }
            }
        }
        assertEquals(200, seen.size());
        assertEquals(9_900, seen.stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    @Conformance("D57")
    void a_select_of_nothing_else_and_a_default_chooses_the_default() throws Exception {
        Channel<Integer> never = Channel.never();
        var select =
                Select.of(
                        never.onReceive(value -> "received"),
                        never.onSend(() -> 1, () -> "sent"),
                        Select.orElse(() -> "default"));
        assertEquals("default", select.await());
    }

    @Test
    @Conformance({"A11", "Q179"})
    void null_is_refused() {
        Channel<Integer> never = Channel.never();
        assertThrows(NullPointerException.class, () -> never.send(null));
        assertThrows(NullPointerException.class, () -> never.trySend(null));
        assertThrows(NullPointerException.class, () -> never.trySend(null, Duration.ZERO));
        assertThrows(NullPointerException.class, () -> never.trySend(1, null));
        assertThrows(NullPointerException.class, () -> never.tryReceive(null));
    }

    @Test
    @Conformance("Q178")
    void a_thread_that_waits_names_it() throws Exception {
        Channel<Integer> never = Channel.never();
        try (var crew = new Crew()) {
            var receiver = crew.go(() -> never.receive());
            receiver.awaitParked();
            assertSame(never, receiver.blocker());
        }
        assertEquals("channel 'never'", never.toString());
        assertEquals("never", never.name());
    }

    @Test
    void batches_refuse_what_every_channel_refuses_before_they_wait() {
        Channel<Integer> channel = Channel.never();
        assertThrows(IllegalArgumentException.class, () -> channel.receiveSome(0));
        assertThrows(
                NullPointerException.class,
                () -> channel.sendSome(Arrays.asList(1, (Integer) null)));
        assertThrows(
                NullPointerException.class,
                () -> channel.sendAll(Arrays.asList((Integer) null, 1)));
        assertThrows(NullPointerException.class, () -> channel.drainTo(null, 1));
        assertEquals(0, channel.drainTo(new ArrayList<>(), 1));
    }
}
