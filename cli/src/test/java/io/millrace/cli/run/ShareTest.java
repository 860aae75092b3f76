package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.cli.run.job.Job;
import org.junit.jupiter.api.Test;

class ShareTest {
    @Test
    void each_job_is_claimed_once_in_order_and_with_its_own_number() {
        var share = new Share(7, new String[] {"a", "b"}, new int[] {1, 3}, null, null, 99, null);
        assertEquals(new Job(7, "a", 1, null, 99), share.nextOrNull());
        assertEquals(new Job(8, "b", 3, null, 99), share.nextOrNull());
        assertNull(share.nextOrNull());
        assertNull(share.nextOrNull());
    }

    @Test
    void what_cannot_be_run_says_why() {
        Job job = new Share(1, new String[] {"a"}, null, null, "too long", 0, null).nextOrNull();
        assertNotNull(job);
        assertEquals("too long", job.refusal());
        assertEquals(0, job.occurrence());
    }

    @Test
    void a_job_has_its_own_key() {
        var share =
                new Share(
                        1, new String[] {"a", "b"}, null, new String[] {"x", "y"}, null, 99, null);
        assertEquals(new Job(1, "a", 0, "x", null, 99), share.nextOrNull());
        assertEquals(new Job(2, "b", 0, "y", null, 99), share.nextOrNull());
    }
}
