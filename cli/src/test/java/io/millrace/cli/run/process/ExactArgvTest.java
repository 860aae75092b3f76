package io.millrace.cli.run.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.millrace.cli.run.input.ExactText;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactArgvTest {

    @Test
    void every_byte_but_nul_reaches_the_program_and_so_does_its_locale() throws Exception {
        byte[] bytes = new byte[257];
        for (int i = 1; i < 256; i++) {
            bytes[i - 1] = (byte) i;
        }
        bytes[255] = '\n';
        bytes[256] = '\n';
        String all = ExactText.decode(bytes, 0, bytes.length);
        var builder = new ProcessBuilder();
        builder.environment().put("LC_ALL", "it's a\"locale");
        builder.command(ExactArgv.of(List.of("printf", "%s%s", all, "\n"), builder.environment()));
        Process process = builder.start();
        byte[] out = process.getInputStream().readAllBytes();
        assertArrayEquals(bytes, java.util.Arrays.copyOf(out, out.length - 1));
        builder.environment().put("LC_ALL", "it's a\"locale");
        builder.command(
                ExactArgv.of(List.of("sh", "-c", "echo \"$LC_ALL\"", all), builder.environment()));
        assertEquals(
                "it's a\"locale\n", new String(builder.start().getInputStream().readAllBytes()));
    }

    @Test
    void plain_arguments_need_no_shell() {
        var argv = List.of("echo", "é x");
        var environment = new HashMap<String, String>();
        assertSame(argv, ExactArgv.of(argv, environment));
        assertEquals(0, environment.size());
    }
}
