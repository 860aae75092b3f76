package io.millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/// A handler that leaves its input in a log, as a line, and returns it. What it wrote is there
/// after a kill. It takes as long as the disk does.
public final class Appends implements Function<String, String> {
    /// The property that names the log.
    static final String LOG = "millrace.test.log";

    private final FileChannel log;

    /// Is made by the run.
    public Appends() throws IOException {
        Path path = Path.of(System.getProperty(LOG));
        log = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public String apply(String input) {
        try {
            log.write(ByteBuffer.wrap((input + "\n").getBytes()));
            log.force(false);
            return input;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
