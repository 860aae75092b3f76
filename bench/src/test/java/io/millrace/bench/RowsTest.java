package io.millrace.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rows of the file, each measured for a moment and with few operations: they check what
/// arrived.
class RowsTest {

    static Stream<String> rows() throws IOException {
        return Files.readAllLines(Path.of("rows")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_row_of_millrace_measures_something(String line) throws Exception {
        Order order = Order.parse(("millrace " + few(line.split("\\|")[1].strip())).split(" +"));
        var out = new ByteArrayOutputStream();
        new Meter(Main.workload(order), order).measure(new PrintStream(out, true));
        String[] figures = out.toString(StandardCharsets.UTF_8).strip().split("\t");
        assertEquals(6, figures.length, () -> String.join(" ", figures));
        assertTrue(Double.parseDouble(figures[0]) > 0, figures[0]);
    }

    // As few operations as the shape allows, which must divide them.
    private static String few(String words) {
        return words.replaceAll("wait=1 (.*) ops=\\d+", "wait=1 $1 ops=128")
                        .replaceAll("size=100", "size=96")
                        .replaceAll("ops=\\d{4,}", "ops=30720")
                        .replaceAll("tasks=\\d{2,}", "tasks=1024")
                        .replaceAll("(producers|consumers)=1\\d{1,}", "$1=512")
                        .replaceAll("primes=\\d+ last=\\d+", "primes=10 last=29")
                        .replaceAll("pace=\\d+", "pace=1")
                + " warm=1 measure=1";
    }

    @Test
    void a_sum_of_an_endless_table_is_what_adding_up_gives() {
        long sum = 0;
        for (int i = 0; i < 5000; i++) {
            assertEquals(sum, Item.sum(i));
            sum += i & Item.MASK;
        }
    }
}
