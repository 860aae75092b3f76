package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnboundedChannelTest
        implements ReceiveContract,
                EndingContract,
                BufferContract,
                LosslessContract,
                BatchContract,
                BatchBufferContract {
    private static final int MANY = 1_000_000;

    @Override
    public <T> Channel.Builder<T> builder() {
        return Channel.<T>builder().unbounded();
    }

    @Override
    public int capacity() {
        return Integer.MAX_VALUE;
    }

    @Test
    void a_million_values_are_cancelled_without_recursion_and_each_is_passed_once() {
        long[] sum = {0, 0};
        Channel<Integer> channel =
                this.<Integer>builder()
                        .onUndelivered(value -> {
                            assertEquals(sum[1]++, (long) value);
                            sum[0] += value;
                        })
                        .build();
        for (int i = 0; i < MANY; i++) {
            channel.trySend(i);
        }
        assertTrue(channel.cancel());
        assertEquals(MANY, sum[1]);
        assertEquals(MANY * (MANY - 1L) / 2, sum[0]);
        assertFigures(channel, 0, MANY, 0, MANY);
    }

    @Test
    void a_million_values_are_received_after_a_failure_and_then_the_cause() throws Exception {
        Channel<Integer> channel = make();
        for (int i = 0; i < MANY; i++) {
            channel.send(i);
        }
        var why = new IllegalStateException("broken off");
        channel.fail(why);
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, channel.receive());
        }
        assertSame(why, assertThrows(ChannelClosedException.class, channel::receive).getCause());
        assertFigures(channel, 0, MANY, MANY, 0);
    }

    @Test
    void a_hook_that_throws_an_error_each_time_is_passed_every_value() {
        int many = 10_000;
        int[] passed = {0};
        Channel<Integer> channel =
                this.<Integer>builder()
                        .onUndelivered(value -> {
                            passed[0]++;
                            throw new AssertionError("hook " + value);
                        })
                        .build();
        for (int i = 0; i < many; i++) {
            channel.trySend(i);
        }
        var failure = assertThrows(AssertionError.class, channel::cancel);
        assertEquals("hook 0", failure.getMessage());
        assertEquals(100, failure.getSuppressed().length);
        assertEquals(many, passed[0]);
        assertFigures(channel, 0, many, 0, many);
    }

    @Test
    void draining_into_its_own_view_ends() {
        Channel<Integer> channel = Channel.unbounded();
        for (int i = 0; i < 1000; i++) {
            channel.trySend(i);
        }
        assertEquals(1000, channel.drainTo(channel.asBlockingQueue(), Integer.MAX_VALUE));
        assertEquals(1000, channel.stats().size());
    }
}
