package io.millrace.cli;

import io.millrace.cli.run.input.ExactText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds the exact bytes of the command line.
///
/// Java decodes it in the platform's encoding and puts U+FFFD where that fails. Linux keeps the
/// bytes in `/proc/self/cmdline`; elsewhere such an argument is an error rather than another name.
final class ExactArguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private ExactArguments() {}

    /// Returns the arguments in the form of [ExactText].
    ///
    /// @throws UsageException if one cannot be known exactly
    static String[] of(String[] decoded) throws UsageException {
        if (List.of(decoded).stream().noneMatch(arg -> arg.indexOf('\uFFFD') >= 0)) {
            return decoded;
        }
        try {
            return last(decoded.length, Files.readAllBytes(COMMAND_LINE));
        } catch (IOException _) {
            throw new UsageException(
                    "an argument is not in the encoding of this locale; set LC_ALL to a UTF-8 one");
        }
    }

    /// The last so many arguments: before them come those of the JVM.
    private static String[] last(int count, byte[] commandLine) {
        var all = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                all.add(ExactText.decode(commandLine, start, i - start));
                start = i + 1;
            }
        }
        return all.subList(all.size() - count, all.size()).toArray(String[]::new);
    }
}
