package io.millrace.cli.run.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonPathTest {
    private static final String INPUT =
            """
            {"user": {"id": 7, "first name": "é\\n\\"x\\"", "a'b": true}, "n": -1.50e+3 , "big":12345678901234567890,
             "list": [ {"k":[1, 2]} , "two",null], "empty": {}, "": "nameless", "日": "day", "t":false }
            """;

    private static String value(String path) throws Exception {
        return JsonPath.parse(path).valueIn(INPUT);
    }

    private static String missing(String path, String json) {
        return assertThrows(NoValueException.class, () -> JsonPath.parse(path).valueIn(json))
                .getMessage();
    }

    @Test
    void a_string_comes_without_its_quotes() throws Exception {
        assertEquals("é\n\"x\"", value("$.user['first name']"));
        assertEquals("two", value("$.list[1]"));
        assertEquals("day", value("$.日"));
        assertEquals("nameless", value("$['']"));
        assertEquals("a", JsonPath.parse("$").valueIn("\"a\""));
    }

    @Test
    void everything_else_comes_as_it_is_written() throws Exception {
        assertEquals("7", value("$.user.id"));
        assertEquals("-1.50e+3", value("$.n"));
        assertEquals("12345678901234567890", value("$[\"big\"]"));
        assertEquals("true", value("$.user['a\\'b']"));
        assertEquals("true", value("$.user[\"a'b\"]"));
        assertEquals("null", value("$.list[2]"));
        assertEquals("{\"k\":[1, 2]}", value("$.list[0]"));
        assertEquals("[1, 2]", value("$.list[0].k"));
        assertEquals("{}", value("$.empty"));
        assertEquals("false", value("$.t"));
        assertEquals("12", JsonPath.parse("$").valueIn(" 12 "));
        assertEquals(INPUT.strip(), value("$"));
    }

    @Test
    void a_negative_index_counts_from_the_end() throws Exception {
        assertEquals("null", value("$.list[-1]"));
        assertEquals("2", value("$.list[-3].k[-1]"));
        assertEquals("the input has no $.list[-4]", missing("$.list[-4]", INPUT));
        assertEquals("c", JsonPath.parse("$[-1]").valueIn("[[1],\"b\", \"c\" ]"));
    }

    @Test
    void of_two_members_of_one_name_the_last_counts() throws Exception {
        assertEquals("2", JsonPath.parse("$.a").valueIn("{\"a\":1,\"b\":0,\"a\":2}"));
        missing("$.a.b", "{\"a\":{\"b\":1},\"a\":3}");
    }

    @Test
    void what_is_not_there_is_told() {
        for (String path :
                List.of("$.nobody", "$.user.id.x", "$.list[3]", "$.list.k", "$.user[0]", "$[0]")) {
            assertEquals("the input has no " + path, missing(path, INPUT));
        }
    }

    @Test
    void what_is_no_json_is_told_with_the_place() {
        assertTrue(
                missing("$.a", "{\"a\":1,}")
                        .startsWith("the input is not JSON, so there is no $.a: "));
        assertTrue(
                missing("$.a", "{\"a\":1,}").endsWith("(column 8)"), missing("$.a", "{\"a\":1,}"));
        assertTrue(
                missing("$.a", "{\"a\":1} {\"a\":2}")
                        .contains("a second value begins at column 9"));
        assertTrue(missing("$.a", "{\"a\":1} x").contains("Unrecognized token 'x'"));
        assertTrue(missing("$.a", " ").contains("nothing in it"));
        assertEquals(
                "the input is not JSON, so there is no $.a: Unexpected end-of-input: expected close"
                        + " marker for Object (column 7)",
                missing("$.a", "{\"a\":1"));
    }

    @Test
    void half_a_surrogate_pair_is_no_text_and_never_becomes_a_byte() throws Exception {
        assertEquals(
                "$.a is no valid text: it has half of a surrogate pair",
                missing("$.a", "{\"a\":\"x\\udc00\"}"));
        missing("$.a", "{\"a\":\"\\ud800\"}");
        assertEquals("\uD83E\uDD80", JsonPath.parse("$.a").valueIn("{\"a\":\"\\ud83e\\udd80\"}"));
    }

    @Test
    void names_may_have_escapes_as_in_rfc_9535() throws Exception {
        assertEquals("1", JsonPath.parse("$['\\u0061\\t\\\\]']").valueIn("{\"a\\t\\\\]\":1}"));
    }

    @Test
    void what_is_no_path_to_one_value_is_refused_with_what_to_write() {
        for (String bad :
                List.of(
                        "",
                        "a",
                        "$.",
                        "$..a",
                        "$.*",
                        "$[*]",
                        "$[0:2]",
                        "$[0,1]",
                        "$['a','b']",
                        "$[?@.a]",
                        "$[",
                        "$['a",
                        "$['a'",
                        "$[01]",
                        "$[-0]",
                        "$[1234567890]",
                        "$.1a",
                        "$.user-id",
                        "$ .a",
                        "$.a ",
                        "$['\\x']",
                        "$['\\u12']",
                        "$['a\n']",
                        "$.a b")) {
            var e = assertThrows(IllegalArgumentException.class, () -> JsonPath.parse(bad), bad);
            assertTrue(e.getMessage().contains("write $.name, $['any name'] or $[0]"), bad);
        }
        assertEquals(
                "'$.user-id' is no path, at '-id': write $.name, $['any name'] or $[0], one after the"
                        + " other",
                assertThrows(IllegalArgumentException.class, () -> JsonPath.parse("$.user-id"))
                        .getMessage());
    }

    @Test
    void a_deep_text_is_an_error_and_no_overflow_of_the_stack() {
        assertTrue(missing("$.a", "[".repeat(100_000)).contains("nesting depth"));
    }
}
