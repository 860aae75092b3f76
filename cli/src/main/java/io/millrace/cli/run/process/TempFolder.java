package io.millrace.cli.run.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A run's folder for what its children print: private, and gone with the run. Used by all
/// consumers.
public final class TempFolder implements AutoCloseable {
    private final Path path;
    private final AtomicLong files = new AtomicLong();

    private TempFolder(Path path) {
        this.path = path;
    }

    /// Makes a folder.
    ///
    /// @param parent where; null for the system's place
    public static TempFolder create(@Nullable String parent) throws IOException {
        return new TempFolder(Files.createTempDirectory(parent(parent), "millrace-"));
    }

    /// Returns where temporary files are to be.
    ///
    /// @param wanted where; null for the system's place
    public static Path parent(@Nullable String wanted) {
        return Path.of(wanted != null ? wanted : System.getProperty("java.io.tmpdir"));
    }

    /// Makes a file.
    ///
    /// @param most how much of it counts
    OutputFile newFile(long most) throws IOException {
        Path file = path.resolve(Long.toString(files.incrementAndGet()));
        return OutputFile.temporary(file, most);
    }

    /// Makes a file that has no name any more: nothing is left of it when it is closed.
    FileChannel newNameless() throws IOException {
        Path file = path.resolve(Long.toString(files.incrementAndGet()));
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE_NEW);
        Files.delete(file);
        return channel;
    }

    /// Removes the folder. May be called twice.
    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> left = Files.list(path)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }
}
