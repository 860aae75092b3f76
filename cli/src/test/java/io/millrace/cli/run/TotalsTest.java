package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.cli.run.input.ArgumentSource;
import io.millrace.cli.run.input.FileSource;
import io.millrace.cli.run.input.LineSource;
import io.millrace.cli.run.input.Measure;
import io.millrace.cli.run.input.Source;
import io.millrace.cli.run.report.Extent;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TotalsTest {
    private static final Source THREE = new ArgumentSource(List.of("a", "b", "c"));

    @Test
    void arguments_are_counted() {
        assertEquals(new Extent(6, true), Totals.of(List.of(THREE, THREE), 0));
    }

    @Test
    void what_nobody_can_count_makes_the_whole_unknown() {
        List<Source> sources = List.of(THREE, FileSource.below("."));
        assertEquals(Extent.UNKNOWN, Totals.of(sources, 2));
    }

    @Test
    void a_file_that_is_read_up_to_a_quarter_has_four_times_as_many_lines(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("in"), "skipped\n" + "x\n".repeat(100_000));
        var found = new ArrayList<Extent>();
        try (var in = FileChannel.open(file)) {
            in.position("skipped\n".length()); // as a shell's `read` before us may have left it
            var source = new LineSource(in, (byte) '\n');
            assertEquals(new Measure(200_000, 0, false), source.measureOrNull());
            source.forEach(
                    new Source.Inputs() {
                        private int count;

                        @Override
                        public void accept(String input) {
                            if (++count == 25_001) {
                                found.add(Totals.of(List.of(source), 25_000));
                            }
                        }

                        @Override
                        public void refuse(String start, String why) {}

                        @Override
                        public void flush() {}
                    });
            assertEquals(List.of(new Extent(100_000, false)), found);
            assertEquals(new Measure(200_000, 200_000, false), source.measureOrNull());
        }
    }

    @Test
    void a_stream_that_is_no_file_has_no_measure() {
        var pipe = Channels.newChannel(new ByteArrayInputStream(new byte[0]));
        assertNull(new LineSource(pipe, (byte) '\n').measureOrNull());
    }
}
