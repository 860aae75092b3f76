package io.millrace.channel;

class Buffered2ChannelTest extends BufferedChannelContract {

    @Override
    public int capacity() {
        return 2;
    }
}
