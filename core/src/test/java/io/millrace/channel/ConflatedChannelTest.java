package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.channel.ChannelKind.drain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConflatedChannelTest
        implements ReceiveContract,
                EndingContract,
                BufferContract,
                DropOldestContract,
                BatchContract,
                BatchBufferContract {

    @Override
    public <T> Channel.Builder<T> builder() {
        return Channel.<T>builder().capacity(1).overflow(Overflow.DROP_OLDEST);
    }

    @Override
    public int capacity() {
        return 1;
    }

    @Test
    void it_keeps_the_latest_value_only() throws Exception {
        Channel<String> channel = Channel.conflated();
        channel.send("first");
        channel.send("second");
        channel.send("third");
        assertFigures(channel, 1, 3, 0, 2);
        assertEquals("third", channel.receive());
        assertEquals(List.of(), drain(channel));
        assertFigures(channel, 0, 3, 1, 2);
    }
}
