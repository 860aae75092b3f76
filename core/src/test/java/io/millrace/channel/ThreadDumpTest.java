package io.millrace.channel;

import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.select.Select;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever looks at a program that stands still sees what each thread waits for.
class ThreadDumpTest {

    @Test
    @Conformance("Q178")
    void every_waiting_thread_names_its_channel_or_select() throws Exception {
        Channel<Integer> jobs = Channel.<Integer>builder().name("jobs").build();
        Channel<Integer> full = Channel.<Integer>builder().name("full").capacity(1).build();
        full.send(0);
        var select = Select.of(jobs.onReceive(v -> v), full.onSend(() -> 1, () -> 1));
        for (Crew.Kind kind : Crew.Kind.values()) {
            try (var crew = new Crew(kind)) {
                var receiver = crew.go(() -> jobs.receive());
                var sender = crew.go(() -> full.send(1));
                var selecting = crew.go(() -> select.await());
                List.of(receiver, sender, selecting).forEach(Crew.Member::awaitParked);
                assertSame(jobs, receiver.blocker());
                assertEquals("channel 'full'", Objects.toString(sender.blocker()));
                assertSame(select, selecting.blocker());
            }
        }
    }

    @Test
    @Conformance("Q178")
    void a_dump_of_a_thousand_parked_threads_shows_each_operation_and_its_channel(
            @TempDir Path folder) throws Exception {
        Channel<Integer> jobs = Channel.rendezvous();
        Channel<Integer> full = Channel.buffered(1);
        full.send(0);
        Path dump = folder.resolve("threads.json");
        try (var crew = new Crew()) {
            var members = new ArrayList<Crew.Member<?>>();
            for (int i = 0; i < 500; i++) {
                members.add(crew.go(() -> jobs.receive()));
                members.add(crew.go(() -> full.send(1)));
            }
            awaitReceivers(jobs, 500);
            awaitSenders(full, 500);
            members.forEach(Crew.Member::awaitParked);
            var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            var pid = "" + ProcessHandle.current().pid();
            Process process =
                    new ProcessBuilder(jcmd, pid, "Thread.dump_to_file", "-format=json", "" + dump)
                            .redirectErrorStream(true)
                            .start();
            String said = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor(), said);
        }
        String text = Files.readString(dump);
        assertEquals(500, count(text, Objects.toIdentityString(jobs)), "parked on jobs");
        assertEquals(500, count(text, Objects.toIdentityString(full)), "parked on full");
        assertTrue(count(text, "Channel.receive(") >= 500, "frames that receive");
        assertTrue(count(text, "Channel.send(") >= 500, "frames that send");
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }
}
