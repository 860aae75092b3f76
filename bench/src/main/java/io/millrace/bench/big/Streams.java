package io.millrace.bench.big;

import io.millrace.examples.CsvToJson;
import io.millrace.examples.WordCount;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The programs with streams of the JDK: `words lines|parallel|blocks FILE`, `csv .. FILE OUT`.
///
/// `lines` and `parallel` are streams of `Files.lines`. `blocks` is a parallel stream over the
/// numbers of blocks, each of which is read where it lies, and does with it what the example of
/// Millrace does.
public final class Streams {
    private static final int SLACK = 1 << 16; // no line is longer

    private Streams() {}

    /// Runs one.
    public static void main(String... args) throws IOException {
        Path file = Path.of(args[2]);
        if (args[0].equals("words") && args[1].equals("blocks")) {
            wordsOfBlocks(file);
        } else if (args[0].equals("words")) {
            words(file, args[1].equals("parallel"));
        } else if (args[1].equals("blocks")) {
            csvOfBlocks(file, Path.of(args[3]));
        } else {
            csv(file, args[1].equals("parallel"), Path.of(args[3]));
        }
    }

    private static void words(Path file, boolean parallel) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            ByLine.print(
                    (parallel ? lines.parallel() : lines)
                            .<String>mapMulti(ByLine::words)
                            .collect(
                                    Collectors.groupingBy(
                                            Function.identity(), Collectors.counting())),
                    System.out);
        }
    }

    private static void csv(Path file, boolean parallel, Path json) throws IOException {
        String[] names;
        try (Stream<String> lines = Files.lines(file)) {
            names = lines.findFirst().orElse("").split(",", -1);
        }
        try (Stream<String> lines = Files.lines(file);
                Writer out = Files.newBufferedWriter(json)) {
            (parallel ? lines.parallel() : lines)
                    .skip(1)
                    .map(row -> ByLine.json(names, row))
                    .forEachOrdered(line -> {
                        try {
                            out.write(line);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    private static void wordsOfBlocks(Path file) throws IOException {
        try (var in = FileChannel.open(file)) {
            WordCount.Counts counts =
                    blocks(in, 0, 1 << 20)
                            .map(part -> new WordCount.Block(part.bytes, part.length))
                            .collect(
                                    WordCount.Counts::new,
                                    (all, block) -> all.addAll(block.count()),
                                    WordCount.Counts::addAll);
            counts.print(System.out, Integer.MAX_VALUE);
        }
    }

    private static void csvOfBlocks(Path file, Path json) throws IOException {
        CsvToJson.Columns columns;
        try (InputStream in = Files.newInputStream(file)) {
            columns = CsvToJson.Columns.read(in);
        }
        try (var in = FileChannel.open(file);
                OutputStream out = Files.newOutputStream(json)) {
            blocks(in, columns.headLength(), 1 << 18)
                    .map(part -> columns.translate(new CsvToJson.Block(part.bytes, part.length)))
                    .forEachOrdered(block -> {
                        try {
                            out.write(block.bytes(), 0, block.length());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(byte[] bytes, int length) {}

    private static Stream<Part> blocks(FileChannel in, long start, int size) throws IOException {
        long length = in.size() - start;
        return IntStream.range(0, (int) ((length + size - 1) / size))
                .parallel()
                .mapToObj(i -> {
                    try {
                        return block(in, start, i, size);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /// Reads the lines that begin in block number `i`.
    private static Part block(FileChannel in, long start, int i, int size) throws IOException {
        long from = start + (long) i * size;
        long at = i == 0 ? from : from - 1; // whether a line begins there, the byte before tells
        var buffer = ByteBuffer.allocate(size + 1 + SLACK);
        while (buffer.hasRemaining() && in.read(buffer, at + buffer.position()) >= 0) {}
        byte[] bytes = buffer.array();
        int length = buffer.position();
        int begin = i == 0 ? 0 : afterLineEnd(bytes, 0, length);
        int own = (int) (from + size - at) - 1; // the last byte of its own
        int end = own >= length ? length : afterLineEnd(bytes, own, length);
        System.arraycopy(bytes, begin, bytes, 0, Math.max(0, end - begin));
        return new Part(bytes, Math.max(0, end - begin));
    }

    private static int afterLineEnd(byte[] bytes, int from, int length) {
        int i = from;
        while (i < length && bytes[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, length);
    }
}
