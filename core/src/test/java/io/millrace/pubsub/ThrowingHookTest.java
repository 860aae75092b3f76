package io.millrace.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.ManualClock;
import io.millrace.waiting.Door;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A hook that throws is told to whoever caused it, and costs nobody a message.
class ThrowingHookTest {
    private final ManualClock clock = ManualClock.install();
    private final Topic<Integer> topic = Topic.open("jobs");
    private final IllegalStateException thrown = new IllegalStateException("a hook");
    private final List<Integer> told = new ArrayList<>();

    @AfterEach
    void no_deadline_is_left() {
        topic.close();
        assertEquals(0, Door.timers().pending(), "deadlines left behind");
        clock.close();
    }

    private void hook(Integer message) {
        told.add(message);
        throw thrown;
    }

    @Test
    void who_was_waited_for_in_vain_is_told_once_and_the_next_one_is_asked_all_the_same()
            throws Exception {
        var second = new AtomicReference<Subscription<Integer>>();
        Subscription<Integer> first =
                topic.subscription()
                        .capacity(1)
                        .slow(SlowSubscriber.blockFor(Duration.ZERO))
                        .onUndelivered(message -> {
                            second.get().messages().tryReceive(); // makes room
                            hook(message);
                        })
                        .open();
        second.set(topic.subscription().capacity(1).open());
        assertEquals(2, topic.publish(1));
        assertSame(thrown, assertThrows(RuntimeException.class, () -> topic.publish(2)));
        assertEquals(List.of(2), told);
        assertEquals(1, first.stats().dropped());
        assertEquals(2, second.get().messages().receive());
        first.unsubscribe();
        second.get().close();
    }

    @Test
    void an_interrupt_is_thrown_though_the_hooks_of_those_who_miss_the_message_throw()
            throws Exception {
        var interrupted = new ArrayList<Subscription<Integer>>();
        for (int i = 0; i < 3; i++) {
            interrupted.add(topic.subscription().capacity(1).onUndelivered(this::hook).open());
        }
        Subscription<Integer> interrupts =
                topic.subscription()
                        .capacity(1)
                        .slow(SlowSubscriber.dropNewest())
                        .onUndelivered(message -> Thread.currentThread().interrupt())
                        .open();
        topic.publish(1);
        var e = assertThrows(InterruptedException.class, () -> topic.publish(2));
        assertEquals(List.of(thrown), List.of(e.getSuppressed()));
        assertEquals(List.of(2, 2, 2), told);
        for (Subscription<Integer> each : interrupted) {
            assertEquals(1, each.stats().dropped());
            each.unsubscribe();
        }
        interrupts.close();
    }

    @Test
    void a_close_discards_all_that_readers_have_and_ends_the_dead_letters() throws Exception {
        AckSubscription<Integer> jobs =
                topic.acknowledged().deadLetters(1).onUndelivered(this::hook).open();
        for (int i = 0; i < 4; i++) {
            topic.publish(i);
        }
        jobs.deliveries().receive();
        jobs.deliveries().receive().nack(Duration.ofHours(1));
        jobs.deliveries().receive();
        assertSame(thrown, assertThrows(RuntimeException.class, jobs::close));
        assertEquals(4, told.size(), told::toString);
        assertEquals(0, jobs.stats().leased() + jobs.stats().delayed(), jobs.stats()::toString);
        assertEquals(4, jobs.stats().dropped());
        assertTrue(jobs.deadLetters().isDrained());
        assertEquals(0, topic.stats().subscriptions());
    }

    @Test
    void what_a_handler_throws_comes_before_what_hooks_throw_because_of_it() throws Exception {
        var failure = new IOException("a handler");
        Subscription<Integer> mine = topic.subscription().onUndelivered(this::hook).open();
        topic.publish(1);
        topic.publish(2);
        var e =
                assertThrows(
                        IOException.class,
                        () ->
                                mine.handle(message -> {
                                    throw failure;
                                }));
        assertSame(failure, e);
        assertEquals(List.of(thrown), List.of(e.getSuppressed()));
        assertEquals(List.of(2), told);
    }

    @Test
    void an_interrupt_of_a_handler_comes_before_what_the_hook_throws_because_of_it()
            throws Exception {
        AckSubscription<Integer> jobs =
                topic.acknowledged().attempts(1).onUndelivered(this::hook).open();
        topic.publish(1);
        var interrupt = new InterruptedException();
        var e =
                assertThrows(
                        InterruptedException.class,
                        () ->
                                jobs.handle(message -> {
                                    throw interrupt;
                                }));
        assertSame(interrupt, e);
        assertEquals(List.of(thrown), List.of(e.getSuppressed()));
        topic.publish(2);
        var error = new AssertionError("a handler");
        var other =
                assertThrows(
                        AssertionError.class,
                        () ->
                                jobs.handle(message -> {
                                    throw error;
                                }));
        assertSame(error, other);
        assertEquals(List.of(thrown), List.of(error.getSuppressed()));
        jobs.close();
    }

    @Test
    void a_message_that_a_collection_does_not_take_is_told_and_counted_once() throws Exception {
        Subscription<Integer> mine = topic.subscription().onUndelivered(told::add).open();
        topic.publish(1);
        topic.publish(2);
        List<Integer> full = List.of();
        assertThrows(UnsupportedOperationException.class, () -> mine.messages().drainTo(full, 9));
        assertEquals(List.of(1, 2), told);
        SubscriptionStats stats = mine.stats();
        assertEquals(2, stats.received() + stats.dropped() + stats.size(), stats::toString);
        mine.close();
    }
}
