package io.millrace.cli;

import io.millrace.examples.Example;
import io.millrace.examples.Examples;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace demo`: runs the examples, lists them, prints their source.
@Command(
        name = "demo",
        description = "Runs an example; each shows one pattern in one file.",
        footer = {
            "",
            "  millrace demo --list",
            "  millrace demo producer-consumer --consumers 3",
            "  millrace demo producer-consumer --help",
            "  millrace demo --source producer-consumer"
        })
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--list", description = "List the examples. So does demo alone.")
    private boolean list;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Print an example's source: the very file that was compiled.")
    private @Nullable String source;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "The example to run.")
    private @Nullable String name;

    @Parameters(
            index = "1..*",
            paramLabel = "OPTION",
            description = "The example's own options; --help after NAME shows them.")
    private String[] args = {};

    private CommandSpec spec = CommandSpec.create();

    @Spec
    void setSpec(CommandSpec spec) {
        this.spec = spec;
        spec.parser().stopAtPositional(true); // what follows NAME is the example's
    }

    @Override
    public Integer call() throws Exception {
        if (source != null) {
            System.out.print(find(source).source());
        } else if (name != null && !list) {
            run(find(name));
        } else {
            list(System.out);
        }
        return ExitCode.OK;
    }

    private static void list(PrintStream out) {
        int width = Examples.all().stream().mapToInt(e -> e.name().length()).max().orElse(0);
        for (Example example : Examples.all()) {
            out.println(
                    example.name()
                            + " ".repeat(width - example.name().length() + 2)
                            + example.summary());
        }
    }

    private void run(Example example) throws Exception {
        try {
            example.program().run(System.out, args);
        } catch (IllegalArgumentException e) {
            throw usage(example.name() + ": " + e.getMessage());
        }
    }

    private Example find(String wanted) {
        return Examples.find(wanted).orElseThrow(() -> usage(unknown(wanted)));
    }

    private static String unknown(String wanted) {
        List<String> names = Examples.all().stream().map(Example::name).toList();
        Optional<String> nearest = nearest(wanted, names);
        return "no example '"
                + wanted
                + "'"
                + nearest.map(name -> "; did you mean " + name + "?").orElse("")
                + "; millrace demo --list shows all";
    }

    /// Returns the name that `wanted` is a part of, or takes the fewest edits to become: at most a
    /// third of its letters.
    static Optional<String> nearest(String wanted, List<String> names) {
        String best = null;
        int fewest = Math.max(2, wanted.length() / 3) + 1;
        for (String name : names) {
            int edits = wanted.length() > 2 && name.contains(wanted) ? 0 : edits(wanted, name);
            if (edits < fewest) {
                best = name;
                fewest = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Counts the letters to insert, delete and replace (Levenshtein), a row of the table at a
    /// time.
    private static int edits(String from, String to) {
        int[] above = new int[to.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }

    /// Makes an error that is reported as one line, with exit code 2.
    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
