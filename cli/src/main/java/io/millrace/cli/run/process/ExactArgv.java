package io.millrace.cli.run.process;

import io.millrace.cli.run.input.ExactText;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Java hands arguments to a child in the platform's encoding, and turns what does not fit into "?". Such arguments go by
 * way of a shell, which makes the bytes and then becomes the program:
 *
 *   /bin/sh -c 'a0=$(printf "cat\170"); a0=${a0%x}; ...; exec "$a0" "$a1"'
 *
 * The "x" keeps newlines at an argument's end, which $( ) cuts off. LC_ALL=C while the shell works, so that it takes
 * bytes for bytes; before it becomes the program it sets the job's own LC_ALL.
 */
/// Gets arguments to a child byte by byte.
final class ExactArgv {
    private static final Charset PLATFORM =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private ExactArgv() {}

    /// Returns what to execute: `argv` itself if Java can pass it on, or a shell that will.
    ///
    /// @param environment the child's; changed if a shell is needed
    static List<String> of(List<String> argv, Map<String, String> environment) {
        var encoder = PLATFORM.newEncoder();
        if (argv.stream().allMatch(encoder::canEncode)) {
            return argv;
        }
        String before = environment.put("LC_ALL", "C");
        return List.of("/bin/sh", "-c", script(argv, before));
    }

    static String script(List<String> argv, @Nullable String locale) {
        var script = new StringBuilder();
        for (int i = 0; i < argv.size(); i++) {
            String name = "a" + i;
            script.append(name).append("=$(printf '").append(octal(argv.get(i))).append("x'); ");
            script.append(name).append("=${").append(name).append("%x}; ");
        }
        if (locale == null) {
            script.append("unset LC_ALL; ");
        } else {
            script.append("l=$(printf '").append(octal(locale)).append("'); LC_ALL=$l; ");
        }
        script.append("exec");
        for (int i = 0; i < argv.size(); i++) {
            script.append(" \"$a").append(i).append('"');
        }
        return script.toString();
    }

    private static String octal(String text) {
        byte[] bytes = ExactText.encode(text);
        var octal = new StringBuilder(bytes.length * 2);
        for (byte b : bytes) {
            if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '/' || b == '.') {
                octal.append((char) b);
            } else {
                octal.append('\\');
                octal.append((char) ('0' + ((b >> 6) & 3)));
                octal.append((char) ('0' + ((b >> 3) & 7)));
                octal.append((char) ('0' + (b & 7)));
            }
        }
        return octal.toString();
    }
}
