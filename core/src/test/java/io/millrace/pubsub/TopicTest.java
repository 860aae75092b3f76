package io.millrace.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats.State;
import io.millrace.channel.Received;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Heap;
import io.millrace.fixture.ManualClock;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = ManualClock.install();
    private final Crew crew = new Crew();
    private final Topic<Integer> topic = Topic.open("numbers");
    private final List<Integer> lost = new ArrayList<>();
    private final IOException failure = new IOException("on purpose");

    @AfterEach
    void nothing_is_left_running() {
        topic.close();
        crew.close();
        clock.close();
    }

    private void publish(int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            topic.publish(i);
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    // ---- who hears what

    @Test
    @Conformance("P170")
    void every_subscriber_gets_every_message_in_the_order_of_its_publisher() throws Exception {
        var read = new ArrayList<Crew.Member<List<Integer>>>();
        for (int i = 0; i < 3; i++) {
            Subscription<Integer> mine = topic.subscribe();
            read.add(crew.go(() -> mine.messages().stream().toList()));
        }
        publish(0, 1000);
        topic.close();
        for (var each : read) {
            assertEquals(numbers(0, 1000), each.get());
        }
    }

    @Test
    @Conformance("P171")
    void publishing_to_nobody_neither_waits_nor_keeps_anything() throws Exception {
        assertEquals(0, topic.publish(0));
        long before = Heap.used();
        Topic<byte[]> large = Topic.open();
        for (int i = 0; i < 1000; i++) {
            assertEquals(0, large.publish(new byte[1 << 20]));
        }
        assertTrue(Heap.used() - before < 64L << 20);
        assertEquals(new TopicStats("numbers", false, 0, 1, 0), topic.stats());
    }

    @Test
    @Conformance("P173")
    void a_late_subscriber_gets_later_messages_only() throws Exception {
        publish(0, 5);
        try (var late = topic.subscribe()) {
            publish(5, 8);
            topic.close();
            assertEquals(numbers(5, 8), late.messages().stream().toList());
            assertEquals(0, late.stats().replayed());
        }
    }

    @Test
    @Conformance("P173")
    void a_late_subscriber_gets_the_last_few_first_if_they_are_kept() throws Exception {
        try (var kept = Topic.<Integer>builder().replay(3).open()) {
            for (int published = 0; published < 8; published++) {
                var late = kept.subscribe();
                kept.publish(published);
                var first = kept.subscription().replay(1).open();
                var none = kept.subscription().replay(0).open();
                int now = published;
                assertEquals(numbers(Math.max(0, now - 3), now + 1), drained(late));
                assertEquals(numbers(now, now + 1), drained(first));
                assertEquals(List.of(), drained(none));
                assertEquals(Math.min(3, now), late.stats().replayed());
                late.close();
                first.close();
                none.close();
            }
            assertEquals(3, kept.stats().kept());
        }
    }

    private static List<Integer> drained(Subscription<Integer> subscription) {
        var drained = new ArrayList<Integer>();
        subscription.messages().drainTo(drained, Integer.MAX_VALUE);
        return drained;
    }

    @Test
    void more_than_a_subscription_can_hold_is_not_replayed_into_it() throws Exception {
        try (var kept = Topic.<Integer>builder().replay(5).open()) {
            for (int i = 0; i < 5; i++) {
                kept.publish(i);
            }
            assertEquals(List.of(3, 4), drained(kept.subscription().capacity(2).open()));
            var e =
                    assertThrows(
                            IllegalStateException.class,
                            () -> kept.subscription().capacity(2).replay(5).open());
            assertEquals(
                    "replay(5) into a subscription with capacity 2: set a capacity of at least 5",
                    e.getMessage());
            assertEquals(1, kept.stats().subscriptions());
        }
    }

    // ---- slow subscribers

    @Test
    @Conformance("P174")
    void who_blocks_holds_its_capacity_and_who_publishes_waits() throws Exception {
        Subscription<Integer> slow = topic.subscription().capacity(2).open();
        publish(0, 2);
        var publisher = crew.go(() -> topic.publish(2));
        publisher.awaitParked();
        assertEquals(2, slow.stats().size());
        assertEquals(0, slow.messages().receive());
        assertEquals(1, publisher.get());
        assertEquals(List.of(1, 2), drained(slow));
        assertEquals(0, slow.stats().dropped());
    }

    @Test
    void who_has_room_does_not_wait_for_who_has_none() throws Exception {
        Subscription<Integer> slow = topic.subscription().capacity(1).open();
        Subscription<Integer> fast = topic.subscription().capacity(1).open();
        publish(0, 1);
        assertEquals(0, fast.messages().receive());
        var publisher = crew.go(() -> topic.publish(1));
        assertEquals(1, fast.messages().receive());
        publisher.awaitParked();
        var another = topic.subscribe(); // nobody is kept from subscribing
        slow.close();
        assertEquals(1, publisher.get());
        assertEquals(List.of(), drained(another));
    }

    @Test
    @Conformance("P174")
    void who_blocks_for_a_time_misses_the_message_then() throws Exception {
        Subscription<Integer> slow =
                topic.subscription()
                        .capacity(1)
                        .slow(SlowSubscriber.blockFor(SECOND))
                        .onUndelivered(lost::add)
                        .open();
        publish(0, 1);
        var publisher = crew.go(() -> topic.publish(1));
        publisher.awaitParked();
        clock.advance(SECOND.minusNanos(1));
        assertFalse(publisher.isDone());
        clock.advance(Duration.ofNanos(1));
        assertEquals(0, publisher.get());
        assertEquals(1, slow.stats().dropped());
        assertEquals(List.of(1), lost);
        assertEquals(List.of(0), drained(slow));
        assertEquals(1, topic.publish(2));
    }

    @Test
    @Conformance("P174")
    void whose_oldest_messages_are_dropped_has_the_newest() throws Exception {
        Subscription<Integer> slow =
                topic.subscription()
                        .capacity(3)
                        .slow(SlowSubscriber.dropOldest())
                        .onUndelivered(lost::add)
                        .open();
        publish(0, 10);
        assertEquals(numbers(7, 10), drained(slow));
        assertEquals(numbers(0, 7), lost);
        assertEquals(7, slow.stats().dropped());
    }

    @Test
    @Conformance("P174")
    void whose_newest_messages_are_dropped_has_the_oldest() throws Exception {
        Subscription<Integer> slow =
                topic.subscription()
                        .capacity(3)
                        .slow(SlowSubscriber.dropNewest())
                        .onUndelivered(lost::add)
                        .open();
        publish(0, 10);
        assertEquals(numbers(0, 3), drained(slow));
        assertEquals(numbers(3, 10), lost);
        assertEquals(new SubscriptionStats(slow.name(), State.OPEN, 3, 0, 3, 7, 0), slow.stats());
    }

    @Test
    @Conformance("P174")
    void who_is_to_fail_does_so_after_what_it_holds_and_others_go_on() throws Exception {
        Subscription<Integer> slow =
                topic.subscription()
                        .name("slow")
                        .capacity(2)
                        .slow(SlowSubscriber.fail())
                        .onUndelivered(lost::add)
                        .open();
        Subscription<Integer> other = topic.subscribe();
        publish(0, 5);
        assertEquals(1, topic.stats().subscriptions());
        assertEquals(0, slow.messages().receive());
        assertEquals(1, slow.messages().receive());
        var e = assertThrows(ChannelClosedException.class, slow.messages()::receiveOrNull);
        assertEquals(
                "subscription 'slow' is full (capacity 2) and its reader too slow",
                assertInstanceOf(SlowSubscriberException.class, e.closed().cause()).getMessage());
        assertEquals(1, slow.stats().dropped());
        assertEquals(List.of(2), lost);
        assertEquals(numbers(0, 5), drained(other));
    }

    @Test
    void who_publishes_and_is_interrupted_lets_those_miss_the_message_that_are_full()
            throws Exception {
        Subscription<Integer> full = topic.subscription().capacity(1).open();
        Subscription<Integer> fullToo =
                topic.subscription().capacity(1).onUndelivered(lost::add).open();
        Subscription<Integer> roomy = topic.subscribe();
        publish(0, 1);
        var publisher = crew.go(() -> topic.publish(1));
        publisher.awaitParked();
        publisher.interrupt();
        publisher.failure(InterruptedException.class);
        assertEquals(List.of(0, 1), drained(roomy));
        assertEquals(List.of(0), drained(full));
        assertEquals(1, full.stats().dropped());
        assertEquals(1, fullToo.stats().dropped());
        assertEquals(List.of(1), lost);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> topic.publish(2));
        assertEquals(2, topic.stats().published());
    }

    @Test
    void a_hook_that_throws_reaches_who_publishes_after_the_others_have_the_message()
            throws Exception {
        var bug = new IllegalStateException("a bug");
        topic.subscription()
                .capacity(1)
                .slow(SlowSubscriber.dropOldest())
                .onUndelivered(_ -> {
                    throw bug;
                })
                .open();
        Subscription<Integer> other = topic.subscribe();
        publish(0, 1);
        assertSame(bug, assertThrows(IllegalStateException.class, () -> topic.publish(1)));
        assertEquals(List.of(0, 1), drained(other));
    }

    // ---- ends

    @Test
    @Conformance("P175")
    void after_a_close_subscribers_end_after_what_they_hold() throws Exception {
        Subscription<Integer> first = topic.subscribe();
        Subscription<Integer> second = topic.subscribe();
        publish(0, 3);
        var waits = crew.go(() -> second.messages().stream().toList());
        topic.close();
        topic.close();
        assertEquals(numbers(0, 3), first.messages().stream().toList());
        assertEquals(numbers(0, 3), waits.get());
        assertTrue(topic.isClosed());
        assertEquals(new TopicStats("numbers", true, 0, 3, 0), topic.stats());
        var e = assertThrows(TopicClosedException.class, () -> topic.publish(3));
        assertEquals("publish to numbers, which is closed", e.getMessage());
        assertThrows(TopicClosedException.class, topic::subscribe);
    }

    @Test
    void a_close_lets_a_publisher_go_that_waits() throws Exception {
        Subscription<Integer> slow = topic.subscription().capacity(1).open();
        publish(0, 1);
        var publisher = crew.go(() -> topic.publish(1));
        publisher.awaitParked();
        topic.close();
        assertEquals(0, publisher.get());
        assertEquals(numbers(0, 1), slow.messages().stream().toList());
    }

    @Test
    void a_topic_that_fails_fails_its_subscriptions_after_what_they_hold() throws Exception {
        Subscription<Integer> mine = topic.subscribe();
        publish(0, 1);
        assertTrue(topic.fail(failure));
        assertFalse(topic.fail(new IOException("too late")));
        assertEquals(0, mine.messages().receive());
        var e = assertThrows(ChannelClosedException.class, mine.messages()::receiveOrNull);
        assertSame(failure, e.closed().cause());
        assertSame(
                failure,
                assertThrows(TopicClosedException.class, () -> topic.publish(1)).getCause());
    }

    @Test
    void who_closes_its_subscription_discards_the_rest_and_lets_the_publisher_go()
            throws Exception {
        Subscription<Integer> mine =
                topic.subscription().capacity(2).onUndelivered(lost::add).open();
        publish(0, 2);
        var publisher = crew.go(() -> topic.publish(2));
        publisher.awaitParked();
        mine.close();
        mine.close();
        assertEquals(0, publisher.get());
        assertEquals(List.of(0, 1), lost);
        assertEquals(0, topic.stats().subscriptions());
        assertThrows(ChannelClosedException.class, mine.messages()::receive);
    }

    @Test
    void who_unsubscribes_reads_the_rest() throws Exception {
        Subscription<Integer> mine = topic.subscribe();
        publish(0, 2);
        mine.unsubscribe();
        publish(2, 4);
        assertEquals(0, topic.stats().subscriptions());
        assertEquals(numbers(0, 2), mine.messages().stream().toList());
    }

    @Test
    void a_reader_that_hangs_up_has_unsubscribed() throws Exception {
        topic.subscribe().messages().cancel();
        assertEquals(0, topic.stats().subscriptions());
        topic.subscribe().messages().cancel(failure);
        topic.subscribe().messages().stream().close();
        assertEquals(0, topic.stats().subscriptions());
        assertEquals(0, topic.publish(1));
    }

    // ---- handlers

    @Test
    void a_handler_is_called_for_each_message_until_the_topic_ends() throws Exception {
        Subscription<Integer> mine = topic.subscribe();
        var handled = new ArrayList<Integer>();
        publish(0, 5);
        topic.close();
        mine.handle(handled::add);
        assertEquals(numbers(0, 5), handled);
    }

    @Test
    @Conformance("P176")
    void a_handler_that_throws_ends_its_own_subscription_and_no_other() throws Exception {
        Subscription<Integer> throwing = topic.subscription().onUndelivered(lost::add).open();
        Subscription<Integer> other = topic.subscribe();
        publish(0, 3);
        var thrown =
                assertThrows(
                        IOException.class,
                        () ->
                                throwing.handle(n -> {
                                    if (n == 1) {
                                        throw failure;
                                    }
                                }));
        assertSame(failure, thrown);
        publish(3, 5);
        assertEquals(numbers(0, 5), drained(other));
        assertEquals(List.of(2), lost);
        assertEquals(1, topic.stats().subscriptions());
        var e = assertThrows(ChannelClosedException.class, throwing.messages()::receive);
        assertSame(failure, e.closed().cause());
    }

    @Test
    void a_handler_that_is_interrupted_while_it_waits_ends_its_subscription() {
        Subscription<Integer> mine = topic.subscribe();
        var handles = crew.go(() -> mine.handle(_ -> {}));
        handles.awaitParked();
        handles.interrupt();
        handles.failure(InterruptedException.class);
        assertEquals(0, topic.stats().subscriptions());
    }

    // ---- a receiver like any other

    @Test
    void its_messages_can_be_received_in_every_way() throws Exception {
        Subscription<Integer> mine = topic.subscribe();
        assertInstanceOf(Received.Empty.class, mine.messages().tryReceive());
        publish(0, 9);
        assertEquals(0, mine.messages().receive());
        assertEquals(1, mine.messages().receiveOrNull());
        assertEquals(new Received.Value<>(2), mine.messages().tryReceive());
        assertEquals(new Received.Value<>(3), mine.messages().tryReceive(SECOND));
        assertEquals(List.of(4, 5), mine.messages().receiveSome(2));
        assertEquals(6, mine.messages().iterator().next());
        assertEquals(7, Select.<Integer>of(mine.messages().onReceive(n -> n)).await());
        assertFalse(mine.messages().isDrained());
        topic.close();
        assertEquals(8, Select.<Integer>of(mine.messages().onReceive(n -> n, _ -> -1)).await());
        assertEquals(-1, Select.<Integer>of(mine.messages().onReceive(n -> n, _ -> -1)).await());
        assertNull(mine.messages().receiveOrNull());
        assertFalse(mine.messages().iterator().hasNext());
        assertInstanceOf(Received.Ended.class, mine.messages().tryReceive());
        assertTrue(mine.messages().isDrained());
    }

    @Test
    void a_collection_that_takes_no_more_loses_nothing_untold() throws Exception {
        Subscription<Integer> mine = topic.subscription().onUndelivered(lost::add).open();
        publish(0, 4);
        var target =
                new ArrayList<Integer>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public boolean add(Integer value) {
                        if (size() == 2) {
                            throw new IllegalStateException("full");
                        }
                        return super.add(value);
                    }
                };
        assertThrows(IllegalStateException.class, () -> mine.messages().drainTo(target, 4));
        assertEquals(List.of(0, 1), target);
        assertEquals(List.of(2, 3), lost);
        assertEquals(2, mine.stats().dropped());
    }

    // ---- views and refusals

    @Test
    void a_watch_sees_topics_and_subscriptions_until_they_end() throws Exception {
        try (var watch = Watch.open()) {
            var seen = Topic.<Integer>builder().name("seen").replay(2).open();
            var mine = seen.subscription().name("mine").capacity(4).open();
            seen.publish(1);
            assertEquals(
                    List.of(new TopicStats("seen", false, 1, 1, 1)),
                    watch.snapshot().of(TopicStats.class).toList());
            assertEquals(
                    List.of(new SubscriptionStats("mine", State.OPEN, 4, 1, 0, 0, 0)),
                    watch.snapshot().of(SubscriptionStats.class).toList());
            mine.close();
            seen.close();
            assertTrue(watch.snapshot().of(TopicStats.class).findAny().isEmpty());
            assertTrue(watch.snapshot().of(SubscriptionStats.class).findAny().isEmpty());
        }
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Topic.builder().replay(-1));
        var builder = topic.subscription();
        assertThrows(IllegalArgumentException.class, () -> builder.capacity(0));
        assertThrows(IllegalArgumentException.class, () -> builder.replay(-1));
        assertEquals(0, topic.stats().subscriptions());
        assertTrue(Topic.open().toString().matches("topic 'topic-\\d+'"));
        assertEquals("numbers/1", topic.subscribe().name());
        assertEquals("topic 'numbers'", topic.toString());
    }

    @Test
    void with_every_reader_stopped_it_holds_what_it_says() throws Exception {
        int capacity = 4;
        try (var kept = Topic.<Integer>builder().replay(3).open()) {
            var first = kept.subscription().capacity(capacity).open();
            var second = kept.subscription().capacity(capacity).open();
            var publishers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 3; i++) {
                publishers.add(
                        crew.go(() -> {
                            while (true) {
                                kept.publish(1);
                            }
                        }));
            }
            for (var each : publishers) {
                each.awaitParked();
            }
            assertEquals(capacity, first.stats().size());
            assertEquals(capacity, second.stats().size());
            assertEquals(capacity + publishers.size(), kept.stats().published());
            assertEquals(3, kept.stats().kept());
            publishers.forEach(Crew.Member::interrupt);
            publishers.forEach(each -> each.failure(InterruptedException.class));
        }
    }

    @Test
    void messages_may_be_of_any_type_channels_included() throws Exception {
        try (var replies = Topic.<Channel<String>>open()) {
            var mine = replies.subscribe();
            Channel<String> reply = Channel.buffered(1);
            replies.publish(reply);
            mine.messages().receive().send("here");
            assertEquals("here", reply.receive());
        }
    }
}
