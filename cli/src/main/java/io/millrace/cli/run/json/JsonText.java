package io.millrace.cli.run.json;

import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Tells whether a text is one JSON value, and writes objects.
public final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final int MOST_REASON = 160;

    private JsonText() {}

    static JsonParser parser(String text) {
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    /// Returns why a text is not one JSON value (RFC 8259), or null if it is.
    public static @Nullable String problemOrNull(String text) {
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() == null) {
                return "there is nothing in it";
            }
            parser.skipChildren();
            return trailingOrNull(parser);
        } catch (JacksonException e) {
            return reason(e);
        }
    }

    /// Returns what is wrong with what follows the value that was read, or null.
    static @Nullable String trailingOrNull(JsonParser parser) {
        return parser.nextToken() == null
                ? null
                : "a second value begins at column " + parser.currentTokenLocation().getColumnNr();
    }

    /// Words what the parser dislikes, in a line.
    static String reason(JacksonException e) {
        String what =
                String.valueOf(e.getOriginalMessage())
                        .replaceAll("\\s+", " ")
                        .replaceFirst(" \\(start marker at .*", ""); // it shows no source
        String cut = what.length() > MOST_REASON ? what.substring(0, MOST_REASON) + ".." : what;
        return e.getLocation() == null
                ? cut
                : cut + " (column " + e.getLocation().getColumnNr() + ")";
    }

    /// Returns an object whose values are strings.
    ///
    /// @param names of its members
    /// @param values as many
    public static String object(List<String> names, List<String> values) {
        var out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            for (int i = 0; i < names.size(); i++) {
                json.writeStringProperty(names.get(i), values.get(i));
            }
            json.writeEndObject();
        }
        return out.toString();
    }

    /// Returns an array of strings.
    public static String array(List<String> values) {
        var out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartArray();
            values.forEach(json::writeString);
            json.writeEndArray();
        }
        return out.toString();
    }
}
