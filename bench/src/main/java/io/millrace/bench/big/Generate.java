package io.millrace.bench.big;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Writes a large file, the same every time: `text|table BYTES FILE`.
///
/// A text is of 30,000 different words, of which a few are frequent and most are rare, some with
/// letters beyond ASCII, in lines of 12 words or so. A table has five columns, one of them with
/// commas and quotes.
public final class Generate {
    private static final int WORDS = 30_000;
    private static final String LETTERS = "etaoinshrdlucmfwypvbgkjqxz";
    private static final int CHUNK = 1 << 20;

    private final SplittableRandom random = new SplittableRandom(20_26_11);
    private final byte[][] words = new byte[WORDS][];

    private Generate() {
        for (int i = 0; i < WORDS; i++) {
            var word = new StringBuilder();
            int letters = 2 + small(10);
            for (int k = 0; k < letters; k++) {
                word.append(LETTERS.charAt(small(26)));
            }
            word.append(i % 20 == 0 ? "é" : "");
            words[i] = word.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Writes one.
    public static void main(String... args) throws IOException {
        new Generate().write(args[0], Long.parseLong(args[1]), Path.of(args[2]));
    }

    /// Returns a number below `bound`, more often a small one.
    private int small(int bound) {
        int one = random.nextInt(bound);
        return Math.min(one, random.nextInt(bound));
    }

    private void write(String kind, long bytes, Path file) throws IOException {
        long written = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), CHUNK)) {
            var part = new ByteArrayOutputStream(2 * CHUNK);
            if (kind.equals("table")) {
                part.writeBytes(ascii("id,name,city,amount,remark\n"));
            }
            for (long row = 1; written < bytes; row++) {
                if (kind.equals("table")) {
                    row(row, part);
                } else {
                    line(part);
                }
                if (part.size() >= CHUNK || written + part.size() >= bytes) {
                    part.writeTo(out);
                    written += part.size();
                    part.reset();
                }
            }
        }
    }

    private void line(ByteArrayOutputStream to) {
        int count = 4 + random.nextInt(17);
        for (int i = 0; i < count; i++) {
            to.writeBytes(word());
            to.write(i + 1 < count ? ' ' : '\n');
        }
    }

    /// Small numbers are much more frequent, about as in a language.
    private byte[] word() {
        double place = Math.pow(WORDS, random.nextDouble());
        return words[Math.min(WORDS - 1, (int) place - 1)];
    }

    private void row(long id, ByteArrayOutputStream to) {
        to.writeBytes(ascii(id + ","));
        to.writeBytes(word());
        to.write(',');
        to.writeBytes(word());
        to.writeBytes(ascii("," + random.nextInt(100_000) + "." + (10 + random.nextInt(90)) + ","));
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> {
                to.write('"');
                to.writeBytes(word());
                to.writeBytes(ascii(", \"\""));
                to.writeBytes(word());
                to.writeBytes(ascii("\"\"\""));
            }
            default -> {
                for (int i = random.nextInt(5); i >= 0; i--) {
                    to.writeBytes(word());
                    to.write(i == 0 ? '.' : ' ');
                }
            }
        }
        to.write('\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
