package io.millrace.cli.run;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What has been opened, to be closed again: the latest first, and all of it, whatever fails.
final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /// Takes something that is open.
    <T extends AutoCloseable> T add(T opened) {
        open.push(opened);
        return opened;
    }

    /// Closes all because of a failure, which is told rather than those of closing.
    void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        @Nullable Exception first = null;
        while (open.poll() instanceof AutoCloseable next) {
            try {
                next.close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        switch (first) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IOException(first);
        }
    }
}
