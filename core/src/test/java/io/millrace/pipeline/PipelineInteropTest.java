package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Gatherer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pipelines and code that knows none: iterators, streams, gatherers, publishers and subscribers.
class PipelineInteropTest {
    private final StartedThreads started = StartedThreads.install();

    @AfterEach
    void restore() {
        started.close();
    }

    private static Pipeline<Integer> endless() {
        return Source.generate(new AtomicInteger()::incrementAndGet)
                .map(Workers.ordered(2), x -> x);
    }

    private static Pipeline<Integer> stuck() {
        return Source.produce(
                0,
                out -> {
                    out.send(1);
                    Channel.never().receive();
                });
    }

    private static Pipeline<Integer> failing(Exception wanted) {
        return Source.of(1, 2)
                .map(x -> {
                    if (x == 2) {
                        throw wanted;
                    }
                    return x;
                });
    }

    // ---- iterators

    @Test
    void an_iterator_gives_one_after_the_other() {
        PipelineIterator<Integer> iterator = Source.of(1, 2).iterator();
        assertEquals(0, started.count());
        assertTrue(iterator.hasNext());
        assertTrue(iterator.hasNext());
        assertEquals(1, iterator.next());
        assertEquals(2, iterator.next());
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
        assertEquals(0, started.alive().size()); // without being closed
        iterator.close();
    }

    @Test
    void closing_an_iterator_ends_the_pipeline() {
        for (Pipeline<Integer> pipeline : List.of(endless(), stuck(), stuck().buffer(3))) {
            try (PipelineIterator<Integer> iterator = pipeline.iterator()) {
                assertEquals(1, iterator.next());
            }
            assertEquals(0, started.alive().size());
        }
    }

    @Test
    void closing_an_iterator_that_was_never_asked_starts_nothing() {
        PipelineIterator<Integer> iterator = endless().iterator();
        iterator.close();
        assertFalse(iterator.hasNext());
        assertEquals(0, started.count());
    }

    @Test
    void an_iterator_tells_a_failure() {
        var wanted = new IOException("wanted");
        PipelineIterator<Integer> iterator = failing(wanted).iterator();
        assertEquals(1, iterator.next());
        assertSame(wanted, assertThrows(CompletionException.class, iterator::next).getCause());
        assertEquals(0, started.alive().size());
    }

    @Test
    void an_interrupt_ends_the_wait_of_an_iterator_and_stays() {
        try (var crew = new Crew()) {
            var consumer =
                    crew.go(() -> {
                        try (PipelineIterator<Integer> iterator = stuck().iterator()) {
                            iterator.next();
                            iterator.next();
                        }
                    });
            Eventually.until("it waits", () -> started.count() >= 2 && consumer.isParked());
            consumer.interrupt();
            consumer.failure(CancellationException.class);
            assertTrue(consumer.endedInterrupted());
        }
        assertEquals(0, started.alive().size());
    }

    // ---- streams

    @Test
    void a_stream_gives_the_elements_lazily() {
        var gauge = new Gauge();
        try (Stream<Integer> stream = gauge.source().stream()) {
            assertEquals(0, gauge.pulled());
            assertEquals(List.of(0, 2, 4), stream.filter(x -> x % 2 == 0).limit(3).toList());
        }
        assertTrue(gauge.pulled() <= 5 + 2, () -> gauge.pulled() + " pulled");
        assertEquals(0, started.alive().size());
    }

    @Test
    void closing_a_stream_ends_the_pipeline() {
        try (Stream<Integer> stream = stuck().stream()) {
            assertEquals(1, stream.findFirst().orElseThrow());
        }
        assertEquals(0, started.alive().size());
    }

    @Test
    void a_stream_tells_a_failure() {
        var wanted = new IOException("wanted");
        try (Stream<Integer> stream = failing(wanted).stream()) {
            assertSame(wanted, assertThrows(CompletionException.class, stream::toList).getCause());
        }
        assertEquals(0, started.alive().size());
    }

    @Test
    void a_pipeline_goes_through_a_stream_and_back() throws Exception {
        Pipeline<Integer> pipeline = Source.range(0, 100).map(Long::intValue);
        assertEquals(
                4950,
                Source.<Integer>fromStream(() -> pipeline.stream().parallel())
                        .fold(0, Integer::sum));
    }

