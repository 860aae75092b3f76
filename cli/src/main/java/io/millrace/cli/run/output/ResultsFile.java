package io.millrace.cli.run.output;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.process.Captured;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes a line of JSON for each job that has ended. Used by the aggregator only.
public final class ResultsFile implements AutoCloseable {

    /// So much of a job's stdout, and of its stderr, is recorded.
    private static final int MOST_TEXT = 1 << 20;

    private final Path path;
    private final BlockOutput out;
    private final OutputStream file;
    private final JsonGenerator json;
    private boolean broken; // nothing more is written

    private ResultsFile(Path path, OutputStream file) {
        this.path = path;
        this.file = file;
        this.out = new BlockOutput(file);
        this.json =
                JsonFactory.builder()
                        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM) // see flush()
                        .rootValueSeparator("")
                        .build()
                        .createGenerator(ObjectWriteContext.empty(), out);
    }

    /// Opens a file, anew.
    public static ResultsFile open(Path path) throws IOException {
        return new ResultsFile(path, Files.newOutputStream(path));
    }

    /// Opens a file to add to it. Half a line, which a kill has left at its end, is cut off: that
    /// job is run again.
    public static ResultsFile append(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            try (var file =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                file.truncate(endOfLastLine(file));
            }
        }
        return new ResultsFile(
                path,
                Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private static long endOfLastLine(FileChannel file) throws IOException {
        var block = ByteBuffer.allocate(1 << 16);
        for (long to = file.size(); to > 0; ) {
            long from = Math.max(0, to - block.capacity());
            block.clear().limit((int) (to - from));
            while (block.hasRemaining() && file.read(block, from + block.position()) > 0) {}
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }

    /// Writes a job's line.
    ///
    /// @throws SinkException if that fails
    void write(Event.Finished finished) throws SinkException {
        if (broken) {
            return;
        }
        try {
            writeRecord(finished);
            json.flush();
            out.write('\n');
        } catch (IOException | JacksonException e) {
            throw failed(e);
        }
    }

    private void writeRecord(Event.Finished finished) throws IOException {
        Job job = finished.job();
        Attempt last = finished.last();
        Captured stdout = last.stdout().whole();
        Captured stderr = last.stderr().whole();
        String input = ExactText.readable(job.input());
        json.writeStartObject();
        json.writeNumberProperty("seq", job.seq());
        json.writeStringProperty(
                "key",
                job.key() == null ? input + "#" + job.occurrence() : ExactText.readable(job.key()));
        json.writeStringProperty("input", input);
        if (!ExactText.isUtf8(job.input())) {
            json.writeName("inputBase64");
            json.writeBinary(ExactText.encode(job.input()));
        }
        json.writeBooleanProperty("ok", last.ok());
        json.writeNumberProperty("exit", last.exit());
        json.writeStringProperty("signal", last.signal());
        json.writeBooleanProperty("timeout", last.timeout());
        writeStatus(last.status());
        json.writeNumberProperty("attempts", finished.attempts());
        json.writeNumberProperty("consumer", finished.slot());
        json.writeNumberProperty("queuedMs", finished.queuedNanos() / 1_000_000);
        json.writeNumberProperty("runMs", last.runNanos() / 1_000_000);
        json.writeStringProperty("stdout", ExactText.readable(stdout.text(MOST_TEXT)));
        json.writeStringProperty("stderr", ExactText.readable(stderr.text(MOST_TEXT)));
        json.writeBooleanProperty("excess", last.excess());
        json.writeBooleanProperty(
                "truncated", stdout.size() > MOST_TEXT || stderr.size() > MOST_TEXT);
        json.writeEndObject();
    }

    private void writeStatus(@Nullable Integer status) {
        if (status == null) {
            return; // no request: no such property
        }
        if (status == 0) {
            json.writeNullProperty("status");
        } else {
            json.writeNumberProperty("status", status);
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

    private SinkException failed(Exception e) {
        broken = true;
        Throwable cause = e instanceof JacksonException && e.getCause() != null ? e.getCause() : e;
        var io = cause instanceof IOException already ? already : new IOException(cause);
        return new SinkException("cannot write to " + path + ": " + io.getMessage(), false, io);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
