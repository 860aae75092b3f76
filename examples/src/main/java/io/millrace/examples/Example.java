package io.millrace.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A program of one file that shows a pattern.
///
/// @param name what the tool calls it: `millrace demo NAME`
/// @param summary what it shows, in one line
/// @param type its class, of which there is one file
/// @param program what runs it
public record Example(String name, String summary, Class<?> type, Program program) {

    /// Runs an example.
    @FunctionalInterface
    public interface Program {

        /// Runs the example to its end.
        ///
        /// @param out takes what it prints
        /// @param args the example's own options
        /// @throws IllegalArgumentException if it does not understand `args`
        /// @throws Exception what went wrong with it
        void run(PrintStream out, String... args) throws Exception;
    }

    /// Returns the text of the file that was compiled.
    public String source() {
        String file = type.getSimpleName() + ".java";
        try (InputStream text = type.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException(file + " is missing beside its class");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
