package io.millrace.watching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelStats;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.observe.Observable;
import io.millrace.observe.Snapshot;
import io.millrace.observe.Stats;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import io.millrace.task.ScopeStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// In a package of its own, so that the library takes it for a user's code.
class WatchTest {
    private record Own(String name) implements Stats {
        @Override
        public String kind() {
            return "own";
        }
    }

    private static List<String> names(Watch watch, Class<? extends Stats> kind) {
        return watch.snapshot().of(kind).map(Stats::name).toList();
    }

    private static Channel<String> channel(String name) {
        return Channel.<String>builder().name(name).capacity(1).build();
    }

    @Test
    void while_no_watch_is_open_nothing_is_registered() {
        assertFalse(Watch.isOn());
        Channel<String> unseen = channel("unseen");
        unseen.trySend("x");
        try (var scope = Scope.builder().name("unseen").open();
                var watch = Watch.open()) {
            assertTrue(Watch.isOn());
            assertEquals(List.of(), watch.snapshot().entries());
            assertEquals("unseen", unseen.name() + scope.name().substring(6));
        }
        assertFalse(Watch.isOn());
    }

    @Test
    void objects_made_while_a_watch_is_open_are_seen_with_their_figures_in_their_order() {
        try (var watch = Watch.open()) {
            Channel<String> first = channel("first");
            first.trySend("x");
            try (var scope = Scope.builder().name("second").open()) {
                Channel<String> third = channel("third");
                Snapshot seen = watch.snapshot();
                assertEquals(
                        List.of(first.stats(), scope.stats(), third.stats()),
                        seen.entries().stream().map(Snapshot.Entry::stats).toList());
                assertEquals(1, seen.of(ChannelStats.class).findFirst().orElseThrow().size());
                assertEquals(0, seen.omitted());
            }
            assertEquals(List.of(), names(watch, ScopeStats.class)); // it is closed
        }
    }

    @Test
    void an_object_is_seen_with_the_line_that_made_it() {
        try (var watch = Watch.open()) {
            Channel<String> here = channel("here");
            int line = StackWalker.getInstance().walk(s -> s.findFirst().get()).getLineNumber();
            try (var scope = Scope.open()) {
                List<String> origins =
                        watch.snapshot().entries().stream().map(Snapshot.Entry::origin).toList();
                assertTrue(origins.get(0).matches("WatchTest\\.java:\\d+"), origins.toString());
                assertEquals("WatchTest.java:" + (line + 1), origins.get(1));
                assertEquals("here", here.name() + scope.name().substring(0, 0));
            }
        }
    }

    @Test
    void an_object_made_earlier_is_seen_from_the_first_wait_on_it() throws Exception {
        Channel<String> early = channel("early");
        try (var watch = Watch.open();
                var crew = new Crew()) {
            var receiver = crew.go(() -> early.receive());
            StartedThreads.awaitParked(receiver.thread());
            assertEquals(List.of("early"), names(watch, ChannelStats.class));
            early.send("x");
            receiver.get();
        }
    }

    @Test
    void parked_threads_are_seen_the_longest_waiting_first_and_then_as_edges() throws Exception {
        try (var clock = ManualClock.install();
                var watch = Watch.open();
                var crew = new Crew()) {
            Channel<String> jobs = channel("jobs");
            jobs.send("fills it");
            var sender = crew.go(() -> jobs.send("x"));
            Eventually.until("the sender parks", () -> waits(watch).parked().size() == 1);
            clock.advance(Duration.ofSeconds(1));
            Channel<String> empty = channel("empty");
            Select<String> select = Select.of(empty.onReceive(v -> v));
            var selector = crew.go(() -> select.await());
            Eventually.until("the select parks", () -> waits(watch).parked().size() == 2);
            clock.advance(Duration.ofSeconds(2));

            String first = sender.thread().getName();
            String second = selector.thread().getName();
            assertEquals(
                    List.of(
                            new WaitStats.Parked(first, "send", "channel 'jobs'", 3_000_000_000L),
                            new WaitStats.Parked(second, "select", "select of 1", 2_000_000_000L)),
                    waits(watch).parked());
            assertEquals(List.of(), waits(watch).edges());

            jobs.receive();
            sender.get();
            empty.send("y");
            selector.get();
            assertEquals(List.of(), waits(watch).parked());
            assertEquals(
                    List.of(
                            new WaitStats.Edge(first, "send", "channel 'jobs'", 1, 3_000_000_000L),
                            new WaitStats.Edge(second, "select", "select of 1", 1, 2_000_000_000L)),
                    waits(watch).edges());
        }
    }

