package io.millrace.cli.run;

import io.millrace.channel.Channel;
import io.millrace.cli.run.input.Source;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// The sources of a run's inputs, of which each producer takes the next when it is through with
/// one. Used by all producers.
final class Sources {
    private final Channel<Source> left = Channel.unbounded();
    private final Consumer<String> trouble;

    /// Makes it; nothing is read.
    ///
    /// @param trouble is told of a source that cannot be read to its end; the others are, still
    Sources(List<Source> sources, Consumer<String> trouble) {
        this.trouble = trouble;
        sources.forEach(left::trySend); // it has room
        left.close();
    }

    /// Reads one after the other, until none is left.
    ///
    /// @param inputs takes what is read
    void read(Source.Inputs inputs) throws InterruptedException {
        while (left.receiveOrNull() instanceof Source source) {
            try {
                source.forEach(inputs);
            } catch (IOException e) {
                trouble.accept("cannot read all of the input: " + message(e));
            }
        }
    }

    private static String message(IOException e) {
        return e.getClass() == IOException.class
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
