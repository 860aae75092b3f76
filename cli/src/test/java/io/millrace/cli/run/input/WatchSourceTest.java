package io.millrace.cli.run.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that come while the source runs. "Old" is a file that was last changed an hour ago: it is
/// complete at once.
class WatchSourceTest {
    private static final Duration LONG = Duration.ofMinutes(30);

    @TempDir Path temp;

    private final LinkedBlockingQueue<String> given = new LinkedBlockingQueue<>();
    private Thread reader = Thread.currentThread();

    private void watch(Path root, Duration still) {
        var source = new WatchSource(root, still);
        reader =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                source.forEach(new ToQueue(given));
                            } catch (IOException e) {
                                given.add("failed: " + e.getMessage());
                            } catch (InterruptedException e) {
                                given.add("interrupted");
                            }
                        });
    }

    private record ToQueue(LinkedBlockingQueue<String> to) implements Source.Inputs {
        @Override
        public void accept(String input) {
            to.add(input);
        }

        @Override
        public void refuse(String start, String why) {
            to.add("REFUSED " + start + ": " + why);
        }

        @Override
        public void flush() {}
    }

    @AfterEach
    void an_interrupt_ends_it() throws Exception {
        if (reader != Thread.currentThread()) {
            reader.interrupt();
            reader.join();
        }
    }

    private Path folder() throws IOException {
        return Files.createDirectories(temp.resolve("watched"));
    }

    private static Path old(Path file) throws IOException {
        Files.writeString(file, "x");
        return Files.setLastModifiedTime(
                file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    /// Makes an old file elsewhere, and moves it there.
    private Path moveIn(Path target) throws IOException {
        Path made = old(temp.resolve("made"));
        return Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void files_that_are_there_are_given_and_then_those_that_come() throws Exception {
        Path folder = folder();
        Files.createDirectories(folder.resolve("deep/er"));
        Set<String> there = new TreeSet<>();
        there.add(old(folder.resolve("a")).toString());
        there.add(old(folder.resolve("deep/er/b")).toString());
        watch(folder, LONG);
        assertEquals(there, new TreeSet<>(Set.of(given.take(), given.take())));
        assertEquals(moveIn(folder.resolve("c")).toString(), given.take());
        assertEquals(moveIn(folder.resolve("deep/d")).toString(), given.take());
    }

    @Test
    void a_file_that_still_grows_is_not_given_before_it_is_complete() throws Exception {
        Path folder = folder();
        Path growing = Files.writeString(folder.resolve("growing"), "half");
        watch(folder, LONG);
        assertEquals(moveIn(folder.resolve("other")).toString(), given.take());
        assertNull(given.poll());
        old(growing); // its last change is long ago now
        assertEquals(growing.toString(), given.take());
    }

    @Test
    void without_a_clock_in_common_a_file_that_stays_as_it_is_is_complete() throws Exception {
        Path folder = folder();
        watch(folder, Duration.ofMillis(50));
        Path made = Files.writeString(temp.resolve("made"), "x");
        Files.setLastModifiedTime(made, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
        Path file = Files.move(made, folder.resolve("tomorrow"));
        assertEquals(file.toString(), given.take());
    }

    @Test
    void a_new_folder_is_watched_with_all_below_it() throws Exception {
        Path folder = folder();
        watch(folder, LONG);
        Path made = Files.createDirectories(temp.resolve("tree/sub"));
        old(made.resolve("a"));
        Files.move(temp.resolve("tree"), folder.resolve("tree"));
        assertEquals(folder.resolve("tree/sub/a").toString(), given.take());
        assertEquals(moveIn(folder.resolve("tree/sub/b")).toString(), given.take());
    }

    @Test
    void w2_a_file_is_given_once_and_another_in_its_place_again() throws Exception {
        Path folder = folder();
        Path file = old(folder.resolve("a"));
        watch(folder, LONG);
        assertEquals(file.toString(), given.take());
        old(file); // the same file
        assertEquals(moveIn(folder.resolve("b")).toString(), given.take());
        moveIn(file); // another one
        assertEquals(file.toString(), given.take());
        Files.delete(file);
        assertEquals(moveIn(folder.resolve("c")).toString(), given.take());
        moveIn(file);
        assertEquals(file.toString(), given.take());
    }

    @Test
    void w3_more_events_than_the_system_keeps_lose_no_file() throws Exception {
        Path folder = folder();
        int files = 1000; // four events each, and the platform keeps 512 for a folder
        var slow = new java.util.concurrent.CountDownLatch(1);
        var source = new WatchSource(folder, LONG);
        var names = java.util.concurrent.ConcurrentHashMap.<String>newKeySet();
        var first = old(folder.resolve("first"));
        reader =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                source.forEach(new Slow(slow, names, given));
                            } catch (IOException | InterruptedException e) {
                                given.add("ended");
                            }
                        });
        assertEquals("waits", given.take()); // it holds the first one, and heeds no event
        for (int i = 0; i < files; i++) {
            Path made = old(folder.resolve("f" + i));
            Files.move(made, folder.resolve("g" + i));
        }
        slow.countDown();
        for (int i = 0; i < files; i++) {
            given.take();
        }
        assertEquals(files, names.size());
        assertTrue(names.stream().allMatch(name -> name.contains("/g")), first.toString());
    }

    private record Slow(
            java.util.concurrent.CountDownLatch go,
            Set<String> names,
            LinkedBlockingQueue<String> given)
            implements Source.Inputs {
        @Override
        public void accept(String input) throws InterruptedException {
            if (input.endsWith("first")) {
                given.add("waits");
                go.await();
            } else if (names.add(input)) {
                given.add(input);
            }
        }

        @Override
        public void refuse(String start, String why) {
            given.add("REFUSED " + start + ": " + why);
        }

        @Override
        public void flush() {}
    }

    @Test
    void a_link_is_not_followed_and_a_root_that_goes_is_told() throws Exception {
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve("link"), old(temp.resolve("target")));
        watch(folder, LONG);
        assertEquals(moveIn(folder.resolve("a")).toString(), given.take());
        Files.delete(folder.resolve("link"));
        Files.delete(folder.resolve("a"));
        Files.delete(folder);
        assertEquals("failed: " + folder + " is watched and was removed", given.take());
    }
}
