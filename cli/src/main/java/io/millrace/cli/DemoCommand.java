package io.millrace.cli;

import io.millrace.examples.Example;
import io.millrace.examples.Examples;
import java.io.PrintStream;
import java.util.List;
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
        return "no example '"
                + wanted
                + "'"
                + Nearest.hint(wanted, names)
                + "; millrace demo --list shows all";
    }

    /// Makes an error that is reported as one line, with exit code 2.
    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
