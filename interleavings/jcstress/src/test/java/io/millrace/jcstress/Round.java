package io.millrace.jcstress;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of jcstress in a process of its own.
///
/// @param exitCode 0 if no forbidden outcome was seen
/// @param passed how many tests ended without one
/// @param output what it printed
record Round(int exitCode, int passed, String output) {
    private static final Pattern PROGRESS = Pattern.compile("planned; (\\d+) passed");

    /// One mode of the JVM only, and no pinning to cores: so a test takes some three seconds, of
    /// which it runs two. jcstress's own preset "sanity" is as fast and finds too little.
    private static final List<String> SHORT =
            List.of("-f", "1", "-fsm", "1", "-iters", "4", "-time", "250", "-sc", "false");

    static Round of(String tests, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        var command =
                new ArrayList<String>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.openjdk.jcstress.Main",
                                "-t",
                                tests,
                                "-af",
                                "NONE",
                                "-jvmArgs",
                                "-Xmx512m",
                                "-r",
                                folder.toString()));
        command.addAll(SHORT);
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(log.toFile())
                        .start();
        int exitCode;
        try {
            exitCode = process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        int passed = 0;
        for (Matcher m = PROGRESS.matcher(output); m.find(); ) {
            passed = Integer.parseInt(m.group(1));
        }
        return new Round(exitCode, passed, output);
    }

    @Override
    public String toString() {
        int results = output.indexOf("RUN RESULTS");
        return "exit code "
                + exitCode
                + ", "
                + passed
                + " passed\n"
                + output.substring(Math.max(0, results < 0 ? output.length() - 4_000 : results));
    }
}
