package io.millrace.cli.run.input;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 *   seen --changed less than a second ago--> growing --a second without a change--> given
 *     \---- not changed for a second: moved here, or old ----------------------------^
 *
 * W1  A folder is watched before it is listed: what comes meanwhile is in the list, or in the events, or in both.
 * W2  `given` says which file is known by a path: the same file is not given twice, whatever events come, and another one
 *     that takes its place is.
 * W3  Events may be lost. The watcher says so, and the folder is listed again.
 *
 * That a writer has closed a file cannot be known here: the platform's watcher does not tell of it.
 */
/// The regular files below a folder, and those that come later: each as soon as it is complete. It
/// never ends by itself.
///
/// A file is complete when it has not changed for a second. One that is moved here when it is
/// complete is taken at once, if it was last changed a second ago.
public final class WatchSource implements Source {
    private static final Duration STILL = Duration.ofSeconds(1);

    /// A file that changed lately.
    private record Growing(long size, FileTime changed, long sinceNanos) {}

    private final Path root;
    private final long stillNanos;
    private final Map<Path, Object> given = new HashMap<>(); // the file's identity by its path: W2
    private final Map<Path, Growing> growing = new LinkedHashMap<>();
    private final Map<WatchKey, Path> folders = new HashMap<>();

    /// Makes a source of all files below a folder.
    public WatchSource(String folder) {
        this(Path.of(folder), STILL);
    }

    WatchSource(Path root, Duration still) {
        this.root = root;
        this.stillNanos = still.toNanos();
    }

    @Override
    public void forEach(Inputs out) throws IOException, InterruptedException {
        try (WatchService watcher = root.getFileSystem().newWatchService()) {
            list(root, watcher, out);
            while (true) {
                long wait = giveComplete(out);
                out.flush();
                WatchKey key =
                        wait == Long.MAX_VALUE
                                ? watcher.take()
                                : watcher.poll(wait, TimeUnit.NANOSECONDS);
                if (key != null) {
                    heed(key, watcher, out);
                }
            }
        }
    }

    /// Gives what is complete by now, and returns how long the next one takes at least.
    private long giveComplete(Inputs out) throws IOException, InterruptedException {
        long now = System.nanoTime();
        long wait = Long.MAX_VALUE;
        List<Path> due = new ArrayList<>();
        for (var entry : growing.entrySet()) {
            long left = stillNanos - (now - entry.getValue().sinceNanos);
            if (left <= 0) {
                due.add(entry.getKey());
            } else {
                wait = Math.min(wait, left);
            }
        }
        for (Path file : due) {
            look(file, out);
            if (growing.get(file) instanceof Growing more) { // it has changed after all
                wait = Math.min(wait, stillNanos - (now - more.sinceNanos));
            }
        }
        return wait == Long.MAX_VALUE ? wait : Math.max(1, wait);
    }

    private void heed(WatchKey key, WatchService watcher, Inputs out)
            throws IOException, InterruptedException {
        Path folder = folders.get(key);
        List<WatchEvent<?>> events = key.pollEvents();
        if (folder != null) {
            for (WatchEvent<?> event : events) {
                heed(event, folder, watcher, out);
            }
        }
        if (!key.reset()) {
            folders.remove(key);
            if (root.equals(folder)) {
                throw new NoSuchFileException(root + " is watched and was removed");
            }
        }
    }

    private void heed(WatchEvent<?> event, Path folder, WatchService watcher, Inputs out)
            throws IOException, InterruptedException {
        if (!(event.context() instanceof Path name)) {
            list(folder, watcher, out); // W3
            return;
        }
        Path path = folder.resolve(name);
        if (event.kind().equals(StandardWatchEventKinds.ENTRY_DELETE)) {
            forget(path);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            if (event.kind().equals(StandardWatchEventKinds.ENTRY_CREATE)) {
                list(path, watcher, out);
            }
        } else {
            look(path, out);
        }
    }

    /// Forgets a path, and what was below it if it was a folder: it may have been moved away.
    private void forget(Path path) {
        given.remove(path);
        growing.remove(path);
        if (folders.containsValue(path)) {
            given.keySet().removeIf(file -> file.startsWith(path));
            growing.keySet().removeIf(file -> file.startsWith(path));
            folders.entrySet()
                    .removeIf(entry -> {
                        boolean below = entry.getValue().startsWith(path);
                        if (below) {
                            entry.getKey().cancel();
                        }
                        return below;
                    });
        }
    }

    /// Watches a folder and all below it, and looks at the files.
    private void list(Path top, WatchService watcher, Inputs out)
            throws IOException, InterruptedException {
        var left = new ArrayDeque<Path>(List.of(top));
        while (!left.isEmpty()) {
            Path folder = left.pop();
            try {
                watch(folder, watcher);
                for (Path path : entries(folder)) {
                    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        left.push(path);
                    } else {
                        look(path, out);
                    }
                }
            } catch (NoSuchFileException e) {
                if (folder.equals(root)) {
                    throw e;
                }
                forget(folder); // it went as fast as it came
            } catch (IOException e) {
                if (folder.equals(root)) {
                    throw e;
                }
                out.refuse(FileSource.exactName(folder), "cannot watch this folder: " + e);
            }
        }
    }

    private void watch(Path folder, WatchService watcher) throws IOException { // W1
        WatchKey key =
                folder.register(
                        watcher,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
        folders.put(key, folder);
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            List<Path> entries = new ArrayList<>();
            stream.forEach(entries::add);
            return entries;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /// Gives a file if it is complete and is not known, or remembers that it grows.
    private void look(Path file, Inputs out) throws IOException, InterruptedException {
        BasicFileAttributes now = attributesOrNull(file);
        if (now == null || !now.isRegularFile()) {
            forget(file);
            return;
        }
        Object identity = now.fileKey() == null ? file : now.fileKey();
        if (identity.equals(given.get(file))) {
            growing.remove(file);
        } else if (isStill(now, growing.get(file))) {
            growing.remove(file);
            given.put(file, identity);
            out.accept(FileSource.exactName(file));
        } else if (!isSame(now, growing.get(file))) {
            growing.put(file, new Growing(now.size(), now.lastModifiedTime(), System.nanoTime()));
        }
    }

    private boolean isStill(BasicFileAttributes now, @Nullable Growing before) {
        long age = System.currentTimeMillis() - now.lastModifiedTime().toMillis();
        return age >= TimeUnit.NANOSECONDS.toMillis(stillNanos)
                || (before != null // its clock may be another than ours
                        && isSame(now, before)
                        && System.nanoTime() - before.sinceNanos >= stillNanos);
    }

    private static boolean isSame(BasicFileAttributes now, @Nullable Growing before) {
        return before != null
                && now.size() == before.size
                && now.lastModifiedTime().equals(before.changed);
    }

    private static @Nullable BasicFileAttributes attributesOrNull(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException _) {
            return null; // it is gone
        }
    }
}
