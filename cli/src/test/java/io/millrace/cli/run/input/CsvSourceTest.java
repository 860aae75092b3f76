package io.millrace.cli.run.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class CsvSourceTest {

    private static List<String> read(String text) throws Exception {
        return Given.by(new CsvSource(Given.opening(text)));
    }

    private static String failure(String text) {
        return assertThrows(IOException.class, () -> read(text)).getMessage();
    }

    @Test
    void a_row_becomes_an_object_with_the_names_of_the_first_row() throws Exception {
        assertEquals(
                List.of(
                        "{\"id\":\"1\",\"first name\":\"Ada\"}",
                        "{\"id\":\"2\",\"first name\":\"\"}"),
                read("id,first name\n1,Ada\n2,\n"));
        assertEquals(List.of(), read("id,name\n"));
        assertEquals(List.of(), read(""));
    }

    @Test
    void quotes_keep_commas_quotes_and_newlines() throws Exception {
        assertEquals(
                List.of("{\"a\":\"x, \\\"y\\\"\\nz\",\"b\":\"é日\"}"),
                read("a,b\n\"x, \"\"y\"\"\nz\",é日"));
    }

    @Test
    void carriage_returns_empty_lines_and_a_byte_order_mark_make_no_difference() throws Exception {
        List<String> rows = List.of("{\"a\":\"1\",\"b\":\"2\"}", "{\"a\":\"3\",\"b\":\"4\"}");
        assertEquals(rows, read("\uFEFF\"a\",b\r\n1,2\r\n\r\n3,4\r\n"));
        assertEquals(rows, read("a,b\n\n1,2\n\n3,4"));
    }

    @Test
    void a_ragged_row_is_refused_with_its_line_and_the_next_one_is_read() throws Exception {
        assertEquals(
                List.of(
                        "{\"a\":\"\\n\",\"b\":\"2\"}",
                        "REFUSED [\"3\"]: line 4 has 1 field, and the first row 2",
                        "REFUSED [\"4\",\"5\",\"6\"]: line 5 has 3 fields, and the first row 2",
                        "{\"a\":\"7\",\"b\":\"8\"}"),
                read("a,b\n\"\n\",2\n3\n4,5,6\n7,8\n"));
    }

    @Test
    void a_row_that_is_not_utf8_is_refused_and_no_other_is_changed() throws Exception {
        assertEquals(
                List.of(
                        "{\"a\":\"1\",\"b\":\"x\"}",
                        "REFUSED 2,caf\uFFFD: line 3 is not valid UTF-8",
                        "{\"a\":\"3\",\"b\":\"y\"}"),
                Given.by(
                        new CsvSource(
                                Given.opening("a,b\n1,x\n2,café\n3,y\n".getBytes(ISO_8859_1)))));
    }

    @Test
    void a_row_that_makes_too_long_an_input_is_refused() throws Exception {
        List<String> found = read("a\n" + "x".repeat(LineSource.LONGEST) + "\n1\n");
        assertTrue(found.get(0).contains("line 2 makes a longer input than 1048576 bytes"));
        assertEquals("{\"a\":\"1\"}", found.get(1));
    }

    @Test
    void where_rows_cannot_be_told_apart_the_source_fails_and_says_where() {
        assertTrue(failure("a,b\n1,2\n3,\"x\n4,5\n").contains("line 3"));
        assertTrue(failure("a,b\n1,\"x\"y\n3,4\n").contains("line 2"));
        assertTrue(failure("a,a\n1,2\n").contains("two columns have the name 'a'"));
        String utf16 =
                assertThrows(
                                IOException.class,
                                () ->
                                        Given.by(
                                                new CsvSource(
                                                        Given.opening("a,b\n".getBytes(UTF_16)))))
                        .getMessage();
        assertTrue(utf16.contains("UTF-16"), utf16);
    }

    @Test
    void a_row_is_given_before_the_next_one_comes() throws Exception {
        Pipe pipe = Pipe.open();
        var rows = new LinkedBlockingQueue<String>();
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                new CsvSource(pipe::source).forEach(new Queue(rows));
                            } catch (IOException | InterruptedException e) {
                                rows.add("ended: " + e.getClass().getSimpleName());
                            }
                        });
        pipe.sink().write(ByteBuffer.wrap("a\n1\n".getBytes(ISO_8859_1)));
        assertEquals("{\"a\":\"1\"}", rows.take());
        reader.interrupt();
        assertEquals("ended: InterruptedException", rows.take());
        reader.join();
        pipe.sink().close();
    }

    /// Hands on what it is given when it is flushed, as a producer does.
    private static final class Queue implements Source.Inputs {
        private final LinkedBlockingQueue<String> rows;
        private final List<String> held = new java.util.ArrayList<>();

        Queue(LinkedBlockingQueue<String> rows) {
            this.rows = rows;
        }

        @Override
        public void accept(String input) {
            held.add(input);
        }

        @Override
        public void refuse(String start, String why) {
            held.add(why);
        }

        @Override
        public void flush() {
            rows.addAll(held);
            held.clear();
        }
    }
}
