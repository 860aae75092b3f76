package io.millrace.cli.run.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {
    @TempDir Path folder;

    @Test
    void a_plain_input_names_its_folder_and_comes_again_under_another() {
        assertEquals("a.txt", LogFolder.name("a.txt", 1));
        assertEquals("a.txt~2", LogFolder.name("a.txt", 2));
    }

    @Test
    void no_input_leads_out_of_the_folder_or_into_that_of_another() {
        for (String input :
                new String[] {
                    "..", ".", "", "/etc/passwd", "../x", "a\nb", "-rf", "\uDCFF", "~2"
                }) {
            String name = LogFolder.name(input, 1);
            assertTrue(name.matches("[A-Za-z0-9_+,=@][A-Za-z0-9_+,=@.-]*-[0-9a-f]{12}"), name);
        }
        assertNotEquals(LogFolder.name("a/b", 1), LogFolder.name("a:b", 1));
        assertNotEquals(LogFolder.name("x".repeat(200), 1), LogFolder.name("x".repeat(201), 1));
        assertTrue(LogFolder.name("x".repeat(5000), 3).length() < 110);
    }

    @Test
    void l1_an_attempt_takes_the_next_number_also_after_an_earlier_run() throws Exception {
        Path first = new LogFolder(folder).newAttempt("a", 1);
        assertEquals(folder.resolve("a/attempt-1"), first);
        Files.writeString(LogFolder.stdout(first), "kept");
        var later = new LogFolder(folder);
        assertEquals(folder.resolve("a/attempt-2"), later.newAttempt("a", 1));
        assertEquals(folder.resolve("a/attempt-3"), later.newAttempt("a", 1));
        assertEquals("kept", Files.readString(folder.resolve("a/attempt-1.stdout")));
    }
}
