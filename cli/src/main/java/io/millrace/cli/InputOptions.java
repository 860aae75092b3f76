package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The options of `millrace run` that say where jobs come from.
final class InputOptions {

    @Option(names = "-0", description = "Inputs end with NUL, not newline")
    boolean nul;

    @Option(
            names = "--files",
            paramLabel = "GLOB",
            description = "An input for each file that matches: 'src/**/*.c'")
    List<String> files = new ArrayList<>();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "An input for each regular file below DIR")
    List<String> dirs = new ArrayList<>();

    @Option(
            names = "-p",
            paramLabel = "N",
            description = "Producers, if there are several --dir or --files (1)")
    int producers = 1;
}
