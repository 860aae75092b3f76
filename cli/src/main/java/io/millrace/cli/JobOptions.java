package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `millrace run` that say what a job is.
final class JobOptions {

    @Option(
            names = "--sh",
            paramLabel = "LINE",
            description = "Job: a line for /bin/sh, in which tokens are quoted")
    @Nullable String shell;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Job: a class, one instance for each consumer")
    @Nullable String className;

    @Option(
            names = {"--class-path", "--cp"},
            paramLabel = "PATH",
            description = "Folders and jars of --class and --java")
    @Nullable String classPath;

    @Option(
            names = "--java",
            paramLabel = "FILE",
            description = "Job: a class in a source file, compiled in memory")
    @Nullable String javaFile;

    @Option(
            names = "--http",
            paramLabel = "'METHOD URL'",
            description = "Job: a request; values are encoded where they stand")
    @Nullable String http;

    @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "... with this header")
    List<String> headers = new ArrayList<>();

    @Option(
            names = "--body",
            paramLabel = "TEXT",
            description = "... and this body (POST: the input)")
    @Nullable String body;

    @Option(names = "--body-file", paramLabel = "FILE", description = "... or what is in this file")
    @Nullable String bodyFile;
}
