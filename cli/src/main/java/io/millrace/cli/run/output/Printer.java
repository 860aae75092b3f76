package io.millrace.cli.run.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.run.process.Captured;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Writes what jobs print, a job or a line at a time, never mixed. Used by the aggregator only.
public final class Printer {
    private final BlockOutput out;
    private final BlockOutput err;
    private final boolean byLine;
    private boolean broken; // nothing more is written to stdout

    /// Makes a printer.
    ///
    /// @param byLine whether jobs are printed line by line; then each one's last line is ended
    public Printer(OutputStream out, OutputStream err, boolean byLine) {
        this.out = new BlockOutput(out);
        this.err = new BlockOutput(err);
        this.byLine = byLine;
    }

    /// Writes to stdout.
    ///
    /// @param tag what each line begins with; null for nothing
    /// @throws SinkException if that fails
    void print(byte @Nullable [] tag, Captured captured) throws SinkException {
        try {
            if (!broken && !captured.isEmpty()) {
                write(tag, captured, out);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Writes to stderr, if that is possible.
    ///
    /// @param tag what each line begins with; null for nothing
    void printError(byte @Nullable [] tag, Captured captured) throws SinkException {
        if (captured.isEmpty()) {
            return;
        }
        flush(); // at a terminal both are one stream
        try {
            write(tag, captured, err);
            err.flush();
        } catch (IOException _) {
            // Whoever closed stderr wants none of it.
        }
    }

    private void write(byte @Nullable [] tag, Captured captured, BlockOutput to)
            throws IOException {
        captured.writeTo(tag == null ? to : new TaggedOutput(to, tag));
        if (byLine || tag != null) {
            to.endLine();
        }
    }

    /// Writes a line to stderr, if that is possible.
    public void tell(String line) {
        try {
            err.write((line + "\n").getBytes(UTF_8));
            err.flush();
        } catch (IOException _) {
            // As above.
        }
    }

    /// Hands on what is buffered.
    void flush() throws SinkException {
        if (broken) {
            return;
        }
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private SinkException failed(IOException e) {
        broken = true;
        String why = String.valueOf(e.getMessage());
        return new SinkException("cannot write to stdout: " + why, why.contains("Broken pipe"), e);
    }
}
