package io.millrace.channel;

class Buffered3ChannelTest extends BufferedChannelContract {

    @Override
    public int capacity() {
        return 3;
    }
}
