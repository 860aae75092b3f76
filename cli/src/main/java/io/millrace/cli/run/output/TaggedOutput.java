package io.millrace.cli.run.output;

import java.io.IOException;
import java.io.OutputStream;

/// Begins each line with a tag. Used by the aggregator only.
final class TaggedOutput extends OutputStream {
    private final OutputStream out;
    private final byte[] tag;
    private boolean begun; // a line, and not ended

    TaggedOutput(OutputStream out, byte[] tag) {
        this.out = out;
        this.tag = tag;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int end = from + length;
        for (int at = from; at < end; ) {
            if (!begun) {
                out.write(tag);
            }
            int next = at;
            while (next < end && bytes[next] != '\n') {
                next++;
            }
            begun = next == end;
            next = begun ? end : next + 1;
            out.write(bytes, at, next - at);
            at = next;
        }
    }
}
