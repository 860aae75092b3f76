package io.millrace.cli.run.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLineSourceTest {

    private static List<String> read(String text) throws Exception {
        return Given.by(new JsonLineSource(Given.opening(text)));
    }

    @Test
    void each_line_is_an_input_as_it_is_written() throws Exception {
        assertEquals(
                List.of("{\"a\": 1.0}", "[1]", "\"x\"", "12345678901234567890"),
                read("{\"a\": 1.0}\n[1]\n\"x\"\n12345678901234567890"));
    }

    @Test
    void blanks_around_a_value_a_carriage_return_and_a_byte_order_mark_are_no_part_of_it()
            throws Exception {
        assertEquals(List.of("{}", "1", "2"), read("\uFEFF{}\r\n \t\r\n\n  1 \r\n2\r\n"));
    }

    @Test
    void a_line_that_is_not_json_is_refused_with_its_number_and_the_next_one_is_read()
            throws Exception {
        List<String> found = read("{}\n\n{\"a\":1,}\n{} {}\nnope\n{\"a\":\"\uFEFF\"}\n");
        assertEquals(5, found.size());
        assertEquals("{}", found.get(0));
        assertTrue(
                found.get(1).startsWith("REFUSED {\"a\":1,}: line 3 is not JSON: "), found.get(1));
        assertEquals(
                "REFUSED {} {}: line 4 is not JSON: a second value begins at column 4",
                found.get(2));
        assertTrue(found.get(3).startsWith("REFUSED nope: line 5 is not JSON: "), found.get(3));
        assertEquals("{\"a\":\"\uFEFF\"}", found.get(4));
    }

    @Test
    void a_line_that_is_not_utf8_is_refused() throws Exception {
        byte[] bytes = {'"', (byte) 0xE9, '"', '\n', '1', '\n'};
        List<String> found = Given.by(new JsonLineSource(Given.opening(bytes)));
        assertTrue(found.get(0).endsWith("line 1 is not JSON: it is not valid UTF-8"));
        assertEquals("1", found.get(1));
    }

    @Test
    void a_line_that_is_too_long_is_refused() throws Exception {
        List<String> found = read("\"" + "x".repeat(LineSource.LONGEST) + "\"\n1\n");
        assertTrue(found.get(0).contains("line 1 is longer than 1048576 bytes"));
        assertEquals("1", found.get(1));
    }
}
