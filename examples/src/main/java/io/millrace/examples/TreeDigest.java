package io.millrace.examples;

import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import io.millrace.task.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/*
 *             ┌─► digester ─┐
 *   walker ─► ├─► digester ─┼─► the caller sorts
 *             └─► digester ─┘
 */
/// The SHA-256 sums of all files below a folder, as `sha256sum` prints them, in the order of the
/// paths. However large the tree is, so many files are open at once as there are digesters, and so
/// many paths wait as fit into the channel.
///
/// After the Go blog's MD5All. A file that cannot be read ends the whole, with its cause.
public final class TreeDigest {
    private static final int DIGESTERS = 4;
    private static final int PATHS = 16;
    private static final int CHUNK = 1 << 16;

    private record Sum(Path file, String hex) {}

    private TreeDigest() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args a folder; without it, the program makes one with a few files
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException, ExecutionException {
        if (args.length > 0) {
            Path folder = Path.of(args[0]);
            if (args.length > 1 || !Files.isDirectory(folder)) {
                throw new IllegalArgumentException(
                        "takes one folder: '" + String.join(" ", args) + "'");
            }
            digest(folder).forEach((file, sum) -> out.println(sum + "  " + file));
            return;
        }
        Path folder = Files.createTempDirectory("digest");
        try {
            for (int i = 0; i < 20; i++) {
                Path below = Files.createDirectories(folder.resolve("part" + i % 3));
                Files.writeString(below.resolve("file" + i), "line\n".repeat(i));
            }
            Map<String, String> sums = digest(folder);
            out.println("files: " + sums.size());
            sums.forEach((file, sum) ->
                    out.println(
                            sum.substring(0, 16)
                                    + "  "
                                    + file.substring(folder.toString().length() + 1)));
        } finally {
            delete(folder);
        }
    }

    private static Map<String, String> digest(Path folder)
            throws InterruptedException, ExecutionException {
        var sums = new TreeMap<String, String>();
        try (var scope = Scope.open()) {
            Receiver<Path> files = scope.produce(PATHS, to -> walk(folder, to));
            Receiver<Sum> done = scope.produce(0, to -> digest(files, to));
            for (Sum sum : done) { // throws if a file could not be read
                sums.put(sum.file.toString(), sum.hex);
            }
            scope.join();
        }
        return sums;
    }

    private static void digest(Receiver<Path> files, Sender<Sum> to)
            throws InterruptedException, ExecutionException {
        try (var digesters = Scope.open()) {
            for (int i = 0; i < DIGESTERS; i++) {
                digesters.go(() -> {
                    for (Path file : files) {
                        to.send(new Sum(file, sha256(file)));
                    }
                });
            }
            digesters.join();
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has it", e);
        }
        byte[] part = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n; (n = in.read(part)) >= 0; ) {
                digest.update(part, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Sends all files below `folder`. It waits while the digesters have enough to do.
    private static void walk(Path folder, Sender<Path> to)
            throws IOException, InterruptedException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    walk(entry, to);
                } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    to.send(entry);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
