package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `millrace run` that say where jobs come from.
final class InputOptions {

    @Option(
            names = "--stdin",
            description = "The lines of stdin: the default, if nothing else is given")
    boolean stdin;

    @Option(names = "-0", description = "--stdin, but inputs end with NUL, not newline")
    boolean nul;

    @Option(
            names = "--jsonl",
            paramLabel = "FILE",
            description = "A JSON value a line, for tokens like {$.user.id}; -: stdin")
    List<String> jsonl = new ArrayList<>();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Rows; the first one names the tokens: {$.name}; -: stdin")
    List<String> csv = new ArrayList<>();

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

    @Option(names = "--watch", description = "... and for each that comes, until Ctrl-C")
    boolean watch;

    @Option(
            names = "-p",
            paramLabel = "N",
            description = "Producers, if there are several inputs (1)")
    int producers = 1;

    @Option(
            names = "--key",
            paramLabel = "PATH",
            description = "A job's key: $.id, or text with tokens (the input)")
    @Nullable String key;

    @Option(names = "--total", paramLabel = "N", description = "How many jobs there will be")
    @Nullable Long total;
}
