package io.millrace.cli.run.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/*
 *   $.user['first name'][-1]      $  .user  ['first name']  [-1]
 *
 * A singular query of RFC 9535: each step leads to one value at most. It is followed while the text is being read, and no
 * tree is made of it: members and elements that are not wanted are skipped. What RFC 8259 leaves open is decided as most
 * programs do it: of two members with the same name the last one counts.
 */
/// The way to one value in a JSON text: `$.user.id`, `$['a b'][0]`.
public final class JsonPath {

    /// One step down.
    sealed interface Step {

        /// To a member of an object.
        record Member(String name) implements Step {}

        /// To an element of an array; from its end if negative.
        record Index(int index) implements Step {}
    }

    private final String text;
    private final List<Step> steps;

    JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /// Reads a path.
    ///
    /// @throws IllegalArgumentException if it is none; the message says what to write
    public static JsonPath parse(String text) {
        var reader = new PathReader(text, 0);
        JsonPath path = reader.read();
        reader.requireEnd();
        return path;
    }

    /// Reads a path in braces.
    ///
    /// @param from where its `$` is
    /// @throws IllegalArgumentException if it is none, or no brace closes it
    public static JsonPath inBraces(String text, int from) {
        var reader = new PathReader(text, from);
        JsonPath path = reader.read();
        reader.requireBrace();
        return path;
    }

    /// Returns how many characters the path was written with.
    public int length() {
        return text.length();
    }

    /// Returns the value at the end of the path: a string without its quotes, everything else as it
    /// is written in the input.
    ///
    /// @throws NoValueException if the input is no JSON, or has nothing there
    public String valueIn(String json) throws NoValueException {
        String value;
        try (JsonParser parser = JsonText.parser(json)) {
            if (parser.nextToken() == null) {
                throw notJson("there is nothing in it");
            }
            value = follow(parser, json, 0);
            String trailing = JsonText.trailingOrNull(parser);
            if (trailing != null) {
                throw notJson(trailing);
            }
        } catch (JacksonException e) {
            throw notJson(JsonText.reason(e));
        }
        if (value == null) {
            throw new NoValueException("the input has no " + text);
        }
        requireText(value);
        return value;
    }

    private NoValueException notJson(String why) {
        return new NoValueException("the input is not JSON, so there is no " + text + ": " + why);
    }

    /// JSON can write half a character, `"\udc41"`, which no bytes stand for.
    private void requireText(String value) throws NoValueException {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new NoValueException(
                        text + " is no valid text: it has half of a surrogate pair");
            }
        }
    }

    /// Follows the path from the current value on, and goes to the end of that value. Returns null
    /// if there is nothing.
    private @Nullable String follow(JsonParser parser, String json, int done) {
        if (done == steps.size()) {
            return text(parser, json);
        }
        return switch (steps.get(done)) {
            case Step.Member(var name) when parser.currentToken() == JsonToken.START_OBJECT ->
                    member(parser, json, name, done + 1);
            case Step.Index(var index)
                    when parser.currentToken() == JsonToken.START_ARRAY && index >= 0 ->
                    element(parser, json, index, done + 1);
            case Step.Index(var index) when parser.currentToken() == JsonToken.START_ARRAY ->
                    elementFromEnd(parser, json, index, done + 1);
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }

    private @Nullable String member(JsonParser parser, String json, String name, int done) {
        @Nullable String found = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean wanted = name.equals(parser.currentName());
            parser.nextToken();
            if (wanted) {
                found = follow(parser, json, done);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private @Nullable String element(JsonParser parser, String json, int index, int done) {
        @Nullable String found = null;
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == index) {
                found = follow(parser, json, done);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /// Which one it is, is known at the end only: it is read again.
    private @Nullable String elementFromEnd(JsonParser parser, String json, int index, int done) {
        var elements = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(source(parser, json));
            if (elements.size() > -index) {
                elements.removeFirst();
            }
        }
        if (elements.size() < -index) {
            return null;
        }
        String element = elements.getFirst();
        try (JsonParser again = JsonText.parser(element)) {
            again.nextToken();
            return follow(again, element, done);
        }
    }

    private static String text(JsonParser parser, String json) {
        return parser.currentToken() == JsonToken.VALUE_STRING
                ? parser.getString()
                : source(parser, json);
    }

    /// Returns a value as it is written, and goes to its end.
    private static String source(JsonParser parser, String json) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        if (parser.currentToken().isScalarValue()) {
            parser.getString(); // reads to its end, which the parser puts off
        } else {
            parser.skipChildren();
        }
        int to = (int) parser.currentLocation().getCharOffset();
        return json.substring(from, to).strip();
    }

    @Override
    public String toString() {
        return text;
    }
}
