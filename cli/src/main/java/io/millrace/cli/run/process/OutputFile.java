package io.millrace.cli.run.process;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/*
 *   create   opened for reading here --> the child opens it for writing --> unlink: no name, only open ends
 *
 * A file rather than a pipe: nobody has to read for the child to go on, memory stays flat whatever it prints, and a
 * grandchild that holds its end open holds up nobody. Without a name nothing is left when the tool is killed.
 * A new file for each attempt, or a grandchild of the last one could write into the output of the next.
 */
/// A file that a child prints to.
public final class OutputFile {
    /// So much is held in memory rather than in an open file.
    private static final int SMALL = 1 << 14;

    private final Path path;
    private final FileChannel reader;
    private final long most;
    private final boolean keeps;
    private long passedOn; // everything before here has been passed on

    private OutputFile(Path path, long most, boolean keeps, StandardOpenOption create)
            throws IOException {
        this.path = path;
        this.most = most;
        this.keeps = keeps;
        this.reader =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, create);
    }

    /// Makes a file that is to lose its name.
    ///
    /// @param most how much of it counts; the rest is not looked at
    static OutputFile temporary(Path path, long most) throws IOException {
        return new OutputFile(path, most, false, StandardOpenOption.CREATE_NEW);
    }

    /// Opens an empty file that is to stay, or makes it.
    ///
    /// @param most as above
    static OutputFile kept(Path path, long most) throws IOException {
        return new OutputFile(path, most, true, StandardOpenOption.CREATE);
    }

    File file() {
        return path.toFile();
    }

    /// Takes the file's name away, unless it is to stay.
    void unlink() throws IOException {
        if (!keeps) {
            Files.deleteIfExists(path);
        }
    }

    /// Tells whether more was printed than counts.
    boolean isOver() throws IOException {
        return reader.size() > most;
    }

    private long size() throws IOException {
        return Math.min(most, reader.size());
    }

    /// Returns the whole lines that have come since the last call.
    Captured newLines() throws IOException {
        long end = endOfLastLine(size());
        if (end <= passedOn) {
            return Captured.empty();
        }
        var lines = new Captured.Part(reader, passedOn, end);
        passedOn = end;
        return lines;
    }

    private long endOfLastLine(long size) throws IOException {
        var block = ByteBuffer.allocate(8192);
        for (long to = size; to > passedOn; ) {
            long from = Math.max(passedOn, to - block.capacity());
            block.clear().limit((int) (to - from));
            while (block.hasRemaining() && reader.read(block, from + block.position()) > 0) {}
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return passedOn;
    }

    /// Returns what is left. The caller closes it; small output is in memory, its file closed.
    Captured finish() throws IOException {
        long size = size();
        if (passedOn > 0) {
            return new Captured.Part(reader, passedOn, size);
        }
        if (size > SMALL) {
            return new Captured.Part(reader, 0, size);
        }
        if (size == 0) {
            reader.close();
            return Captured.empty();
        }
        var bytes = ByteBuffer.allocate((int) size);
        while (bytes.hasRemaining() && reader.read(bytes, bytes.position()) > 0) {}
        reader.close();
        return new Captured.Bytes(
                bytes.hasRemaining()
                        ? Arrays.copyOf(bytes.array(), bytes.position())
                        : bytes.array());
    }

    void close() throws IOException {
        reader.close();
        unlink();
    }
}
