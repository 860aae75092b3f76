package io.millrace.cli.run.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.cli.run.input.ExactText;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/*
 *   {}  https://{}:80  /{}/b?q={}      where a value stands decides what is done to it
 *   |           |         |     |
 *   as it is    no / ? #  percent-encoded, all but A-Z a-z 0-9 - . _ ~
 */
/// Fits values into a URL, so that none becomes more than the part it stands for.
final class UrlText {
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private UrlText() {}

    /// Returns what to put into a URL for a value.
    ///
    /// @param before what the URL consists of so far
    /// @throws IllegalArgumentException if the value cannot stand there
    static String fit(CharSequence before, String value) {
        String start = before.toString();
        if (start.isEmpty()) {
            return value; // a URL, or the beginning of one
        }
        int authority = start.indexOf("://");
        if (authority >= 0 && start.substring(authority + 3).matches("(?s).*[/?#].*")) {
            return encoded(value);
        }
        if (!value.matches("[^/?#@\\\\\\s]+")) {
            throw new IllegalArgumentException(
                    "'"
                            + ExactText.readable(value)
                            + "' is no part of a host's name: no /, ?, #, @");
        }
        return value;
    }

    /// Encodes what may mean something in a URL (RFC 3986), byte by byte: any name of a file gets
    /// there.
    private static String encoded(String value) {
        var out = new ByteArrayOutputStream(value.length() + 16);
        for (byte b : ExactText.encode(value)) {
            if (UNRESERVED.indexOf((char) b) >= 0) {
                out.write(b);
            } else {
                out.write('%');
                out.writeBytes(HEX.toHexDigits(b).getBytes(US_ASCII));
            }
        }
        return out.toString(US_ASCII);
    }
}
