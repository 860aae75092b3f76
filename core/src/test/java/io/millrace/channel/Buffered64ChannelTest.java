package io.millrace.channel;

class Buffered64ChannelTest extends BufferedChannelContract {

    @Override
    public int capacity() {
        return 64;
    }
}
