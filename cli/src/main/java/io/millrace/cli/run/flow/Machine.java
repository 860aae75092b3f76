package io.millrace.cli.run.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How busy the machine is.
public final class Machine {
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable: +(\\d+) kB$");

    private Machine() {}

    /// Returns how many threads ran or wanted to, on the average of the last minute.
    ///
    /// @throws IllegalArgumentException if nobody can tell here
    public static double load() {
        if (Files.exists(LOAD)) {
            String text = read(LOAD);
            return Double.parseDouble(text.substring(0, text.indexOf(' ')));
        }
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load < 0) {
            throw new IllegalArgumentException("--load: this system does not tell its load");
        }
        return load;
    }

    /// Returns how many bytes a program could have without anything being swapped out.
    ///
    /// @throws IllegalArgumentException if nobody can tell here
    public static long memory() {
        Matcher found = AVAILABLE.matcher(Files.exists(MEMORY) ? read(MEMORY) : "");
        if (!found.find()) {
            throw new IllegalArgumentException(
                    "--memfree: this system does not tell what is available; Linux does, in "
                            + MEMORY);
        }
        return Long.parseLong(found.group(1)) * 1024;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path, US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
