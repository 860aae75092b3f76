package io.millrace.cli.run.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/// What a job printed: a little text in memory, or a part of a file that has no name any more.
public sealed interface Captured {

    /// Returns nothing.
    static Captured empty() {
        return Bytes.NONE;
    }

    /// Returns a text.
    static Captured of(String text) {
        return text.isEmpty() ? empty() : new Text(text);
    }

    /// Returns a text and a newline.
    static Captured line(String text) {
        return new Line(text);
    }

    /// Returns how many bytes these are; for a text at least how many.
    long size();

    /// Tells whether there is nothing.
    default boolean isEmpty() {
        return size() == 0;
    }

    /// Writes it all.
    void writeTo(OutputStream out) throws IOException;

    /// Returns the text, cut off after `limit` bytes.
    String text(int limit) throws IOException;

    /// Returns all that was printed, if this is only the rest of it.
    default Captured whole() {
        return this;
    }

    /// Tells whether a newline ends it, or there is nothing.
    boolean endsLine() throws IOException;

    /// Returns this and a line after it.
    default Captured followedBy(String line) throws IOException {
        return new Both(this, new Text(endsLine() ? line : "\n" + line));
    }

    /// Frees the file, if there is one.
    void close();

    /// One and then another.
    ///
    /// @param first the one
    /// @param second the other
    record Both(Captured first, Captured second) implements Captured {
        @Override
        public Captured whole() {
            return new Both(first.whole(), second);
        }

        @Override
        public long size() {
            return first.size() + second.size();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            first.writeTo(out);
            second.writeTo(out);
        }

        @Override
        public String text(int limit) throws IOException {
            return first.size() >= limit
                    ? first.text(limit)
                    : first.text(limit) + second.text(limit - (int) first.size());
        }

        @Override
        public boolean endsLine() throws IOException {
            return second.endsLine();
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    /// A text.
    ///
    /// @param text the text
    record Text(String text) implements Captured {
        @Override
        public long size() {
            return text.length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(text.getBytes(UTF_8));
        }

        @Override
        public String text(int limit) {
            if (text.length() <= limit / 3) {
                return text;
            }
            byte[] bytes = text.getBytes(UTF_8);
            return new String(bytes, 0, Math.min(limit, bytes.length), UTF_8);
        }

        @Override
        public boolean endsLine() {
            return text.endsWith("\n");
        }

        @Override
        public void close() {}
    }

    /// A text that a newline ends, which is not in it.
    ///
    /// @param text the text
    record Line(String text) implements Captured {
        @Override
        public long size() {
            return text.length() + 1L;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(text.getBytes(UTF_8));
            out.write('\n');
        }

        @Override
        public String text(int limit) {
            return new Text(text + "\n").text(limit);
        }

        @Override
        public boolean endsLine() {
            return true;
        }

        @Override
        public void close() {}
    }

    /// Bytes in memory.
    ///
    /// @param bytes not to be changed
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] bytes) implements Captured {
        private static final Bytes NONE = new Bytes(new byte[0]);

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public String text(int limit) {
            return new String(bytes, 0, Math.min(limit, bytes.length), UTF_8);
        }

        @Override
        public boolean endsLine() {
            return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
        }

        @Override
        public void close() {}
    }

    /// A part of an open file.
    ///
    /// @param file the file
    /// @param from where the part begins
    /// @param to where it ends
    /// @param owned whether [#close] closes the file
    record Part(FileChannel file, long from, long to, boolean owned) implements Captured {

        /// Makes a part of a file that [#close] closes.
        public Part(FileChannel file, long from, long to) {
            this(file, from, to, true);
        }

        @Override
        public Captured whole() {
            return new Part(file, 0, to, owned);
        }

        @Override
        public long size() {
            return to - from;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            var target = Channels.newChannel(out);
            long at = from;
            long more = 1;
            while (at < to && more > 0) { // 0: somebody has cut it off
                more = file.transferTo(at, Math.min(to - at, 1 << 16), target);
                at += more;
            }
        }

        @Override
        public String text(int limit) throws IOException {
            var bytes = ByteBuffer.allocate((int) Math.min(limit, size()));
            while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {}
            return new String(bytes.array(), 0, bytes.position(), UTF_8);
        }

        @Override
        public boolean endsLine() throws IOException {
            var last = ByteBuffer.allocate(1);
            return to == from || file.read(last, to - 1) < 1 || last.get(0) == '\n';
        }

        @Override
        public void close() {
            if (!owned) {
                return;
            }
            try {
                file.close();
            } catch (IOException _) {
                // It was only read, and nothing is lost by it.
            }
        }
    }
}
