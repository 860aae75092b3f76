package io.millrace.examples;

import io.millrace.channel.Sender;
import io.millrace.pipeline.Source;
import io.millrace.pipeline.Workers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;

/*
 *   reader ──> [ 2 blocks ] ──> a worker for each processor, in order, window 2 for each ──> file
 *              whole lines      ├─────── rows of a block, as lines of JSON ───────┤       this thread
 */
/// Makes lines of JSON of a table in CSV that may be larger than memory: blocks of whole lines are
/// translated side by side, byte by byte, and written in their order.
///
/// The first line has the names of the columns. A field in quotes may have commas in it, and
/// doubled quotes, but no end of line, since blocks are cut there. All values become strings. A row
/// with too many or too few fields ends the whole, with its text.
public final class CsvToJson {
    private static final int BLOCK = 1 << 18;
    private static final String TABLE =
            """
            city,country,remark
            Zürich,Switzerland,"on a lake, like ""Genève"" and Luzern"
            Oslo,Norway,
            Lima,Peru,C:\\lima	is a folder
            """;

    private CsvToJson() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args a table, and the file to be written; without them, a small table is translated,
    ///   and printed
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length == 0) {
            byte[] table = TABLE.getBytes(StandardCharsets.UTF_8);
            translate(() -> new ByteArrayInputStream(table), out);
            return;
        }
        if (args.length != 2 || !Files.isRegularFile(Path.of(args[0]))) {
            throw new IllegalArgumentException(
                    "takes a table and a file to write: '" + String.join(" ", args) + "'");
        }
        try (OutputStream json = Files.newOutputStream(Path.of(args[1]))) {
            translate(() -> Files.newInputStream(Path.of(args[0])), json);
        }
    }

    private static void translate(Callable<InputStream> table, OutputStream json) throws Exception {
        int workers = Runtime.getRuntime().availableProcessors();
        Columns columns;
        try (InputStream in = table.call()) {
            columns = Columns.read(in);
        }
        Source.<Block>produce(2, to -> read(table, columns, to))
                .map(Workers.<Block>ordered(workers).window(2 * workers), columns::translate)
                .named("csv-to-json")
                .forEach(lines -> json.write(lines.bytes, 0, lines.length));
    }

    /// Sends the rows in blocks of whole lines. A line that is longer than a block makes one.
    private static void read(Callable<InputStream> table, Columns columns, Sender<Block> to)
            throws Exception {
        try (InputStream in = table.call()) {
            in.skipNBytes(columns.headLength);
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
    public record Block(byte[] bytes, int length) {}

    /// The names of the columns, as they stand in each line of JSON.
    public static final class Columns {
        private final byte[][] before; // what stands before a field: {"name":" or ","name":"
        private final int headLength;

        private Columns(byte[][] before, int headLength) {
            this.before = before;
            this.headLength = headLength;
        }

        /// Reads the first line.
        public static Columns read(InputStream in) throws IOException {
            var head = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                head.write(b);
            }
            byte[] line = head.toByteArray();
            int length = line.length + 1;
            int end = length > 1 && line[length - 2] == '\r' ? length - 2 : length - 1;
            var before = new ArrayList<byte[]>();
            for (int i = 0; i <= end; ) {
                var start = new Json(6 * (end - i) + 16);
                start.put(before.isEmpty() ? "{\"" : "\",\"");
                i = field(line, i, end, start) + 1;
                start.put("\":\"");
                before.add(Arrays.copyOf(start.bytes, start.length));
            }
            return new Columns(before.toArray(byte[][]::new), length);
        }

        /// Returns how many bytes the first line has, with its end.
        public int headLength() {
            return headLength;
        }

        /// Makes lines of JSON of rows.
        public Block translate(Block rows) {
            byte[] in = rows.bytes;
            var out = new Json(2 * rows.length + 64);
            int i = 0;
            while (i < rows.length) {
                int row = i;
                int end = i;
                while (end < rows.length && in[end] != '\n') {
                    end++;
                }
                int next = end + 1;
                if (end > i && in[end - 1] == '\r') {
                    end--;
                }
                out.reserve(6 * (end - i) + 64);
                int column = 0;
                for (; i <= end && column < before.length; column++) {
                    out.reserve(before[column].length + 6 * (end - i) + 8);
                    out.put(before[column]);
                    i = field(in, i, end, out) + 1;
                }
                if (column < before.length || i <= end) {
                    throw new IllegalArgumentException(
                            "a row of "
                                    + before.length
                                    + " fields expected: "
                                    + new String(in, row, end - row, StandardCharsets.UTF_8));
                }
                out.put("\"}\n");
                i = next;
            }
            return new Block(out.bytes, out.length);
        }

        /// Translates a field, and returns where the comma behind it is, or the row's end.
        private static int field(byte[] in, int start, int end, Json out) {
            return start < end && in[start] == '"'
                    ? quoted(in, start + 1, end, out)
                    : plain(in, start, end, out);
        }

        private static int plain(byte[] in, int start, int end, Json out) {
            int i = start;
            for (; i < end && in[i] != ','; i++) {
                out.escaped(in[i]);
            }
            return i;
        }

        /// Translates a field in quotes, from behind the first of them.
        private static int quoted(byte[] in, int start, int end, Json out) {
            int i = start;
            while (i < end) {
                if (in[i] != '"') {
                    out.escaped(in[i++]);
                } else if (i + 1 < end && in[i + 1] == '"') {
                    out.escaped((byte) '"');
                    i += 2;
                } else {
                    return i + 1;
                }
            }
            return i;
        }
    }

    /// Bytes of JSON, of which room has been made for before.
    private static final class Json {
        private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        private byte[] bytes;
        private int length;

        Json(int room) {
            bytes = new byte[room];
        }

        void reserve(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 3 / 2));
            }
        }

        void put(String ascii) {
            put(ascii.getBytes(StandardCharsets.US_ASCII));
        }

        void put(byte[] some) {
            System.arraycopy(some, 0, bytes, length, some.length);
            length += some.length;
        }

        /// Requires: room for six bytes.
        void escaped(byte b) {
            if (b == '"' || b == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = b;
            } else if (b >= 0 && b < ' ') {
                bytes[length++] = '\\';
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[b >> 4];
                bytes[length++] = HEX[b & 15];
            } else {
                bytes[length++] = b;
            }
        }
    }
}
