package io.millrace.channel;

class DropOldestChannelTest
        implements ReceiveContract,
                EndingContract,
                BufferContract,
                DropOldestContract,
                BatchContract,
                BatchBufferContract {

    @Override
    public <T> Channel.Builder<T> builder() {
        return Channel.<T>builder().capacity(capacity()).overflow(Overflow.DROP_OLDEST);
    }

    @Override
    public int capacity() {
        return 3;
    }
}
