package io.millrace.watching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.StartedThreads;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a watch remembers: its own time only, and only so much.
class WatchMemoryTest {

    @Test
    void edges_are_those_since_the_watch_was_opened() {
        try (var crew = new Crew();
                var first = Watch.open()) {
            waitOnce(crew, "before");
            assertTrue(waits(first).edges().size() >= 1);
            try (var second = Watch.open()) {
                waitOnce(crew, "after");
                assertEquals(
                        List.of("channel 'after'"),
                        waits(second).edges().stream().map(WaitStats.Edge::blocker).toList());
            }
        }
    }

    @Test
    void edges_are_forgotten_whichever_watch_is_closed_last() {
        try (var crew = new Crew()) {
            var first = Watch.open();
            waitOnce(crew, "old");
            var second = Watch.open();
            first.close();
            second.close();
            try (var third = Watch.open()) {
                waitOnce(crew, "new");
                assertEquals(
                        List.of("channel 'new'"),
                        waits(third).edges().stream().map(WaitStats.Edge::blocker).toList());
            }
        }
    }

    @Test
    void a_wait_that_ends_after_the_watch_was_closed_leaves_no_edge() {
        try (var crew = new Crew()) {
            Channel<String> old = Channel.<String>builder().name("old").build();
            var watch = Watch.open();
            var receiver = crew.go(() -> old.receive());
            StartedThreads.awaitParked(receiver.thread());
            watch.close();
            old.trySend("x");
            receiver.get();
            try (var next = Watch.open()) {
                waitOnce(crew, "new");
                assertEquals(
                        List.of("channel 'new'"),
                        waits(next).edges().stream().map(WaitStats.Edge::blocker).toList());
            }
        }
    }

    @Test
    void the_waits_are_seen_even_if_there_are_too_many_objects() {
        try (var watch = Watch.open();
                var crew = new Crew()) {
            var kept = new ArrayList<Channel<String>>();
            for (int i = 0; i < 10_000; i++) {
                kept.add(Channel.rendezvous());
            }
            waitOnce(crew, "one more");
            assertEquals(1, waits(watch).edges().size());
            assertEquals(10_000, kept.size());
        }
    }

    @Test
    void an_omitted_object_is_counted_once() {
        try (var watch = Watch.open();
                var crew = new Crew()) {
            waitOnce(crew, "first");
            var kept = new ArrayList<Channel<String>>();
            for (int i = 0; i < 10_000; i++) {
                kept.add(Channel.rendezvous());
            }
            long before = watch.snapshot().omitted();
            Channel<String> last = Channel.rendezvous();
            for (int i = 0; i < 5; i++) {
                var receiver = crew.go(() -> last.receive());
                StartedThreads.awaitParked(receiver.thread());
                last.trySend("x");
                receiver.get();
            }
            assertEquals(1, watch.snapshot().omitted() - before);
            assertEquals(10_000, kept.size());
        }
    }

    @Test
    void registering_null_is_refused_whether_or_not_a_watch_is_open() {
        assertThrows(NullPointerException.class, () -> Watch.register(null));
        assertThrows(NullPointerException.class, () -> Watch.unregister(null));
    }

    private static WaitStats waits(Watch watch) {
        return watch.snapshot().waits();
    }

    private static void waitOnce(Crew crew, String name) {
        Channel<String> jobs = Channel.<String>builder().name(name).build();
        var receiver = crew.go(() -> jobs.receive());
        StartedThreads.awaitParked(receiver.thread());
        jobs.trySend("x");
        receiver.get();
    }
}
