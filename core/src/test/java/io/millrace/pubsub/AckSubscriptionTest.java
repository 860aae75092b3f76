package io.millrace.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats.State;
import io.millrace.channel.Received;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AckSubscriptionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = ManualClock.install();
    private final StartedThreads threads = StartedThreads.install();
    private final Crew crew = new Crew();
    private final Topic<Integer> topic = Topic.open("jobs");
    private final Queue<Integer> lost = new ConcurrentLinkedQueue<>();
    private final IOException failure = new IOException("on purpose");

    @AfterEach
    void no_thread_and_no_deadline_is_left() {
        try {
            topic.close();
            crew.close();
            assertEquals(0, Door.timers().pending(), "deadlines left behind");
        } finally {
            threads.awaitNone(clock);
            threads.close();
            clock.close();
        }
    }

    private AckSubscription.Builder<Integer> jobs() {
        return topic.acknowledged()
                .name("jobs")
                .capacity(3)
                .visibility(SECOND)
                .attempts(3)
                .onUndelivered(lost::add);
    }

    /// Lets time pass, and waits until the timers' thread has done all that is due.
    private void advance(Duration time) throws InterruptedException {
        clock.advance(time);
        var rung = new CountDownLatch(1);
        Door.timers().set(Door.now(), rung::countDown);
        rung.await();
    }

    private static void assertBalanced(AckSubscription<?> jobs) {
        AckStats stats = jobs.stats();
        assertEquals(
                stats.accepted(),
                stats.ready()
                        + stats.leased()
                        + stats.delayed()
                        + stats.acknowledged()
                        + stats.dead()
                        + stats.dropped(),
                stats::toString);
    }

    @Test
    void a_message_that_is_acknowledged_does_not_come_again() throws Exception {
        try (var jobs = jobs().open()) {
            topic.publish(1);
            Delivery<Integer> first = jobs.deliveries().receive();
            assertEquals(1, first.message());
            assertEquals(1, first.attempt());
            assertTrue(first.ack());
            assertFalse(first.ack());
            assertFalse(first.nack());
            advance(SECOND.multipliedBy(10));
            assertInstanceOf(Received.Empty.class, jobs.deliveries().tryReceive());
            assertEquals(1, jobs.stats().acknowledged());
            assertBalanced(jobs);
        }
    }

    @Test
    void a_message_that_is_rejected_comes_again_behind_the_others() throws Exception {
        try (var jobs = jobs().open()) {
            topic.publish(1);
            topic.publish(2);
            assertTrue(jobs.deliveries().receive().nack());
            assertEquals(2, jobs.deliveries().receive().message());
            Delivery<Integer> again = jobs.deliveries().receive();
            assertEquals(1, again.message());
            assertEquals(2, again.attempt());
            assertEquals("delivery 2 of 1", again.toString());
        }
    }

    @Test
    void a_message_that_is_rejected_for_a_time_comes_again_after_it() throws Exception {
        try (var jobs = jobs().open()) {
            topic.publish(1);
            assertTrue(jobs.deliveries().receive().nack(SECOND));
            assertEquals(1, jobs.stats().delayed());
            var waits = crew.go(() -> jobs.deliveries().receive());
            waits.awaitParked();
            advance(SECOND.minusNanos(1));
            assertFalse(waits.isDone());
            advance(Duration.ofNanos(1));
            assertEquals(2, waits.get().attempt());
            assertEquals(0, jobs.stats().delayed());
            assertBalanced(jobs);
        }
    }

    @Test
    void a_message_that_is_not_acknowledged_in_time_comes_again() throws Exception {
        try (var jobs = jobs().open()) {
            topic.publish(1);
            advance(SECOND.multipliedBy(5)); // the time begins when it is received
            Delivery<Integer> first = jobs.deliveries().receive();
            advance(SECOND.minusNanos(1));
            assertEquals(1, jobs.stats().leased());
            advance(Duration.ofNanos(1));
            assertEquals(1, jobs.stats().expired());
            assertFalse(first.ack(), "too late");
            Delivery<Integer> second = jobs.deliveries().receive();
            assertEquals(2, second.attempt());
            assertEquals(1, first.attempt());
            assertTrue(second.ack());
            assertEquals(1, jobs.stats().acknowledged());
            assertBalanced(jobs);
        }
    }

    @Test
    void a_message_is_given_up_after_its_last_attempt() throws Exception {
        try (var jobs = jobs().deadLetters(2).open()) {
            topic.publish(1);
            jobs.deliveries().receive().nack();
            jobs.deliveries().receive().nack();
            jobs.deliveries().receive().nack(SECOND, failure);
            assertInstanceOf(Received.Empty.class, jobs.deliveries().tryReceive());
            DeadLetter<Integer> letter = jobs.deadLetters().receive();
            assertEquals(new DeadLetter<>(1, 3, failure), letter);
            assertEquals(1, jobs.stats().dead());
            assertEquals(0, lost.size());
            assertBalanced(jobs);
        }
    }

    @Test
    void a_message_whose_time_is_over_too_often_is_given_up_without_a_cause() throws Exception {
        try (var jobs = jobs().attempts(1).deadLetters(2).open()) {
            topic.publish(1);
            jobs.deliveries().receive();
            advance(SECOND);
            assertEquals(new DeadLetter<>(1, 1, null), jobs.deadLetters().receive());
        }
    }

    @Test
    void of_dead_letters_that_nobody_reads_the_oldest_are_told() throws Exception {
        try (var jobs = jobs().attempts(1).deadLetters(2).open()) {
            for (int i = 0; i < 3; i++) {
                topic.publish(i);
                jobs.deliveries().receive().nack();
            }
            assertEquals(List.of(0), List.copyOf(lost));
            jobs.unsubscribe();
            assertEquals(
                    List.of(1, 2), jobs.deadLetters().stream().map(DeadLetter::message).toList());
        }
    }

    @Test
    void without_room_for_dead_letters_they_are_counted_and_told() throws Exception {
        try (var jobs = jobs().attempts(1).open()) {
            topic.publish(1);
            jobs.deliveries().receive().nack();
            assertEquals(List.of(1), List.copyOf(lost));
            assertEquals(1, jobs.stats().dead());
            var e = assertThrows(IllegalStateException.class, jobs::deadLetters);
            assertEquals(
                    "subscription 'jobs' keeps no dead letters: ask for them with"
                            + " deadLetters(capacity)",
                    e.getMessage());
        }
    }

    @Test
    void it_holds_its_capacity_of_messages_wherever_they_are() throws Exception {
        try (var jobs = jobs().open()) {
            topic.publish(1);
            topic.publish(2);
            topic.publish(3);
            var publisher = crew.go(() -> topic.publish(4));
            publisher.awaitParked();
            jobs.deliveries().receive().nack(SECOND); // 1 is delayed
            Delivery<Integer> second = jobs.deliveries().receive(); // 2 is leased, 3 is ready
            publisher.awaitParked();
            AckStats stats = jobs.stats();
            assertEquals(List.of(1, 1, 1), List.of(stats.ready(), stats.leased(), stats.delayed()));
            assertFalse(publisher.isDone());
            assertTrue(second.ack());
            assertEquals(1, publisher.get());
            assertBalanced(jobs);
        }
    }

    @Test
    @Conformance("P174")
    void every_policy_holds_for_what_is_not_acknowledged() throws Exception {
        for (SlowSubscriber policy :
                List.of(
                        SlowSubscriber.blockFor(SECOND),
                        SlowSubscriber.dropNewest(),
                        SlowSubscriber.dropOldest(),
                        SlowSubscriber.fail())) {
            lost.clear();
            try (var jobs = jobs().capacity(2).slow(policy).unlimitedVisibility().open()) {
                topic.publish(1);
                topic.publish(2);
                Delivery<Integer> first = jobs.deliveries().receive();
                var publisher = crew.go(() -> topic.publish(3));
                if (policy instanceof SlowSubscriber.BlockFor) {
                    publisher.awaitParked();
                    advance(SECOND);
                }
                boolean dropsOldest = policy instanceof SlowSubscriber.DropOldest;
                assertEquals(dropsOldest ? 1 : 0, publisher.get());
                assertEquals(List.of(dropsOldest ? 2 : 3), List.copyOf(lost), policy::toString);
                assertEquals(dropsOldest ? 1 : 0, jobs.stats().dropped());
                assertEquals(dropsOldest ? 0 : 1, jobs.stats().refused());
                assertTrue(first.ack());
                Delivery<Integer> second = jobs.deliveries().receive();
                assertEquals(dropsOldest ? 3 : 2, second.message());
                assertTrue(second.ack());
                assertBalanced(jobs);
                if (policy instanceof SlowSubscriber.Fail) {
                    var e =
                            assertThrows(
                                    ChannelClosedException.class, jobs.deliveries()::receiveOrNull);
                    assertInstanceOf(SlowSubscriberException.class, e.closed().cause());
                }
            }
        }
    }

    @Test
    void with_drop_oldest_what_readers_have_is_not_dropped() throws Exception {
        try (var jobs = jobs().capacity(1).slow(SlowSubscriber.dropOldest()).open()) {
            topic.publish(1);
            Delivery<Integer> first = jobs.deliveries().receive();
            assertEquals(0, topic.publish(2));
            assertEquals(List.of(2), List.copyOf(lost));
            assertEquals(1, jobs.stats().refused());
            assertTrue(first.ack());
        }
    }

    @Test
    @Conformance("P175")
    void after_the_end_of_the_topic_it_delivers_until_all_is_done() throws Exception {
        var jobs = jobs().open();
        topic.publish(1);
        topic.publish(2);
        Delivery<Integer> first = jobs.deliveries().receive();
        topic.close();
        assertTrue(jobs.deliveries().receive().ack());
        var waits = crew.go(() -> jobs.deliveries().receiveOrNull());
        waits.awaitParked();
        assertTrue(first.nack());
        assertEquals(2, waits.get().attempt());
        assertFalse(jobs.deliveries().isDrained());
        assertTrue(waits.get().ack());
        assertNull(jobs.deliveries().receiveOrNull());
        assertEquals(State.CLOSED, jobs.stats().state());
        assertEquals(0, lost.size());
    }

    @Test
    void an_end_with_nothing_left_is_heard_at_once() throws Exception {
        var jobs = jobs().deadLetters(1).open();
        var waits = crew.go(() -> jobs.deliveries().receiveOrNull() == null);
        waits.awaitParked();
        jobs.unsubscribe();
        jobs.unsubscribe();
        assertTrue(waits.get());
        assertNull(jobs.deadLetters().receiveOrNull());
        assertEquals(0, topic.publish(1));
        assertEquals(0, topic.stats().subscriptions());
    }

    @Test
    void a_topic_that_fails_fails_it_after_all_that_it_has() throws Exception {
        var jobs = jobs().open();
        topic.publish(1);
        topic.fail(failure);
        assertTrue(jobs.deliveries().receive().ack());
        var e = assertThrows(ChannelClosedException.class, jobs.deliveries()::receiveOrNull);
        assertSame(failure, e.closed().cause());
    }

    @Test
    void a_close_discards_what_is_not_acknowledged_and_lets_publishers_go() throws Exception {
        var jobs = jobs().open();
        topic.publish(1);
        topic.publish(2);
        topic.publish(3);
        var publisher = crew.go(() -> topic.publish(4));
        publisher.awaitParked();
        jobs.deliveries().receive().nack(SECOND);
        Delivery<Integer> second = jobs.deliveries().receive();
        jobs.close();
        jobs.close();
        assertEquals(0, publisher.get());
        assertFalse(second.ack());
        assertEquals(3, lost.size());
        assertEquals(3, jobs.stats().dropped());
        assertEquals(0, topic.stats().subscriptions());
        assertBalanced(jobs);
        var e = assertThrows(ChannelClosedException.class, jobs.deliveries()::receive);
        assertEquals("jobs was closed", e.closed().cause().getMessage());
    }

    @Test
    void a_reader_that_hangs_up_closes_it() throws Exception {
        var jobs = jobs().open();
        topic.publish(1);
        jobs.deliveries().cancel();
        assertEquals(0, topic.stats().subscriptions());
        assertEquals(List.of(1), List.copyOf(lost));
        assertBalanced(jobs);
    }

    @Test
    void its_deliveries_can_be_received_in_every_way() throws Exception {
        try (var jobs = jobs().capacity(10).open()) {
            for (int i = 0; i < 8; i++) {
                topic.publish(i);
            }
            var deliveries = jobs.deliveries();
            assertTrue(deliveries.receive().ack());
            assertTrue(deliveries.receiveOrNull().ack());
            assertTrue(
                    deliveries.tryReceive() instanceof Received.Value<Delivery<Integer>>(var one)
                            && one.ack());
            var some = new ArrayList<>(deliveries.receiveSome(2));
            assertEquals(1, deliveries.drainTo(some, 1));
            assertEquals(3, some.size());
            assertTrue(deliveries.iterator().next().ack());
            assertTrue(
                    Select.<Delivery<Integer>>of(deliveries.onReceive(each -> each)).await().ack());
            assertEquals(3, jobs.stats().leased());
            some.forEach(each -> assertTrue(each.ack()));
            assertEquals(8, jobs.stats().acknowledged());
            assertBalanced(jobs);
        }
    }

    @Test
    void what_a_collection_will_not_take_comes_again() throws Exception {
        try (var jobs = jobs().open()) {
            topic.publish(1);
            topic.publish(2);
            List<Delivery<Integer>> full = List.of();
            assertThrows(
                    UnsupportedOperationException.class, () -> jobs.deliveries().drainTo(full, 10));
            assertEquals(2, jobs.stats().ready());
            assertEquals(2, jobs.deliveries().receive().attempt());
        }
    }

    // ---- handlers

    @Test
    @Conformance("P176")
    void a_message_whose_handler_throws_comes_again_and_then_is_a_dead_letter() throws Exception {
        var jobs = jobs().deadLetters(5).open();
        Subscription<Integer> other = topic.subscribe();
        var handled = new ArrayList<Integer>();
        topic.publish(1);
        topic.publish(2);
        topic.close();
        jobs.handle(job -> {
            handled.add(job);
            if (job == 1) {
                throw failure;
            }
        });
        assertEquals(List.of(1, 2, 1, 1), handled);
        assertEquals(
                List.of(new DeadLetter<>(1, 3, failure)), jobs.deadLetters().stream().toList());
        assertEquals(List.of(1, 2), other.messages().stream().toList());
        assertEquals(3, jobs.stats().rejected());
        assertBalanced(jobs);
    }

    @Test
    void a_handlers_message_comes_again_after_the_delay() throws Exception {
        try (var jobs = jobs().attempts(2).retryDelay(SECOND).open()) {
            var handled = new ConcurrentLinkedQueue<Duration>();
            topic.publish(1);
            var handles =
                    crew.go(() ->
                            jobs.handle(_ -> {
                                handled.add(clock.elapsed());
                                throw failure;
                            }));
            handles.awaitParked();
            advance(SECOND);
            topic.close();
            handles.get();
            assertEquals(List.of(Duration.ZERO, SECOND), List.copyOf(handled));
        }
    }

    @Test
    void an_error_and_an_interrupt_give_the_message_back_and_are_thrown() throws Exception {
        try (var jobs = jobs().open()) {
            topic.publish(1);
            var bug = new AssertionError("a bug");
            assertSame(
                    bug,
                    assertThrows(
                            AssertionError.class,
                            () ->
                                    jobs.handle(_ -> {
                                        throw bug;
                                    })));
            assertEquals(1, jobs.stats().ready());
            assertThrows(
                    InterruptedException.class,
                    () ->
                            jobs.handle(_ -> {
                                throw new InterruptedException();
                            }));
            assertEquals(3, jobs.deliveries().receive().attempt());
            assertEquals(1, topic.stats().subscriptions(), "it goes on");
        }
    }

    // ---- late subscribers, views, refusals

    @Test
    void what_was_kept_is_delivered_first() throws Exception {
        try (var kept = Topic.<Integer>builder().replay(2).open()) {
            for (int i = 0; i < 5; i++) {
                kept.publish(i);
            }
            try (var jobs = kept.acknowledged().visibility(SECOND).open()) {
                kept.publish(5);
                for (int i = 3; i < 6; i++) {
                    Delivery<Integer> next = jobs.deliveries().receive();
                    assertEquals(i, next.message());
                    assertTrue(next.ack());
                }
            }
            assertThrows(
                    IllegalStateException.class,
                    () -> kept.acknowledged().capacity(1).replay(2).open());
        }
    }

    @Test
    void a_watch_sees_it_until_it_ends() throws Exception {
        try (var watch = Watch.open()) {
            var jobs = jobs().open();
            topic.publish(1);
            Delivery<Integer> first = jobs.deliveries().receive();
            assertEquals(
                    List.of(new AckStats("jobs", State.OPEN, 3, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0)),
                    watch.snapshot().of(AckStats.class).toList());
            jobs.unsubscribe();
            assertEquals(1, watch.snapshot().of(AckStats.class).count());
            first.ack();
            assertEquals(0, watch.snapshot().of(AckStats.class).count());
            assertEquals("jobs", jobs.name());
        }
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        var builder = topic.acknowledged();
        assertThrows(IllegalArgumentException.class, () -> builder.capacity(0));
        assertThrows(IllegalArgumentException.class, () -> builder.attempts(0));
        assertThrows(IllegalArgumentException.class, () -> builder.deadLetters(0));
        assertThrows(IllegalArgumentException.class, () -> builder.replay(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.visibility(Duration.ZERO));
        assertEquals(0, topic.stats().subscriptions());
    }
}
