package io.millrace.cli.run.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownJobsTest {
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    private Recognizer recognizer(KnownJobs known, boolean retryFailed) {
        return new Recognizer(known, retryFailed, done, failed);
    }

    @Test
    void a_key_is_the_sha256_that_sha256sum_gives() {
        assertEquals(
                "8764bd692d823d00cd1e7c38c65d6b9edf49f4ac28d6ae9f199f994c975d20c3",
                HexFormat.of().formatHex(recognizer(new KnownJobs(), false).key("3", 1)));
    }

    @Test
    void each_of_many_jobs_is_found_again_and_no_other() {
        var known = new KnownJobs();
        var recognizer = recognizer(known, false);
        for (int i = 1; i <= 10_000; i++) {
            known.add(recognizer.key("job " + i, 1), i, JobState.values()[i % 5]);
        }
        assertEquals(10_000, known.size());
        for (int i = 1; i <= 10_000; i++) {
            JobRecord job = recognizer.recognize(i, "job " + i, "job " + i, 1);
            assertEquals(i, job.id);
            assertEquals(i % 5 == 1 || i % 5 == 2, job.isSettled()); // done, failed
            assertFalse(recognizer.recognize(i, "job " + i, "job " + i, 2).isSettled());
        }
        assertEquals(2_000, done.get());
        assertEquals(2_000, failed.get());
    }

    @Test
    void a_failed_job_is_settled_unless_it_is_to_be_tried_again() {
        var known = new KnownJobs();
        known.add(recognizer(known, false).key("x", 1), 5, JobState.FAILED);
        assertTrue(recognizer(known, false).recognize(1, "x", "x", 1).isSettled());
        assertFalse(recognizer(known, true).recognize(1, "x", "x", 1).isSettled());
        assertEquals(1, failed.get());
    }
}
