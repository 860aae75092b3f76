package io.millrace.watching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.StartedThreads;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What a thread dump says of those who wait: `LockSupport.getBlocker`, and the frames.
class ThreadDumpTest {
    private static void assertWaits(Crew.Member<?> member, String frame, String blocker) {
        StartedThreads.awaitParked(member.thread());
        assertEquals(blocker, member.blocker().toString());
        assertTrue(
                Arrays.stream(member.thread().getStackTrace())
                        .anyMatch(element -> element.toString().contains(frame)),
                frame);
    }

    @Test
    @Conformance("Q178")
    void a_parked_thread_names_what_it_waits_for() throws Exception {
        for (Crew.Kind kind : Crew.Kind.values()) {
            try (var crew = new Crew(kind);
                    var scope = Scope.builder().name("mill").open()) {
                Channel<String> jobs = Channel.<String>builder().name("jobs").build();
                Channel<String> results = Channel.<String>builder().name("results").build();
                var release = new CountDownLatch(1);
                var task = scope.go("wheel", () -> release.await());
                Select<String> either =
                        Select.of(jobs.onReceive(v -> v), results.onReceive(v -> v));
                assertWaits(crew.go(() -> jobs.send("x")), "send", "channel 'jobs'");
                assertWaits(crew.go(() -> results.receive()), "receive", "channel 'results'");
                assertWaits(crew.go(() -> task.await()), "await", "task 'wheel'");
                assertWaits(
                        crew.go(() -> Channel.never().receive()),
                        "NeverChannel",
                        "channel 'never'");
                assertEquals("select of 2", either.toString());
                var owner =
                        crew.go(() -> {
                            try (var own = Scope.builder().name("own").open()) {
                                own.go(() -> release.await());
                                own.join();
                            }
                        });
                assertWaits(owner, "Scope.join", "scope 'own'");
                release.countDown();
                owner.get();
            }
        }
    }

    @Test
    @Conformance("Q178")
    void a_thousand_parked_tasks_name_their_channel_and_their_scope() throws Exception {
        try (var threads = StartedThreads.install();
                var scope = Scope.builder().name("mill").open()) {
            Channel<String> jobs = Channel.<String>builder().name("jobs").build();
            for (int i = 0; i < 1_000; i++) {
                scope.go(() -> jobs.receive());
            }
            var all = new ArrayList<>(threads.all());
            all.forEach(StartedThreads::awaitParked);
            for (Thread thread : all) {
                assertTrue(thread.getName().matches("mill/\\d+"), thread.getName());
                Object blocker = LockSupport.getBlocker(thread);
                assertEquals("channel 'jobs'", blocker.toString());
            }
            scope.cancel();
        }
    }
}
