package io.millrace.channel;

import static io.millrace.channel.BatchContract.range;
import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static io.millrace.fixture.Queues.assertQuiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What many at once does with a buffer.
interface BatchBufferContract extends ChannelKind {

    @Test
    @Conformance({"A4", "A8"})
    default void a_batch_fills_the_buffer_in_order() throws Exception {
        for (BatchContract.BatchSend form : BatchContract.BatchSend.values()) {
            Channel<Integer> channel = make();
            form.send(channel, range(0, room()));
            assertFigures(channel, room(), room(), 0, 0);
            assertEquals(range(0, room()), drain(channel));
            assertFigures(channel, 0, room(), room(), 0);
            assertQuiet(channel);
        }
        assertEquals(room(), make().sendSome(new ArrayList<>(range(0, room()))));
    }

    @Test
    default void as_many_as_asked_for_are_taken_and_the_rest_stays() throws Exception {
        for (int most : new int[] {1, 2, room() - 1, room(), room() + 1, Integer.MAX_VALUE}) {
            if (most == 0) {
                continue; // room() is 1
            }
            int taken = Math.min(most, room());
            Channel<Integer> received = filled();
            List<Integer> values = received.receiveSome(most);
            assertEquals(range(0, taken), values);
            values.add(-1); // the list is the caller's own
            assertFigures(received, room() - taken, room(), taken, 0);

            Channel<Integer> drained = filled();
            var target = new ArrayList<>(List.of(-1));
            assertEquals(taken, drained.drainTo(target, most));
            assertEquals(-1, target.getFirst());
            assertEquals(range(0, taken), target.subList(1, taken + 1));
            assertFigures(drained, room() - taken, room(), taken, 0);
            assertEquals(range(taken, room()), drain(drained));
            assertQuiet(drained);
        }
        assertEquals(0, make().drainTo(new ArrayList<>(), 1));
    }

    @Test
    @Conformance("A22")
    default void batches_and_single_values_keep_one_order_however_often_the_buffer_goes_round()
            throws Exception {
        Channel<Integer> channel = make();
        var random = new SplittableRandom(31 + room());
        int sent = 0;
        int received = 0;
        for (int round = 0; round < 300; round++) {
            int free = room() - (sent - received);
            int count = random.nextInt(free + 1);
            if (random.nextBoolean()) {
                assertEquals(count, channel.sendSome(range(sent, sent + count)));
            } else {
                channel.sendAll(range(sent, sent + count));
            }
            sent += count;
            assertFigures(channel, sent - received, sent, received, 0);
            if (sent > received) {
                int most = 1 + random.nextInt(sent - received + 2);
                List<Integer> values = new ArrayList<>();
                switch (random.nextInt(3)) {
                    case 0 -> values = channel.receiveSome(most);
                    case 1 -> channel.drainTo(values, most);
                    default -> values.add(channel.receive());
                }
                assertTrue(!values.isEmpty() && values.size() <= most);
                assertEquals(range(received, received + values.size()), values);
                received += values.size();
                assertFigures(channel, sent - received, sent, received, 0);
            }
        }
        assertEquals(range(received, sent), drain(channel));
        assertQuiet(channel);
    }

    @Test
    @Conformance({"C41", "C50"})
    default void an_ended_channel_gives_what_it_holds_in_batches_and_then_says_how_it_ended()
            throws Exception {
        Channel<Integer> closed = filled();
        closed.close();
        var all = new ArrayList<Integer>();
        for (List<Integer> batch = closed.receiveSome(2);
                !batch.isEmpty();
                batch = closed.receiveSome(2)) {
            assertTrue(batch.size() <= 2);
            all.addAll(batch);
        }
        assertEquals(range(0, room()), all);
        assertTrue(closed.isDrained());

        var why = new IllegalStateException("broken off");
        Channel<Integer> failed = filled();
        failed.fail(why);
        assertEquals(range(0, room()), failed.receiveSome(Integer.MAX_VALUE));
        assertSame(
                why,
                assertThrows(ChannelClosedException.class, () -> failed.receiveSome(2)).getCause());
        assertFigures(failed, 0, room(), room(), 0);

        Channel<Integer> cancelled = filled();
        cancelled.cancel();
        assertEquals(0, cancelled.drainTo(all, 1));
        assertThrows(ChannelClosedException.class, () -> cancelled.receiveSome(1));
        assertFigures(cancelled, 0, room(), 0, room());
    }

    @Test
    default void what_a_target_does_not_take_goes_to_the_hook_and_the_rest_stays() {
        for (int takes : new int[] {0, room() / 2, room() - 1}) {
            var undelivered = new ArrayList<Integer>();
            Channel<Integer> channel =
                    this.<Integer>builder().onUndelivered(undelivered::add).build();
            range(0, room()).forEach(channel::trySend);
            var target =
                    new ArrayList<Integer>() {
                        @Override
                        public boolean add(Integer value) {
                            if (size() == takes) {
                                throw new IllegalStateException("enough");
                            }
                            return super.add(value);
                        }
                    };
            var failure =
                    assertThrows(
                            IllegalStateException.class,
                            () -> channel.drainTo(target, Integer.MAX_VALUE));
            assertEquals("enough", failure.getMessage());
            assertEquals(range(0, takes), target);
            assertTrue(undelivered.contains(takes), "the value that was refused was taken");
            assertQuiet(channel);
            var accounted = new ArrayList<Integer>(target);
            accounted.addAll(undelivered);
            accounted.addAll(drain(channel));
            assertEquals(range(0, room()), accounted);
            assertQuiet(channel);
            channel.trySend(-1); // the channel works on
            assertEquals(List.of(-1), drain(channel));
        }
    }

    @Test
    default void
            a_hook_that_throws_too_is_passed_the_rest_and_suppressed_in_what_the_target_threw() {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel =
                this.<Integer>builder()
                        .onUndelivered(value -> {
                            undelivered.add(value);
                            throw new IllegalStateException("hook " + value);
                        })
                        .build();
        range(0, room()).forEach(channel::trySend);
        int taken = Math.min(room(), 64); // at one instant
        var failure =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> channel.drainTo(List.of(), Integer.MAX_VALUE));
        assertEquals(range(0, taken), undelivered);
        assertEquals(taken, failure.getSuppressed().length);
        assertEquals("hook 0", failure.getSuppressed()[0].getMessage());
        assertEquals(room() - taken, channel.stats().size());
    }

    @Test
    default void a_target_that_throws_is_heard_of_without_a_hook_too() throws Exception {
        Channel<Integer> channel = filled();
        assertThrows(UnsupportedOperationException.class, () -> channel.drainTo(List.of(), room()));
        assertQuiet(channel);
    }
}
