package io.millrace.examples;

import io.millrace.task.ErrGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The checksums of all files of a folder, four files at a time, as `sha256sum` prints them; the
/// first failure stops the rest.
public final class ErrGroups {
    private static final int AT_A_TIME = 4;

    private ErrGroups() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args a folder; without one, the program makes one with a few files, and shows what
    ///   happens when a file is missing
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 0) {
            Path folder = Path.of(args[0]);
            if (args.length > 1 || !Files.isDirectory(folder)) {
                throw new IllegalArgumentException("takes one folder: '" + args[0] + "'");
            }
            checksums(files(folder)).forEach((file, sum) -> out.println(sum + "  " + file));
            return;
        }
        Path folder = Files.createTempDirectory("errgroup");
        try {
            for (int i = 1; i <= 6; i++) {
                Files.writeString(folder.resolve("file" + i), "x".repeat(i));
            }
            List<Path> files = new ArrayList<>(files(folder));
            checksums(files)
                    .forEach((file, sum) ->
                            out.println(sum.substring(0, 16) + "  " + file.getFileName()));
            files.add(folder.resolve("missing"));
            try {
                checksums(files);
            } catch (ExecutionException e) {
                boolean missing = e.getCause() instanceof NoSuchFileException;
                out.println("with one that is missing: " + (missing ? "no such file" : e));
            }
            limit(out);
        } finally {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    private static Map<Path, String> checksums(List<Path> files)
            throws InterruptedException, ExecutionException {
        var sums = new ConcurrentSkipListMap<Path, String>();
        try (var group = ErrGroup.builder().limit(AT_A_TIME).open()) {
            for (Path file : files) {
                group.go(() -> sums.put(file, checksum(file))); // waits while four are running
            }
            group.await(); // throws the first failure; the others have been cancelled then
        }
        return sums;
    }

    private static String checksum(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /// Counts how many run at once, and takes only what there is room for.
    private static void limit(PrintStream out) throws InterruptedException, ExecutionException {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var group = ErrGroup.builder().limit(AT_A_TIME).open()) {
            for (int i = 0; i < 40; i++) {
                group.go(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(1); // stands for real work
                    running.decrementAndGet();
                });
            }
            group.await();
            int taken = 0;
            while (group.tryGo(() -> Thread.sleep(50))) { // stands for real work
                taken++;
            }
            group.await();
            out.println("at once, at most: " + most + "; taken without waiting: " + taken);
        }
    }
}
