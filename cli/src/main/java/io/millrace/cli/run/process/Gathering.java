package io.millrace.cli.run.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bytes that come piece by piece: a few in memory, more in a file without a name. Filled by one
/// thread at a time, and finished by any: what comes later is dropped.
public final class Gathering {
    private static final int SMALL = 1 << 14;

    private final TempFolder folder;
    private final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer memory = ByteBuffer.allocate(0); // all of these are guarded by the lock
    private @Nullable FileChannel file; // what is not in memory any more
    private long size;
    private boolean finished;

    /// Makes an empty one.
    ///
    /// @param folder where the file is to be
    public Gathering(TempFolder folder) {
        this.folder = folder;
    }

    /// Adds some bytes.
    ///
    /// @throws IOException if the file cannot be written
    public void add(ByteBuffer more) throws IOException {
        lock.lock();
        try {
            if (finished) {
                return;
            }
            size += more.remaining();
            if (file == null && size <= SMALL) {
                keep(more);
            } else {
                spill(more);
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(ByteBuffer more) {
        if (memory.remaining() < more.remaining()) {
            var larger = ByteBuffer.allocate((int) Math.min(SMALL, Math.max(1024, size * 2)));
            larger.put(memory.flip());
            memory = larger;
        }
        memory.put(more);
    }

    private void spill(ByteBuffer more) throws IOException {
        FileChannel to = file;
        if (to == null) {
            to = folder.newNameless();
            file = to;
            write(memory.flip(), to);
            memory = ByteBuffer.allocate(0);
        }
        write(more, to);
    }

    private static void write(ByteBuffer bytes, FileChannel to) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /// Returns how many bytes have come.
    public long size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /// Returns what has come. The caller closes it. To be called once.
    public Captured finish() {
        lock.lock();
        try {
            finished = true;
            if (file != null) {
                return new Captured.Part(file, 0, size);
            }
            byte[] bytes = new byte[memory.position()];
            memory.flip().get(bytes);
            return bytes.length == 0 ? Captured.empty() : new Captured.Bytes(bytes);
        } finally {
            lock.unlock();
        }
    }
}