    // ---- gatherers

    @Test
    void a_gatherer_that_wants_no_more_ends_what_is_before_it() throws Exception {
        Gatherer<Integer, ?, Integer> first =
                Gatherer.ofSequential((nothing, value, out) -> {
                    out.push(value);
                    return value < 3;
                });
        assertEquals(List.of(1, 2, 3), endless().gather(first).toList());
        assertEquals(List.of(1, 2), endless().gather(first).take(2).toList());
        assertEquals(0, started.alive().size());
    }

    @Test
    void a_gatherer_does_not_hide_a_failure_behind_it() {
        var wanted = new IOException("wanted");
        Gatherer<Integer, ?, Integer> quiet =
                Gatherer.ofSequential((nothing, value, out) -> {
                    try {
                        return out.push(value);
                    } catch (RuntimeException e) {
                        return true;
                    }
                });
        Pipeline<Integer> pipeline =
                endless()
                        .gather(quiet)
                        .map(x -> {
                            throw wanted;
                        });
        assertSame(wanted, assertThrows(ExecutionException.class, pipeline::toList).getCause());
    }

    // ---- publishers

    /// Asks for so many at first, and keeps what it is told.
    private static final class Asking implements Flow.Subscriber<Integer> {
        final Channel<Object> told = Channel.unbounded();
        final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
        private final long first;

        Asking(long first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.set(given);
            if (first != 0) {
                given.request(first);
            }
        }

        @Override
        public void onNext(Integer item) {
            told.trySend(item);
        }

        @Override
        public void onError(Throwable failure) {
            told.trySend(failure);
        }

        @Override
        public void onComplete() {
            told.trySend("complete");
        }

        Object next() throws InterruptedException {
            return told.receive();
        }
    }

    @Test
    void a_publisher_gives_what_is_asked_for_and_no_more() throws Exception {
        var gauge = new Gauge();
        var subscriber = new Asking(2);
        gauge.source().publisher().subscribe(subscriber);
        assertEquals(0, subscriber.next());
        assertEquals(1, subscriber.next());
        Eventually.until("it waits", () -> gauge.pulled() == 3 && allParked());
        assertEquals(0, subscriber.told.stats().size());
        assertEquals(3, gauge.pulled());
        subscriber.subscription.get().request(1);
        assertEquals(2, subscriber.next());
        subscriber.subscription.get().cancel();
        started.awaitNone();
        assertEquals(0, subscriber.told.stats().size());
    }

    private boolean allParked() {
        return started.alive().stream().allMatch(Gauge::isParked);
    }

    @Test
    void a_publisher_runs_once_for_each_subscriber() throws Exception {
        Flow.Publisher<Integer> publisher = Source.of(1, 2).publisher();
        for (int i = 0; i < 2; i++) {
            var subscriber = new Asking(Long.MAX_VALUE);
            publisher.subscribe(subscriber);
            assertEquals(1, subscriber.next());
            assertEquals(2, subscriber.next());
            assertEquals("complete", subscriber.next());
        }
        started.awaitNone();
    }

    @Test
    void an_empty_publisher_completes_without_being_asked() throws Exception {
        var subscriber = new Asking(0);
        Source.<Integer>empty().publisher().subscribe(subscriber);
        assertEquals("complete", subscriber.next());
        started.awaitNone();
    }

    @Test
    void a_publisher_tells_a_failure_as_it_was_thrown() throws Exception {
        var wanted = new IOException("wanted");
        var subscriber = new Asking(9);
        failing(wanted).publisher().subscribe(subscriber);
        assertEquals(1, subscriber.next());
        assertSame(wanted, subscriber.next());
        started.awaitNone();
    }

    @Test
    void a_request_of_nothing_is_answered_with_an_error() throws Exception {
        var subscriber = new Asking(-1);
        endless().publisher().subscribe(subscriber);
        assertInstanceOf(IllegalArgumentException.class, subscriber.next());
        var later = new Asking(1);
        endless().publisher().subscribe(later);
        assertEquals(1, later.next());
        later.subscription.get().request(0);
        assertInstanceOf(IllegalArgumentException.class, later.next());
        started.awaitNone();
    }

