package io.millrace.cli.run.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.cli.run.input.ExactText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Recognizes jobs by their content: the key is the SHA-256 of the input, or of what `--key` makes
/// of it, `#`, and how often that has come. Used by one producer.
public final class Recognizer {
    private final MessageDigest digest = sha256();
    private final @Nullable KnownJobs known;
    private final boolean retryFailed;
    private final AtomicLong done;
    private final AtomicLong failed;

    /// @param known what earlier runs have recorded; null if there was none
    /// @param retryFailed whether what failed is run again
    /// @param done counts what is not run because it is done
    /// @param failed counts what is not run because it has failed
    Recognizer(@Nullable KnownJobs known, boolean retryFailed, AtomicLong done, AtomicLong failed) {
        this.known = known;
        this.retryFailed = retryFailed;
        this.done = done;
        this.failed = failed;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Returns the record of a job, and counts it if it is not to be run.
    ///
    /// @param seq its number in this run
    /// @param name what it is known by: its `--key`, or its input
    /// @param occurrence how often this name has come, this time included
    public JobRecord recognize(long seq, String input, String name, int occurrence) {
        byte[] key = key(name, occurrence);
        if (known == null) {
            return new JobRecord(key, seq, input, occurrence, 0, false);
        }
        int found = known.find(key);
        if (found < 0) {
            return new JobRecord(key, seq, input, occurrence, 0, false);
        }
        boolean settled =
                switch (known.state(found)) {
                    case DONE -> {
                        done.incrementAndGet();
                        yield true;
                    }
                    case FAILED -> {
                        failed.addAndGet(retryFailed ? 0 : 1);
                        yield !retryFailed;
                    }
                    case RUNNING, INTERRUPTED, UNSTARTED -> false;
                };
        return new JobRecord(key, seq, input, occurrence, known.id(found), settled);
    }

    byte[] key(String name, int occurrence) {
        digest.update(ExactText.encode(name));
        digest.update((byte) '#');
        return digest.digest(Integer.toString(occurrence).getBytes(US_ASCII));
    }
}
