package io.millrace.cli.run.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 *      buffer   [ done | a line \n another \n part of a third | free ]
 *                      ^start                                 ^end
 *
 * L1  No line is longer than LONGEST while it is in the buffer: the rest of a longer one is read and forgotten.
 */
/// Cuts a stream of bytes into lines, or into what lies between NUL bytes.
///
/// An empty line is no job, as for xargs and GNU parallel; between NULs it is one, as for `xargs
/// -0`. The last line counts without a newline as well. A carriage return is part of the line.
public final class LineSource implements Source {

    /// How many bytes a line may have.
    public static final int LONGEST = 1 << 20;

    private static final int FIRST_SIZE = 1 << 16;

    /// So much of what is refused for its length is shown.
    static final int SHOWN = 60;

    private final ReadableByteChannel in;
    private final byte delimiter;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int start;
    private int scanned; // no delimiter between start and here
    private int end;
    private long number; // of the line, from 1
    private boolean skipping; // the rest of a line that is too long
    private long dropped; // bytes that were before the buffer's first
    private final long whole; // bytes that there are; negative if that is not known
    private final AtomicLong given = new AtomicLong(); // bytes of lines that were given out

    /// Makes a source that reads `in`, and closes it when it stops for whatever reason.
    ///
    /// @param delimiter what ends a line: a newline or NUL
    public LineSource(ReadableByteChannel in, byte delimiter) {
        this.in = in;
        this.delimiter = delimiter;
        this.whole = in instanceof FileChannel file ? left(file) : -1;
    }

    /// Returns how many bytes a regular file has left. Pipes and terminals have no position.
    private static long left(FileChannel file) {
        try {
            return file.size() - file.position();
        } catch (IOException _) {
            return -1;
        }
    }

    @Override
    public @Nullable Measure measureOrNull() {
        return whole <= 0 ? null : new Measure(whole, given.getAcquire(), false);
    }

    @Override
    public void forEach(Inputs out) throws IOException, InterruptedException {
        try (in) { // so that whoever writes to it learns that nobody reads any more
            while (fill()) {
                cut(out);
                out.flush();
            }
        } catch (ClosedByInterruptException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
        if (end > start && !skipping) {
            give(start, end, out);
            out.flush();
        }
    }

    /// Returns the number of the line that was given last, from 1.
    long number() {
        return number;
    }

    /// Reads some bytes; returns false at the end.
    private boolean fill() throws IOException {
        if (end == buffer.length) {
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                scanned -= start;
                dropped += start;
                start = 0;
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2); // L1
            }
        }
        int got = in.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        end += Math.max(0, got);
        return got >= 0;
    }

    private void cut(Inputs out) throws InterruptedException {
        for (int i = scanned; i < end; i++) {
            if (buffer[i] == delimiter) {
                if (skipping) {
                    skipping = false;
                } else {
                    give(start, i, out);
                }
                start = i + 1;
                given.setRelease(dropped + start);
            }
        }
        scanned = end;
        if (skipping) {
            start = end;
        } else if (end - start > LONGEST) {
            refuse(out);
        }
    }

    private void give(int from, int to, Inputs out) throws InterruptedException {
        if (to - from > LONGEST) {
            refuse(out);
            skipping = false;
            return;
        }
        number++;
        if (to > from || delimiter == 0) {
            out.accept(ExactText.decode(buffer, from, to - from));
        }
    }

    private void refuse(Inputs out) throws InterruptedException {
        number++;
        skipping = true;
        String shown = ExactText.decode(buffer, start, SHOWN);
        start = end;
        out.refuse(
                shown,
                "line "
                        + number
                        + " is longer than "
                        + LONGEST
                        + " bytes, the most that a job's input may have");
    }
}
