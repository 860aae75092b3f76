package io.millrace.cli.run.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.process.Captured;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderWindowTest {
    @TempDir Path folder;

    private OrderWindow window = OrderWindow.inMemory(4);
    private final List<String> printed = new ArrayList<>();
    private final List<SinkException> failures = new ArrayList<>();

    private static Printout printout(String text) {
        return new Printout(null, Captured.of(text), Captured.empty());
    }

    private void print(long seq, Printout printout) {
        var text = new ByteArrayOutputStream();
        try {
            if (printout.tag() != null) {
                text.write(printout.tag());
            }
            printout.stdout().writeTo(text);
            printout.stderr().writeTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        printout.close();
        printed.add(text.toString(UTF_8));
    }

    private void finish(long... seqs) {
        for (long seq : seqs) {
            window.add(seq, printout("" + seq), this::print);
        }
        window.release();
    }

    private void enter(int jobs) throws InterruptedException {
        for (int i = 0; i < jobs; i++) {
            window.enter(1);
        }
    }

    /// Spills what is not next to the head, to files of a kilobyte, 10,000 bytes at most.
    private Spill spill() {
        var spill = new Spill(folder, 1024);
        window = OrderWindow.spilling(4, spill, 10_000, 1 << 20, failures::add);
        return spill;
    }

    private void assertNobodyEnters() {
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
    }

    @Test
    void results_come_in_the_order_of_the_inputs() throws Exception {
        enter(4);
        finish(3, 2, 4);
        assertEquals(List.of(), printed);
        finish(1);
        assertEquals(List.of("1", "2", "3", "4"), printed);
    }

    @Test
    void w1_nobody_enters_a_full_window_until_the_first_has_left() throws Exception {
        enter(4);
        finish(2, 3, 4);
        assertNobodyEnters();
        finish(1);
        enter(4);
        finish(5);
        assertEquals(List.of("1", "2", "3", "4", "5"), printed);
    }

    @Test
    void what_was_not_started_leaves_gaps_at_the_end() throws Exception {
        enter(4);
        finish(1, 4, 3);
        window.flush(this::print);
        assertEquals(List.of("1", "3", "4"), printed);
    }

    @Test
    void w2_results_far_from_the_head_wait_in_files_and_come_in_order() throws Exception {
        Spill spill = spill();
        enter(5000);
        for (long seq = 5000; seq > 1; seq--) {
            finish(seq);
        }
        assertEquals(List.of(), printed);
        assertTrue(spill.size() > 100_000, "all but four are in files: " + spill.size());
        finish(1);
        assertEquals(LongStream.rangeClosed(1, 5000).mapToObj(i -> "" + i).toList(), printed);
        assertTrue(spill.size() <= 1100, "files that were read are gone: " + spill.size());
        enter(2);
        finish(5002, 5001);
        assertEquals("5002", printed.getLast());
        window.close();
        assertEquals(0, folder.toFile().list().length);
    }

    @Test
    void what_is_spilled_keeps_its_tag_its_size_and_every_byte() throws Exception {
        spill();
        enter(100);
        String large = "x".repeat(200_000);
        for (long seq = 50; seq > 1; seq--) {
            String text = seq % 7 == 0 ? large : seq % 2 == 0 ? "" : "\u00e4" + seq;
            byte[] tag = seq % 3 == 0 ? ("t" + seq + "\t").getBytes(UTF_8) : null;
            window.add(
                    seq,
                    new Printout(
                            tag,
                            seq % 5 == 0 ? Captured.line(text) : Captured.of(text),
                            Captured.of("e" + seq).followedBy("end\n")),
                    this::print);
        }
        finish(1);
        assertEquals(50, printed.size());
        for (int seq = 2; seq <= 50; seq++) {
            String text = seq % 7 == 0 ? large : seq % 2 == 0 ? "" : "\u00e4" + seq;
            assertEquals(
                    (seq % 3 == 0 ? "t" + seq + "\t" : "")
                            + text
                            + (seq % 5 == 0 ? "\n" : "")
                            + "e"
                            + seq
                            + "\nend\n",
                    printed.get(seq - 1));
        }
    }

    @Test
    void w5_while_too_much_is_spilled_nobody_enters() throws Exception {
        Spill spill = spill();
        enter(1000);
        for (long seq = 2; seq < 600; seq++) {
            finish(seq);
        }
        assertTrue(spill.size() > 10_000, "" + spill.size());
        assertNobodyEnters();
        finish(1);
        enter(1);
        assertEquals(599, printed.size());
    }

    @Test
    void what_cannot_be_spilled_is_told_and_not_lost() throws Exception {
        var spill = new Spill(folder.resolve("none"), 1024);
        window = OrderWindow.spilling(4, spill, 10_000, 1 << 20, failures::add);
        enter(100);
        finish(9, 8, 7, 6, 5, 4, 3, 2);
        assertEquals(1, failures.size(), "5 to 9 have no slot, and that is told once");
        assertTrue(
                failures.getFirst()
                        .getMessage()
                        .startsWith("cannot keep output that waits for job 1 in " + folder),
                failures.getFirst().getMessage());
        assertFalse(failures.getFirst().isQuiet());
        finish(1);
        assertEquals(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9"), printed);
    }
}
