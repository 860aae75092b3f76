package io.millrace.cli.run.output;

import io.millrace.cli.run.process.Captured;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 *   segment 7   [ entry | entry | entry ]          full; closed, and its place on the disk free, when all have been read
 *   segment 8   [ entry | entry ][ buffer ]        the current one: its end is in memory
 *                                ^flushed ^end
 *   entry       tag length, stdout length, stderr length, tag, stdout, stderr
 *   address     segment's number << 40 | offset
 *
 * L1  The files have no names: nothing is left of them, however the tool ends.
 * L2  There is one open file for each `segmentBytes` of size(), and one more. Results are read nearly in the order in
 *     which they came, so the oldest segment is the first to go.
 * L3  What was taken is not lost if the disk is full later: what could not be written stays in the buffer, and is read
 *     from there. What cannot be taken is left to the caller.
 */
/// Results that wait on disk for the one before them. Used by the aggregator only.
final class Spill implements AutoCloseable {
    private static final int OFFSET_BITS = 40;
    private static final int HEADER = 4 + 8 + 8;
    private static final int BLOCK = 1 << 16;

    private static final class Segment {
        final FileChannel file;
        long end; // with what is in the buffer, if it is the current one
        int live; // entries that have not been freed

        Segment(FileChannel file) {
            this.file = file;
        }
    }

    private final Path folder;
    private final long segmentBytes;
    private final Map<Integer, Segment> segments = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
    private int number; // of the current segment; 0 if there is none
    private long flushed; // where the buffer begins in it
    private final byte[] block = new byte[BLOCK]; // read ahead
    private int blockNumber; // of its segment; 0 if there is none
    private long blockStart; // its offset
    private int blockSize;

