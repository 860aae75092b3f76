package io.millrace.cli.run.output;

import java.io.IOException;
import java.io.OutputStream;

/// A buffered stream that knows its last byte. Used by the aggregator only.
final class BlockOutput extends OutputStream {
    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];
    private int size;
    private byte last = '\n';

    BlockOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        if (size == buffer.length) {
            drain();
        }
        buffer[size++] = (byte) b;
        last = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return;
        }
        last = bytes[from + length - 1];
        if (length > buffer.length - size) {
            drain();
        }
        if (length > buffer.length) {
            out.write(bytes, from, length);
        } else {
            System.arraycopy(bytes, from, buffer, size, length);
            size += length;
        }
    }

    /// Ends a line that was begun.
    void endLine() throws IOException {
        if (last != '\n') {
            write('\n');
        }
    }

    private void drain() throws IOException {
        int whole = size;
        size = 0; // also if it fails: what could not be written is not tried again
        out.write(buffer, 0, whole);
    }

    @Override
    public void flush() throws IOException {
        if (size > 0) {
            drain();
        }
        out.flush();
    }
}
