package io.millrace.cli.run.process;

import io.millrace.cli.run.input.ExactText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/*
 *   DIR / a.txt                    attempt-1.stdout  attempt-1.stderr      the key, or the input, is a file name as it is
 *         a.txt~2                  ..                                      the second time it came in a run
 *         some_dir_a.txt-9f86d081  attempt-1..  attempt-2..                it was not: then with a part of its SHA-256
 *
 * L1  No file that is there is written to: an attempt takes the next number that is free, also after an earlier run.
 */
/// Where what attempts print stays: a folder for each job, named by what that is known by, and two
/// files for each attempt. Used by all consumers.
public final class LogFolder {
    private static final int MOST_NAME = 80;
    private static final int HASH_BYTES = 6;

    private final Path root;

    /// Makes the folder if it is not there.
    public LogFolder(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    /// Makes a place for an attempt, and its empty stdout.
    ///
    /// @param name what the job is known by
    /// @param occurrence how often that has come
    /// @return for [#stdout] and [#stderr]
    public Path newAttempt(String name, int occurrence) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name(name, occurrence)));
        for (int number = 1; ; number++) {
            Path attempt = folder.resolve("attempt-" + number);
            try {
                Files.createFile(stdout(attempt)); // L1
                return attempt;
            } catch (FileAlreadyExistsException _) {
                // The next number, then.
            }
        }
    }

    /// Returns where an attempt's stdout is.
    public static Path stdout(Path attempt) {
        return attempt.resolveSibling(attempt.getFileName() + ".stdout");
    }

    /// Returns where an attempt's stderr is.
    public static Path stderr(Path attempt) {
        return attempt.resolveSibling(attempt.getFileName() + ".stderr");
    }

    /// Returns what a job's folder is called.
    static String name(String input, int occurrence) {
        var name = new StringBuilder(input.isEmpty() ? "_" : "");
        for (int i = 0; i < Math.min(input.length(), MOST_NAME); i++) {
            char c = input.charAt(i);
            name.append(isPlain(c, i == 0) ? c : '_');
        }
        if (!name.toString().equals(input)) {
            name.append('-').append(hash(input));
        }
        return occurrence > 1 ? name + "~" + occurrence : name.toString();
    }

    private static boolean isPlain(char c, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "_+,=@".indexOf(c) >= 0
                || (!first && (c == '.' || c == '-'));
    }

    private static String hash(String input) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ExactText.encode(input));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
