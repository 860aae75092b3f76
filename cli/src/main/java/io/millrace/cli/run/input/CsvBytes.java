package io.millrace.cli.run.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;

/// The bytes of a CSV file, without a byte order mark. Before it may wait for more of them, it lets
/// go of what was made of the last ones.
final class CsvBytes extends InputStream {
    private static final int MARK = 3;

    private final PushbackInputStream in;
    private final Source.Inputs out;

    private CsvBytes(PushbackInputStream in, Source.Inputs out) {
        this.in = in;
        this.out = out;
    }

    static CsvBytes open(Opening opening, Source.Inputs out) throws IOException {
        var bytes =
                new CsvBytes(
                        new PushbackInputStream(Channels.newInputStream(opening.open()), MARK),
                        out);
        try {
            bytes.skipMark();
            return bytes;
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private void skipMark() throws IOException {
        byte[] first = in.readNBytes(MARK);
        int a = at(first, 0);
        int b = at(first, 1);
        if ((a == 0xFF && b == 0xFE) || (a == 0xFE && b == 0xFF)) {
            throw new IOException("CSV: this is UTF-16; turn it into UTF-8 first, as iconv does");
        }
        if (!(a == 0xEF && b == 0xBB && at(first, 2) == 0xBF)) {
            in.unread(first);
        }
    }

    private static int at(byte[] bytes, int i) {
        return i < bytes.length ? bytes[i] & 0xFF : -1;
    }

    @Override
    public int read() throws IOException {
        return in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            out.flush();
        } catch (InterruptedException e) {
            throw (InterruptedIOException) new InterruptedIOException().initCause(e);
        }
        return in.read(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
