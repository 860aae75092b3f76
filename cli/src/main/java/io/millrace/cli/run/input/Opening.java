package io.millrace.cli.run.input;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Opens what a source reads, when it begins to.
@FunctionalInterface
public interface Opening {

    /// Opens it. An interrupt ends the reading.
    ReadableByteChannel open() throws IOException;

    /// Returns stdin.
    static ReadableByteChannel stdin() {
        // A file channel, because an interrupt ends its reading.
        return new FileInputStream(FileDescriptor.in).getChannel();
    }

    /// Returns the opening of a file.
    static Opening ofFile(String name) {
        return () -> FileChannel.open(Path.of(name), StandardOpenOption.READ);
    }
}
