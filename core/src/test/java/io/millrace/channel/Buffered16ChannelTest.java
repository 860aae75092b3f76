package io.millrace.channel;

class Buffered16ChannelTest extends BufferedChannelContract {

    @Override
    public int capacity() {
        return 16;
    }
}
