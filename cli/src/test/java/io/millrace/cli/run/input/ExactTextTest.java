package io.millrace.cli.run.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactTextTest {

    private static String decode(byte[] bytes) {
        return ExactText.decode(bytes, 0, bytes.length);
    }

    @Test
    void any_bytes_survive_the_way_there_and_back() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, ExactText.encode(decode(bytes)));
        }
    }

    @Test
    void valid_utf8_is_plain_text() {
        for (String text : new String[] {"", "é", "日本語", "\uD83E\uDD80", "\uFFFD", "\0\n"}) {
            String decoded = decode(text.getBytes(StandardCharsets.UTF_8));
            assertEquals(text, decoded);
            assertTrue(ExactText.isUtf8(decoded));
        }
    }

    @Test
    void what_is_no_utf8_can_be_told_and_shown() {
        String odd = decode(new byte[] {'a', (byte) 0xFF, 'b'});
        assertFalse(ExactText.isUtf8(odd));
        assertEquals("a\uFFFDb", ExactText.readable(odd));
    }
}
