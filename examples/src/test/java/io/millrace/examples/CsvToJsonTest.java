package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvToJsonTest {
    @TempDir private Path folder;

    @Test
    void a_small_table_is_printed() throws Exception {
        assertEquals(
                """
                {"city":"Zürich","country":"Switzerland","remark":"on a lake, like \\"Genève\\" and Luzern"}
                {"city":"Oslo","country":"Norway","remark":""}
                {"city":"Lima","country":"Peru","remark":"C:\\\\lima\\u0009is a folder"}
                """,
                Printed.by("csv-to-json").text());
    }

    private String translated(String table) throws Exception {
        Path csv = Files.writeString(folder.resolve("csv"), table);
        Path json = folder.resolve("json");
        assertEquals("", Printed.by("csv-to-json", csv.toString(), json.toString()).text());
        return Files.readString(json);
    }

    @Test
    void rows_of_many_blocks_keep_their_order() throws Exception {
        var csv = new StringBuilder("id,name\n");
        var json = new StringBuilder();
        for (int i = 0; i < 100_000; i++) { // six blocks
            csv.append(i).append(",\"item, \"\"").append(i).append("\"\"\"\r\n");
            json.append("{\"id\":\"" + i + "\",\"name\":\"item, \\\"" + i + "\\\"\"}\n");
        }
        assertTrue(csv.length() > 2_000_000);
        assertEquals(json.toString(), translated(csv.toString()));
    }

    @Test
    void a_row_may_be_longer_than_a_block_and_the_last_one_may_have_no_end() throws Exception {
        String long_ = "\"\"".repeat(700_000);
        assertEquals(
                "{\"a\":\"1\",\"b\":\"" + "\\\"".repeat(700_000) + "\"}\n{\"a\":\"\",\"b\":\"\"}\n",
                translated("a,b\n1,\"" + long_ + "\"\n,"));
    }

    @Test
    void names_are_fields_too() throws Exception {
        assertEquals(
                "{\"a \\\"b\\\", c\":\"1\",\"\":\"2\"}\n",
                translated("\"a \"\"b\"\", c\",\r\n1,2\r\n"));
    }

    @Test
    void a_table_without_rows_has_no_lines() throws Exception {
        assertEquals("", translated("a,b\n"));
    }

    @Test
    void a_row_of_another_length_ends_the_whole_and_is_named() {
        for (String row : new String[] {"1,2,3", "1", "\"1,2\""}) {
            var failure =
                    assertThrows(
                            ExecutionException.class, () -> translated("a,b\n1,2\n" + row + "\n"));
            assertEquals(
                    "a row of 2 fields expected: " + row,
                    Objects.requireNonNull(failure.getCause()).getMessage());
        }
    }

    @Test
    void it_takes_a_table_and_a_file() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("csv-to-json", "table"));
    }
}
