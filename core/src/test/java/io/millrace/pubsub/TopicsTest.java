package io.millrace.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.observe.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private final Topics<Integer> topics = Topics.open("shop");

    private static List<Message<Integer>> drained(Subscription<Message<Integer>> subscription) {
        var drained = new ArrayList<Message<Integer>>();
        subscription.messages().drainTo(drained, Integer.MAX_VALUE);
        return drained;
    }

    private boolean matches(String pattern, String name) throws InterruptedException {
        try (var mine = topics.subscribe(pattern)) {
            int reached = topics.publish(name, 1);
            List<Message<Integer>> received = drained(mine);
            assertEquals(reached, received.size());
            assertEquals(
                    Levels.ofPattern(pattern).matches(Levels.ofName(name)),
                    reached == 1,
                    "replay and live differ");
            return reached == 1;
        }
    }

    @Test
    @Conformance("P172")
    void what_is_published_to_other_topics_does_not_arrive() throws Exception {
        try (var mine = topics.subscribe("orders.eu")) {
            assertEquals(1, topics.publish("orders.eu", 1));
            for (String other :
                    List.of(
                            "orders",
                            "orders.us",
                            "orders.eu.new",
                            "Orders.eu",
                            "eu",
                            "eu.orders")) {
                assertEquals(0, topics.publish(other, 2), other);
            }
            assertEquals(List.of(new Message<>("orders.eu", 1)), drained(mine));
        }
    }

    @Test
    @Conformance("P172")
    void a_star_stands_for_one_level() throws Exception {
        assertTrue(matches("orders.*", "orders.eu"));
        assertTrue(matches("*", "orders"));
        assertTrue(matches("*.*", "orders.eu"));
        assertTrue(matches("orders.*.new", "orders.eu.new"));
        assertFalse(matches("orders.*", "orders"));
        assertFalse(matches("orders.*", "orders.eu.new"));
        assertFalse(matches("orders.*.new", "orders.eu.old"));
        assertFalse(matches("*", "orders.eu"));
    }

    @Test
    @Conformance("P172")
    void an_arrow_stands_for_one_or_more_levels_at_the_end() throws Exception {
        assertTrue(matches(">", "orders"));
        assertTrue(matches(">", "orders.eu.new"));
        assertTrue(matches("orders.>", "orders.eu"));
        assertTrue(matches("orders.>", "orders.eu.de.new"));
        assertTrue(matches("*.eu.>", "orders.eu.new"));
        assertFalse(matches("orders.>", "orders"));
        assertFalse(matches("orders.>", "returns.eu"));
        assertFalse(matches("*.eu.>", "orders.eu"));
    }

    @Test
    void each_subscription_that_matches_gets_a_message_once() throws Exception {
        var mine = new ArrayList<Subscription<Message<Integer>>>();
        for (String pattern : List.of(">", "a.>", "*.b", "a.*", "a.b", "*.*", "*.>", "a.b")) {
            mine.add(topics.subscribe(pattern));
        }
        assertEquals(8, topics.publish("a.b", 1));
        mine.forEach(each -> assertEquals(1, drained(each).size()));
        mine.forEach(Subscription::close);
        assertEquals(0, topics.stats().subscriptions());
        assertEquals(0, topics.publish("a.b", 1));
    }

    @Test
    void the_tree_finds_whom_a_list_would_find() throws Exception {
        var random = new SplittableRandom(3);
        var open = new ArrayList<Subscription<Message<Integer>>>();
        var patterns = new ArrayList<String>();
        for (int round = 0; round < 2_000; round++) {
            if (random.nextInt(3) > 0 || open.isEmpty()) {
                String pattern = drawn(random, true);
                patterns.add(pattern);
                open.add(topics.subscribe(pattern));
            } else {
                int which = random.nextInt(open.size());
                patterns.remove(which);
                open.remove(which).close();
            }
            if (open.size() > 40) {
                open.forEach(Subscription::close);
                open.clear();
                patterns.clear();
            }
            Levels name = Levels.ofName(drawn(random, false));
            long expected =
                    patterns.stream()
                            .filter(pattern -> Levels.ofPattern(pattern).matches(name))
                            .count();
            assertEquals(expected, topics.publish(name.text(), round), name::text);
            open.forEach(each -> drained(each));
            assertEquals(open.size(), topics.stats().subscriptions());
        }
    }

    private static String drawn(SplittableRandom random, boolean pattern) {
        int levels = 1 + random.nextInt(4);
        String text =
                random.ints(levels, 0, pattern ? 4 : 3)
                        .mapToObj(i -> List.of("a", "b", "c", "*").get(i))
                        .collect(Collectors.joining("."));
        return pattern && random.nextInt(4) == 0 ? text + ".>" : text;
    }

    @Test
    @Conformance("P173")
    void what_is_kept_of_all_topics_is_replayed_if_it_matches() throws Exception {
        try (var kept = Topics.<Integer>builder().replay(4).open()) {
            for (int i = 0; i < 6; i++) {
                kept.publish(i % 2 == 0 ? "even" : "odd." + i, i);
            }
            assertEquals(
                    List.of(new Message<>("odd.3", 3), new Message<>("odd.5", 5)),
                    drained(kept.subscribe("odd.*")));
            assertEquals(4, drained(kept.subscribe(">")).size());
            assertEquals(4, kept.stats().kept());
        }
    }

    @Test
    void one_publisher_is_heard_in_order_across_topics() throws Exception {
        try (var mine = topics.subscription(">").capacity(100).open()) {
            for (int i = 0; i < 100; i++) {
                topics.publish("t." + i % 7, i);
            }
            List<Message<Integer>> all = drained(mine);
            for (int i = 0; i < 100; i++) {
                assertEquals(i, all.get(i).body());
            }
        }
    }

    @Test
    void names_that_nobody_has_subscribed_to_leave_nothing_behind() throws Exception {
        try (var mine = topics.subscribe("a.b")) {
            for (int i = 0; i < 10_000; i++) {
                topics.publish("name." + i, i);
            }
            assertEquals(0, mine.stats().size());
        }
        assertEquals(new TopicStats("shop", false, 0, 10_000, 0), topics.stats());
    }

    @Test
    void what_is_no_name_or_no_pattern_is_refused() throws Exception {
        for (String name : List.of("", ".", "a.", ".a", "a..b", "a.*", ">", "a b", "a.b*")) {
            assertThrows(IllegalArgumentException.class, () -> topics.publish(name, 1), name);
        }
        for (String pattern : List.of("", "a.", "a..b", ">.a", "a.>.b", "a*", "a.b>", "a b")) {
            assertThrows(IllegalArgumentException.class, () -> topics.subscribe(pattern), pattern);
        }
        var e = assertThrows(IllegalArgumentException.class, () -> topics.subscribe("a.>.b"));
        assertEquals(
                "pattern 'a.>.b': '>' stands for all that follows: it must be the last; write"
                        + " levels and dots, as in orders.eu.new",
                e.getMessage());
        String deep = String.join(".", java.util.Collections.nCopies(65, "a"));
        assertThrows(IllegalArgumentException.class, () -> topics.publish(deep, 1));
        String allowed = String.join(".", java.util.Collections.nCopies(64, "a"));
        try (var _ = topics.subscribe(allowed)) {
            assertEquals(1, topics.publish(allowed, 1));
        }
        assertEquals(1, topics.stats().published());
    }

    @Test
    void they_end_together() throws Exception {
        var mine = topics.subscribe(">");
        topics.publish("a", 1);
        topics.close();
        topics.close();
        assertFalse(topics.fail(new IOException("too late")));
        assertTrue(topics.isClosed());
        assertEquals(List.of(new Message<>("a", 1)), mine.messages().stream().toList());
        assertThrows(TopicClosedException.class, () -> topics.publish("a", 1));
        assertThrows(TopicClosedException.class, () -> topics.subscribe("a"));
        try (var failed = Topics.<Integer>open()) {
            assertTrue(failed.fail(new IOException("on purpose")));
            var e = assertThrows(TopicClosedException.class, () -> failed.publish("a", 1));
            assertEquals("on purpose", e.getCause().getMessage());
        }
    }

    @Test
    void a_watch_sees_them() throws Exception {
        try (var watch = Watch.open();
                var seen = Topics.<Integer>open("seen")) {
            seen.publish("a", 1);
            assertEquals(
                    List.of(new TopicStats("seen", false, 0, 1, 0)),
                    watch.snapshot().of(TopicStats.class).toList());
            assertEquals("topics 'seen'", seen.toString());
        }
    }

    @Test
    void messages_of_a_pattern_can_be_acknowledged() throws Exception {
        try (var mine = topics.acknowledged("a.*").capacity(1).open()) {
            topics.publish("a.b", 1);
            Delivery<Message<Integer>> first = mine.deliveries().receive();
            assertEquals(new Message<>("a.b", 1), first.message());
            assertTrue(first.nack());
            assertEquals(2, mine.deliveries().receive().attempt());
        }
    }
}
