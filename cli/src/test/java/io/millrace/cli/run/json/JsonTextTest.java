package io.millrace.cli.run.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void any_one_value_is_json() {
        for (String json :
                List.of("{}", " [1] ", "\"a\"", "1", "-0.5e1", "null", "true", "{\"a\":{}}")) {
            assertNull(JsonText.problemOrNull(json), json);
        }
    }

    @Test
    void anything_else_is_not() {
        for (String text :
                List.of(
                        "",
                        "a",
                        "{",
                        "{} {}",
                        "[1,]",
                        "{'a':1}",
                        "01",
                        "nul",
                        "\"\u0001\"",
                        "NaN",
                        "// x")) {
            assertNotNull(JsonText.problemOrNull(text), text);
        }
    }

    @Test
    void an_object_has_its_members_in_order_and_any_text_in_them() {
        assertEquals(
                "{\"a\":\"1\",\"b \\\"\":\"x\\n\\u0001é\"}",
                JsonText.object(List.of("a", "b \""), List.of("1", "x\n\u0001é")));
    }
}
