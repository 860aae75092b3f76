package io.millrace.channel;

class DropNewestChannelTest
        implements ReceiveContract,
                EndingContract,
                BufferContract,
                DropNewestContract,
                BatchContract,
                BatchBufferContract {

    @Override
    public <T> Channel.Builder<T> builder() {
        return Channel.<T>builder().capacity(capacity()).overflow(Overflow.DROP_NEWEST);
    }

    @Override
    public int capacity() {
        return 3;
    }
}
