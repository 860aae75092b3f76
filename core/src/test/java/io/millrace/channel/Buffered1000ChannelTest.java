package io.millrace.channel;

class Buffered1000ChannelTest extends BufferedChannelContract {

    @Override
    public int capacity() {
        return 1000;
    }
}
