package io.millrace.channel;

class Buffered1ChannelTest extends BufferedChannelContract {

    @Override
    public int capacity() {
        return 1;
    }
}
