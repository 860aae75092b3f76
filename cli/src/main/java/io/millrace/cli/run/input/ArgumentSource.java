package io.millrace.cli.run.input;

import java.util.List;

/// The arguments after `:::`.
///
/// @param arguments one for each job
public record ArgumentSource(List<String> arguments) implements Source {

    /// Makes the source; the list is copied.
    public ArgumentSource {
        arguments = List.copyOf(arguments);
    }

    @Override
    public void forEach(Inputs out) throws InterruptedException {
        for (String argument : arguments) {
            out.accept(argument);
        }
        out.flush();
    }

    /// How many were given out nobody needs: all are known.
    @Override
    public Measure measureOrNull() {
        return new Measure(arguments.size(), 0, true);
    }
}