    private static WaitStats waits(Watch watch) {
        return watch.snapshot().waits();
    }

    @Test
    void every_wait_says_what_it_waits_to_do() throws Exception {
        try (var watch = Watch.open();
                var crew = new Crew();
                var scope = Scope.builder().name("mill").open()) {
            Channel<String> full = channel("full");
            full.send("x");
            Channel<String> empty = channel("empty");
            var release = new CountDownLatch(1);
            var task = scope.go("slow", () -> release.await());
            crew.go(() -> full.send("y"));
            crew.go(() -> empty.receive());
            crew.go(() -> task.await());
            crew.go(() -> scope.context().await());
            crew.go(() -> {
                try (var own = Scope.builder().name("own").open()) {
                    own.go(() -> release.await());
                    own.join();
                }
            });
            Eventually.until("all park", () -> waits(watch).parked().size() == 5);
            assertEquals(
                    List.of(
                            "await task 'slow'",
                            "context context",
                            "join scope 'own'",
                            "receive channel 'empty'",
                            "send channel 'full'"),
                    waits(watch).parked().stream()
                            .map(p -> p.doing() + " " + p.blocker())
                            .map(text -> text.startsWith("context") ? "context context" : text)
                            .sorted()
                            .toList());
            release.countDown();
            full.receive();
            empty.send("z");
            scope.join();
            scope.cancel();
            crew.join();
        }
    }

    @Test
    void two_watches_each_see_what_came_after_them_and_one_may_be_closed() {
        try (var first = Watch.open()) {
            Channel<String> a = channel("a");
            var second = Watch.open();
            Channel<String> b = channel("b");
            assertEquals(List.of("a", "b"), names(first, ChannelStats.class));
            assertEquals(List.of("b"), names(second, ChannelStats.class));
            second.close();
            second.close();
            assertThrows(IllegalStateException.class, second::snapshot);
            Channel<String> c = channel("c");
            assertEquals(List.of("a", "b", "c"), names(first, ChannelStats.class));
            assertEquals("abc", a.name() + b.name() + c.name());
        }
        assertFalse(Watch.isOn());
    }

    @Test
    void watching_keeps_nothing_alive() {
        try (var watch = Watch.open()) {
            var kept = new ArrayList<Channel<String>>();
            for (int i = 0; i < 1_000; i++) {
                Channel<String> each = channel("channel " + i);
                if (i % 100 == 0) {
                    kept.add(each);
                }
            }
            Eventually.until(
                    "the others are collected",
                    () -> {
                        System.gc();
                        return names(watch, ChannelStats.class).size() == 10;
                    });
            assertEquals(10, kept.size());
        }
    }

    @Test
    void beyond_ten_thousand_objects_the_later_ones_are_counted_only() {
        try (var watch = Watch.open()) {
            var kept = new ArrayList<Channel<String>>();
            for (int i = 0; i < 10_005; i++) {
                kept.add(channel("channel " + i));
            }
            Snapshot seen = watch.snapshot();
            assertEquals(10_000, seen.of(ChannelStats.class).count());
            assertEquals(5, seen.omitted());
            assertEquals(10_005, kept.size());
        }
    }

    @Test
    void objects_of_the_users_own_can_be_registered_while_somebody_looks() {
        Observable own = () -> new Own("mine");
        Watch.register(own); // nobody looks
        try (var watch = Watch.open()) {
            assertEquals(List.of(), names(watch, Own.class));
            Watch.register(own);
            Watch.register(own);
            assertEquals(List.of("mine"), names(watch, Own.class));
            Watch.unregister(own);
            assertEquals(List.of(), names(watch, Own.class));
            Watch.register(own);
        }
        try (var watch = Watch.open()) {
            assertEquals(List.of(), names(watch, Own.class));
        }
    }

    @Test
    void the_edges_of_a_closed_watch_are_forgotten() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (var watch = Watch.open();
                    var crew = new Crew()) {
                Channel<String> jobs = channel("jobs");
                var receiver = crew.go(() -> jobs.receive());
                StartedThreads.awaitParked(receiver.thread());
                assertEquals(List.of(), waits(watch).edges());
                jobs.send("x");
                receiver.get();
                assertEquals(1, waits(watch).edges().size());
            }
        }
    }
}
