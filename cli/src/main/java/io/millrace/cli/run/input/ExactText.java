package io.millrace.cli.run.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;

/*
 *   bytes  61 ff 62   <->   chars  'a' U+DCFF 'b'
 *
 * A byte that is not part of valid UTF-8 becomes the lone surrogate U+DC00 + byte. Valid UTF-8 never decodes to a lone
 * surrogate, so the way back is exact. After Python's "surrogateescape" (PEP 383).
 */
/// Text that may be no UTF-8: turns any bytes into a `String` and back without a loss.
public final class ExactText {
    private static final char ESCAPE = 0xDC00;

    private ExactText() {}

    /// Returns the text of these bytes.
    public static String decode(byte[] bytes, int from, int length) {
        String plain = new String(bytes, from, length, UTF_8);
        return plain.indexOf('\uFFFD') < 0 ? plain : decodeEscaped(bytes, from, length);
    }

    private static String decodeEscaped(byte[] bytes, int from, int length) {
        var decoder =
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
        CharBuffer out = CharBuffer.allocate(length);
        while (true) {
            var result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xFF)));
            }
            decoder.reset();
        }
    }

    /// Returns the bytes of a text that [#decode] made.
    public static byte[] encode(String text) {
        if (isUtf8(text)) {
            return text.getBytes(UTF_8);
        }
        var out = new ByteArrayOutputStream(text.length() + 16);
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                out.writeBytes(text.substring(start, i).getBytes(UTF_8));
                out.write(text.charAt(i) - ESCAPE);
                start = i + 1;
            }
        }
        out.writeBytes(text.substring(start).getBytes(UTF_8));
        return out.toByteArray();
    }

    /// Tells whether the bytes that the text was made of are valid UTF-8.
    public static boolean isUtf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                return false;
            }
        }
        return true;
    }

    /// Returns the text with U+FFFD where its bytes are no UTF-8, for people to read.
    public static String readable(String text) {
        if (isUtf8(text)) {
            return text;
        }
        var readable = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                readable.setCharAt(i, '\uFFFD');
            }
        }
        return readable.toString();
    }

    private static boolean isEscape(String text, int i) {
        return Character.isLowSurrogate(text.charAt(i))
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
