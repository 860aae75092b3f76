package io.millrace.cli.run.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.output.Event.Finished;
import io.millrace.cli.run.process.Captured;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class OrderWindowTest {
    private final OrderWindow window = new OrderWindow(4);
    private final List<Long> printed = new ArrayList<>();

    private static Finished finished(long seq) {
        var attempt = new Attempt(0, null, false, Captured.empty(), Captured.empty(), 0);
        return new Finished(new Job(seq, "", 0, null, 0), 1, attempt, 1, 0, null);
    }

    private void finish(long... seqs) {
        for (long seq : seqs) {
            window.add(finished(seq), done -> printed.add(done.job().seq()));
        }
        window.release();
    }

    @Test
    void results_come_in_the_order_of_the_inputs() throws Exception {
        for (int i = 0; i < 4; i++) {
            window.enter(1);
        }
        finish(3, 2, 4);
        assertEquals(List.of(), printed);
        finish(1);
        assertEquals(List.of(1L, 2L, 3L, 4L), printed);
    }

    @Test
    void w1_nobody_enters_a_full_window_until_the_first_has_left() throws Exception {
        for (int i = 0; i < 4; i++) {
            window.enter(1);
        }
        finish(2, 3, 4);
        Assertions.assertThrows(
                ContextEndedException.class,
                () -> {
                    try (var soon = Context.background().withTimeout(Duration.ofMillis(20))) {
                        soon.call(() -> {
                            window.enter(1);
                            return null;
                        });
                    }
                });
        finish(1);
        for (int i = 0; i < 4; i++) {
            window.enter(1);
        }
        finish(5);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), printed);
    }

    @Test
    void what_was_not_started_leaves_gaps_at_the_end() throws Exception {
        for (int i = 0; i < 4; i++) {
            window.enter(1);
        }
        finish(1, 4, 3);
        window.flush(done -> printed.add(done.job().seq()));
        assertEquals(List.of(1L, 3L, 4L), printed);
    }
}
