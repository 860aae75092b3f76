package io.millrace.examples;

import io.millrace.channel.Sender;
import io.millrace.pipeline.Source;
import io.millrace.pipeline.Workers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/*
 *   reader ──> [ 2 blocks ] ──> a worker for each processor, window 2 for each ──> one sum
 *              whole lines      ├────── count the words of a block ──────┤         this thread
 */
/// Counts the words of a file that may be larger than memory, as fast as it can be read: blocks of
/// a megabyte, cut at the ends of lines, are counted side by side, and the counts summed up.
///
/// A word is what stands between spaces, as for `wc -w`; it is looked up as the bytes that it is,
/// and becomes a string only to be printed. What is in memory is a few blocks, whatever the file's
/// size: [io.millrace.pipeline.Pipeline#mostHeld] says how many.
public final class WordCount {
    private static final int BLOCK = 1 << 20;
    private static final int MOST_FREQUENT = 10;

    private WordCount() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args a text file, all of whose words are printed; without it, the license of this
    ///   program and its own source are counted, and the most frequent words printed
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length == 0) {
            Counts counts = count(() -> resource("/META-INF/LICENSE"));
            counts.addAll(count(() -> resource("WordCount.java")));
            out.println("words: " + counts.total());
            out.println("different: " + counts.size);
            counts.print(out, MOST_FREQUENT);
            return;
        }
        Path file = Path.of(args[0]);
        if (args.length > 1 || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "takes one text file: '" + String.join(" ", args) + "'");
        }
        Counts counts = count(() -> Files.newInputStream(file));
        counts.print(out, counts.size);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(WordCount.class.getResourceAsStream(name), name);
    }

    private static Counts count(Callable<InputStream> text) throws Exception {
        int workers = Runtime.getRuntime().availableProcessors();
        return Source.<Block>produce(2, to -> read(text, to))
                .map(Workers.<Block>unordered(workers).window(2 * workers), Block::count)
                .named("word-count")
                .fold(new Counts(), Counts::addAll);
    }

    /// Sends the text in blocks of whole lines. A line that is longer than a block makes one.
    private static void read(Callable<InputStream> text, Sender<Block> to) throws Exception {
        try (InputStream in = text.call()) {
            byte[] block = new byte[BLOCK];
            int length = 0;
            while (true) {
                int count = in.readNBytes(block, length, block.length - length);
                length += count;
                int end = count == 0 ? length : afterLastLine(block, length);
                if (end > 0) {
                    byte[] next = new byte[BLOCK + length - end];
                    System.arraycopy(block, end, next, 0, length - end);
                    to.send(new Block(block, end));
                    block = next;
                    length -= end;
                } else if (count > 0 && length == block.length) {
                    block = Arrays.copyOf(block, 2 * length);
                }
                if (count == 0) {
                    return;
                }
            }
        }
    }

    private static int afterLastLine(byte[] block, int length) {
        int end = length;
        while (end > 0 && block[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /// Some lines.
    ///
    /// @param bytes the text
    /// @param length how many bytes of it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Block(byte[] bytes, int length) {

        /// Counts the words.
        public Counts count() {
            var counts = new Counts();
            int i = 0;
            while (i < length) {
                if (bytes[i] <= ' ' && bytes[i] >= 0) {
                    i++;
                    continue;
                }
                int start = i;
                int hash = 0;
                for (; i < length && (bytes[i] > ' ' || bytes[i] < 0); i++) {
                    hash = 31 * hash + bytes[i];
                }
                counts.add(bytes, start, i, hash, 1);
            }
            return counts;
        }
    }

    /// How often each word is there: a hash table whose keys lie one behind the other in one array.
    /// Used by one thread at a time.
    public static final class Counts {
        private int[] slots = new int[1 << 12]; // number of a word and 1; 0 for none
        private int[] ends = new int[1 << 11]; // where the word ends in `keys`
        private int[] hashes = new int[1 << 11];
        private long[] counts = new long[1 << 11];
        private byte[] keys = new byte[1 << 14];
        private int size;

        /// Makes one of no words.
        public Counts() {}

        private int start(int word) {
            return word == 0 ? 0 : ends[word - 1];
        }

        private void add(byte[] from, int start, int end, int hash, long times) {
            int mask = slots.length - 1;
            int slot = spread(hash) & mask;
            for (int word; (word = slots[slot] - 1) >= 0; slot = (slot + 1) & mask) {
                if (hashes[word] == hash
                        && Arrays.equals(keys, start(word), ends[word], from, start, end)) {
                    counts[word] += times;
                    return;
                }
            }
            if (size == ends.length) {
                grow();
                add(from, start, end, hash, times);
                return;
            }
            int at = start(size);
            int behind = at + end - start;
            if (behind > keys.length) {
                keys = Arrays.copyOf(keys, Math.max(behind, 2 * keys.length));
            }
            System.arraycopy(from, start, keys, at, end - start);
            ends[size] = behind;
            hashes[size] = hash;
            counts[size] = times;
            slots[slot] = ++size;
        }

        private static int spread(int hash) {
            int mixed = hash * 0x9E3779B9;
            return mixed ^ mixed >>> 15;
        }

        private void grow() {
            ends = Arrays.copyOf(ends, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
            slots = new int[4 * size];
            int mask = slots.length - 1;
            for (int word = 0; word < size; word++) {
                int slot = spread(hashes[word]) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = word + 1;
            }
        }

        /// Adds what another has, and returns this.
        public Counts addAll(Counts other) {
            for (int word = 0; word < other.size; word++) {
                add(
                        other.keys,
                        other.start(word),
                        other.ends[word],
                        other.hashes[word],
                        other.counts[word]);
            }
            return this;
        }

        private long total() {
            return Arrays.stream(counts, 0, size).sum();
        }

        private int compare(int one, int other) {
            return counts[one] != counts[other]
                    ? Long.compare(counts[other], counts[one])
                    : Arrays.compareUnsigned(
                            keys, start(one), ends[one], keys, start(other), ends[other]);
        }

        /// Prints so many words, each after its count, the most frequent first.
        public void print(PrintStream to, int most) throws IOException {
            int[] words =
                    IntStream.range(0, size)
                            .boxed()
                            .sorted(this::compare)
                            .mapToInt(Integer::intValue)
                            .limit(most)
                            .toArray();
            OutputStream out = new BufferedOutputStream(to);
            for (int word : words) {
                out.write((counts[word] + " ").getBytes(StandardCharsets.US_ASCII));
                out.write(keys, start(word), ends[word] - start(word));
                out.write('\n');
            }
            out.flush();
        }
    }
}