    /// Makes it. There is no file yet.
    ///
    /// @param folder where its files are made
    /// @param segmentBytes how many bytes a file is to have, about
    Spill(Path folder, long segmentBytes) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
    }

    /// Returns where its files are made.
    Path folder() {
        return folder;
    }

    /// Returns how many bytes its files have.
    long size() {
        long size = 0;
        for (Segment segment : segments.values()) {
            size += segment.end;
        }
        return size;
    }

    /// Takes a result; what that holds may be closed then.
    ///
    /// @return its address, greater than 0
    /// @throws IOException if that fails; all that was taken before is still there
    long write(Printout printout) throws IOException {
        Segment segment = current();
        long address = (long) number << OFFSET_BITS | segment.end;
        byte[] tag = printout.tag();
        long outSize = exactSize(printout.stdout());
        long errSize = exactSize(printout.stderr());
        long size = (long) HEADER + (tag == null ? 0 : tag.length) + outSize + errSize;
        if (size > buffer.remaining()) {
            flush(segment);
        }
        if (size <= buffer.remaining()) {
            header(buffer, tag, outSize, errSize);
            var out = new BufferOutput();
            printout.stdout().writeTo(out);
            printout.stderr().writeTo(out);
        } else {
            writeDirectly(segment, printout, outSize, errSize);
            flushed = segment.end + size;
        }
        segment.end += size;
        segment.live++;
        return address;
    }

    /// A text's size is known when it is encoded.
    private static long exactSize(Captured captured) throws IOException {
        if (captured instanceof Captured.Both(var first, var second)) {
            return exactSize(first) + exactSize(second);
        }
        if (captured instanceof Captured.Text || captured instanceof Captured.Line) {
            var counted = new CountingOutput();
            captured.writeTo(counted);
            return counted.size;
        }
        return captured.size();
    }

    private static void header(ByteBuffer to, byte @Nullable [] tag, long out, long err) {
        to.putInt(tag == null ? -1 : tag.length).putLong(out).putLong(err);
        if (tag != null) {
            to.put(tag);
        }
    }

    /// Requires: the buffer is empty.
    private void writeDirectly(Segment segment, Printout printout, long outSize, long errSize)
            throws IOException {
        byte[] tag = printout.tag();
        var head = ByteBuffer.allocate(HEADER + (tag == null ? 0 : tag.length));
        header(head, tag, outSize, errSize);
        segment.file.position(segment.end);
        writeFully(segment.file, head.flip());
        copy(printout.stdout(), segment.file);
        copy(printout.stderr(), segment.file);
    }

    /// From file to file the kernel copies.
    private static void copy(Captured captured, FileChannel to) throws IOException {
        if (captured instanceof Captured.Both(var first, var second)) {
            copy(first, to);
            copy(second, to);
        } else if (captured instanceof Captured.Part part) {
            long at = part.from();
            while (at < part.to()) {
                long more = part.file().transferTo(at, part.to() - at, to);
                if (more == 0) {
                    throw new IOException("what a job printed has been cut off");
                }
                at += more;
            }
        } else {
            captured.writeTo(Channels.newOutputStream(to));
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private Segment current() throws IOException {
        Segment current = segments.get(number);
        if (current != null && current.end < segmentBytes) {
            return current;
        }
        if (current != null) {
            flush(current);
        }
        Path path = Files.createTempFile(folder, "millrace-", ".spill");
        FileChannel file;
        try {
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path); // L1
        }
        var next = new Segment(file);
        number++;
        flushed = 0;
        segments.put(number, next);
        return next;
    }

    /// Writes the buffer out, or leaves it as it is.
    private void flush(Segment segment) throws IOException {
        ByteBuffer bytes = buffer.duplicate().flip();
        segment.file.position(flushed);
        writeFully(segment.file, bytes);
        buffer.clear();
        flushed = segment.end;
    }

    /// Returns a result that was taken. It is good until the next call, but for [#free].
    Printout read(long address) throws IOException {
        int segmentNumber = (int) (address >>> OFFSET_BITS);
        long offset = address & (1L << OFFSET_BITS) - 1;
        Segment segment = segments.get(segmentNumber);
        if (segment == null) {
            throw new IllegalArgumentException("nothing is at " + address);
        }
        if (segmentNumber == number && offset >= flushed) { // L3
            return parse(buffer.array(), (int) (offset - flushed));
        }
        boolean ahead = segmentNumber == blockNumber && offset >= blockStart;
        if (!ahead || !isWhole(offset)) {
            fill(segment, segmentNumber, offset);
        }
        if (isWhole(offset)) {
            return parse(block, (int) (offset - blockStart));
        }
        ByteBuffer head = ByteBuffer.wrap(block, 0, blockSize);
        int tagSize = head.getInt();
        long outSize = head.getLong();
        long errSize = head.getLong();
        byte[] tag = tagSize < 0 ? null : new byte[tagSize];
        long from = offset + HEADER;
        if (tag != null) {
            readFully(segment.file, ByteBuffer.wrap(tag), from);
            from += tagSize;
        }
        return new Printout(
                tag,
                new Captured.Part(segment.file, from, from + outSize, false),
                new Captured.Part(segment.file, from + outSize, from + outSize + errSize, false));
    }

    /// Tells whether an entry is in the block from end to end. Requires: it begins there.
    private boolean isWhole(long offset) {
        int at = (int) Math.min(offset - blockStart, blockSize);
        if (blockSize - at < HEADER) {
            return false;
        }
        ByteBuffer head = ByteBuffer.wrap(block, at, blockSize - at);
        long size = (long) HEADER + Math.max(0, head.getInt());
        size += head.getLong();
        size += head.getLong();
        return size <= blockSize - at;
    }

    private void fill(Segment segment, int segmentNumber, long offset) throws IOException {
        long written = segmentNumber == number ? flushed : segment.end;
        blockNumber = 0; // until it is filled
        blockSize = (int) Math.min(block.length, written - offset);
        readFully(segment.file, ByteBuffer.wrap(block, 0, blockSize), offset);
        blockStart = offset;
        blockNumber = segmentNumber;
    }

    private static void readFully(FileChannel file, ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = file.read(into, at);
            if (read < 0) {
                throw new IOException("a file of results that wait has been cut off");
            }
            at += read;
        }
    }

    private static Printout parse(byte[] bytes, int at) {
        ByteBuffer entry = ByteBuffer.wrap(bytes, at, bytes.length - at);
        int tagSize = entry.getInt();
        byte[] out = new byte[(int) entry.getLong()];
        byte[] err = new byte[(int) entry.getLong()];
        byte[] tag = tagSize < 0 ? null : new byte[tagSize];
        if (tag != null) {
            entry.get(tag);
        }
        entry.get(out).get(err);
        return new Printout(tag, new Captured.Bytes(out), new Captured.Bytes(err));
    }

    /// Lets go of a result that has been read.
    void free(long address) throws IOException {
        int segmentNumber = (int) (address >>> OFFSET_BITS);
        Segment segment = segments.get(segmentNumber);
        if (segment == null || --segment.live > 0) {
            return;
        }
        if (segmentNumber == blockNumber) {
            blockNumber = 0;
        }
        if (segmentNumber == number) { // again from its beginning
            segment.file.truncate(0);
            segment.end = 0;
            flushed = 0;
            buffer.clear();
        } else {
            segments.remove(segmentNumber);
            segment.file.close();
        }
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments.values()) {
            segment.file.close();
        }
        segments.clear();
        number = 0;
    }

    private final class BufferOutput extends OutputStream {
        @Override
        public void write(int b) {
            buffer.put((byte) b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            buffer.put(bytes, from, length);
        }
    }

    private static final class CountingOutput extends OutputStream {
        private long size;

        @Override
        public void write(int b) {
            size++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            size += length;
        }
    }
}