    @Test
    void cancelling_ends_a_pipeline_that_waits_for_its_source() throws Exception {
        var subscriber = new Asking(9);
        stuck().publisher().subscribe(subscriber);
        assertEquals(1, subscriber.next());
        subscriber.subscription.get().cancel();
        started.awaitNone();
        assertEquals(0, subscriber.told.stats().size());
    }

    @Test
    void a_subscriber_that_cancels_within_a_signal_is_not_interrupted() {
        var interrupted = new AtomicBoolean(true);
        var ended = new AtomicBoolean();
        endless()
                .publisher()
                .subscribe(
                        new Flow.Subscriber<>() {
                            private Flow.Subscription subscription;

                            @Override
                            public void onSubscribe(Flow.Subscription given) {
                                subscription = given;
                                given.request(5);
                            }

                            @Override
                            public void onNext(Integer item) {
                                subscription.cancel();
                                interrupted.set(Thread.currentThread().isInterrupted());
                                ended.set(item != 1);
                            }

                            @Override
                            public void onError(Throwable failure) {
                                ended.set(true);
                            }

                            @Override
                            public void onComplete() {
                                ended.set(true);
                            }
                        });
        started.awaitNone();
        assertFalse(interrupted.get());
        assertFalse(ended.get());
    }

    // ---- subscribers

    @Test
    void a_publishers_elements_are_taken_with_no_more_than_the_buffer_asked_for() throws Exception {
        var asked = new AtomicInteger();
        Flow.Publisher<Integer> counting =
                subscriber ->
                        subscriber.onSubscribe(
                                new Flow.Subscription() {
                                    private int given;

                                    @Override
                                    public void request(long more) {
                                        asked.addAndGet((int) more);
                                        for (int i = 0; i < more; i++) {
                                            subscriber.onNext(given++);
                                        }
                                    }

                                    @Override
                                    public void cancel() {}
                                });
        Pipeline<Integer> pipeline = Source.fromPublisher(counting, 8);
        assertEquals(9, pipeline.mostHeld());
        assertEquals(List.of(0, 1, 2), pipeline.take(3).toList());
        assertEquals(8 + 3, asked.get());
    }

    @Test
    void a_publisher_of_the_jdk_is_a_source() throws Exception {
        var publisher = new SubmissionPublisher<Integer>();
        try (var crew = new Crew()) {
            var list = crew.go(() -> Source.fromPublisher(publisher, 2).toList());
            Eventually.until("it has subscribed", publisher::hasSubscribers);
            for (int i = 0; i < 1_000; i++) {
                publisher.submit(i);
            }
            publisher.close();
            assertEquals(1_000, list.get().size());
        }
    }

    @Test
    void leaving_cancels_the_subscription() throws Exception {
        try (var publisher = new SubmissionPublisher<Integer>();
                var crew = new Crew()) {
            var first = crew.go(() -> Source.fromPublisher(publisher, 2).first());
            Eventually.until("it has subscribed", publisher::hasSubscribers);
            publisher.submit(7);
            assertEquals(7, first.get().orElseThrow());
            Eventually.until("it has left", () -> !publisher.hasSubscribers());
        }
    }

    @Test
    void a_publishers_error_fails_the_pipeline() {
        var wanted = new IOException("wanted");
        Flow.Publisher<Integer> publisher = failing(wanted).publisher();
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () -> Source.fromPublisher(publisher, 1).toList());
        assertSame(wanted, failure.getCause());
        started.awaitNone();
    }

    @Test
    void a_publisher_that_sends_unasked_fails_the_pipeline() {
        Flow.Publisher<Integer> rude =
                subscriber -> {
                    subscriber.onSubscribe(
                            new Flow.Subscription() {
                                @Override
                                public void request(long more) {}

                                @Override
                                public void cancel() {}
                            });
                    for (int i = 0; i < 3; i++) {
                        subscriber.onNext(i);
                    }
                };
        var failure =
                assertThrows(
                        ExecutionException.class, () -> Source.fromPublisher(rude, 2).toList());
        assertTrue(failure.getCause().getMessage().contains("more than the 2 elements"));
    }
}
