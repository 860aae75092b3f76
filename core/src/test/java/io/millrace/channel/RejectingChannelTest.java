package io.millrace.channel;

class RejectingChannelTest
        implements ReceiveContract,
                EndingContract,
                BufferContract,
                RejectContract,
                BatchContract,
                BatchBufferContract {

    @Override
    public <T> Channel.Builder<T> builder() {
        return Channel.<T>builder().capacity(capacity()).overflow(Overflow.REJECT);
    }

    @Override
    public int capacity() {
        return 2;
    }
}
