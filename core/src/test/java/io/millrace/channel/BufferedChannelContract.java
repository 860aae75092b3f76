package io.millrace.channel;

/// What applies to a channel with a bounded buffer whose senders wait.
abstract class BufferedChannelContract
        implements ReceiveContract,
                EndingContract,
                BufferContract,
                LosslessContract,
                BackPressureContract,
                BatchContract,
                BatchBufferContract,
                BatchBackPressureContract {

    @Override
    public <T> Channel.Builder<T> builder() {
        return Channel.<T>builder().capacity(capacity());
    }
}
