package io.millrace.cli.run.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSourceTest {

    private static List<String> read(InputStream in, char delimiter) throws Exception {
        var found = new ArrayList<String>();
        new LineSource(Channels.newChannel(in), (byte) delimiter)
                .forEach(
                        new Source.Inputs() {
                            @Override
                            public void accept(String input) {
                                found.add(input);
                            }

                            @Override
                            public void refuse(String start, String why) {
                                found.add("refused: " + why);
                            }

                            @Override
                            public void flush() {}
                        });
        return found;
    }

    private static List<String> read(String text, char delimiter) throws Exception {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), delimiter);
    }

    @Test
    void every_line_is_an_input_the_last_one_without_a_newline_too() throws Exception {
        assertEquals(List.of("a", " b ", "é"), read("a\n b \né", '\n'));
        assertEquals(List.of("a"), read("a\n", '\n'));
        assertEquals(List.of(), read("", '\n'));
    }

    @Test
    void an_empty_line_is_none_but_between_nuls_it_is_one() throws Exception {
        assertEquals(List.of("a", "b"), read("\n\na\n\nb\n", '\n'));
        assertEquals(List.of("a", "", "b\n"), read("a\0\0b\n\0", '\0'));
    }

    @Test
    void a_carriage_return_is_part_of_the_line() throws Exception {
        assertEquals(List.of("a\r", "\r"), read("a\r\n\r\n", '\n'));
    }

    @Test
    void lines_that_are_cut_by_the_reads_are_whole() throws Exception {
        String line = "x".repeat(100_000);
        assertEquals(List.of(line, "y", line), read(line + "\ny\n" + line, '\n'));
    }

    @Test
    void a_line_that_is_too_long_is_refused_and_the_next_one_is_read() throws Exception {
        List<String> found = read(new LongLine(100_000_000, "\nok\n"), '\n');
        assertEquals(2, found.size());
        assertTrue(found.get(0).contains("line 1 is longer than 1048576 bytes"), found.get(0));
        assertEquals("ok", found.get(1));
        assertEquals(1, read(new LongLine(2_000_000, ""), '\n').size());
        String longest = "x".repeat(LineSource.LONGEST);
        assertEquals(List.of(longest), read(longest + "\n", '\n'));
        assertEquals(1, read(longest + "x\n", '\n').size());
    }

    /// So many bytes of one line, made as they are read, and then some text.
    private static final class LongLine extends InputStream {
        private long left;
        private final InputStream end;

        LongLine(long length, String end) {
            left = length;
            this.end = new ByteArrayInputStream(end.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? 'x' : end.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left <= 0) {
                return end.read(bytes, from, length);
            }
            int count = (int) Math.min(left, length);
            java.util.Arrays.fill(bytes, from, from + count, (byte) 'x');
            left -= count;
            return count;
        }
    }
}
