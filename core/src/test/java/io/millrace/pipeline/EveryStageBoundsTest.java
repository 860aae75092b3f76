package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.guard.Backoff;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Retry;
import io.millrace.task.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import java.util.stream.Gatherers;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// As [PipelineBoundsTest], for each kind of stage, source and terminal operation there is.
class EveryStageBoundsTest {
    private static final int WINDOW = 5;

    private final Retry retry =
            Retry.builder().attempts(2).backoff(Backoff.constant(Duration.ZERO)).build();

    private static List<Workers<Integer>> workers() {
        return List.of(
                Workers.<Integer>ordered(2).window(WINDOW),
                Workers.<Integer>unordered(2).window(WINDOW),
                Workers.<Integer>byKey(2, x -> x % 3).window(WINDOW));
    }

    /// Checks each of these, of a source that holds one.
    private static void hold(long expected, Map<String, UnaryOperator<Pipeline<Integer>>> stages) {
        stages.forEach((what, stage) -> {
            var gauge = new Gauge();
            Pipeline<Integer> pipeline = stage.apply(gauge.source());
            assertEquals(expected, pipeline.mostHeld(), what);
            gauge.holds(expected, pipeline);
        });
    }

    @Test
    void what_works_in_the_thread_before_it_holds_nothing() {
        var limiter = RateLimiter.of(Rate.perSecond(1), 1);
        var stages = new LinkedHashMap<String, UnaryOperator<Pipeline<Integer>>>();
        stages.put("map", p -> p.map(x -> x));
        stages.put("map by one", p -> p.map(Workers.one(), x -> x));
        stages.put("recovering", p -> p.map(Workers.one(), x -> x, (x, e) -> x));
        stages.put("guarded", p -> p.map(Workers.<Integer>one().guarded(retry), x -> x));
        stages.put("filter", p -> p.filter(x -> true));
        stages.put("filter by one", p -> p.filter(Workers.one(), x -> true));
        stages.put("mapMulti", p -> p.mapMulti((x, out) -> out.emit(x)));
        stages.put("peek", p -> p.peek(x -> {}));
        stages.put("rateLimited", p -> p.rateLimited(limiter));
        stages.put("gather", p -> p.gather(Gatherers.scan(() -> 0, (a, x) -> x)));
        stages.put("take", p -> p.take(9));
        stages.put("takeWhile", p -> p.takeWhile(x -> x < 9));
        stages.put("drop(0)", p -> p.drop(0));
        stages.put("dropWhile", p -> p.dropWhile(x -> x < 0));
        stages.put("distinctUntilChanged", p -> p.distinctUntilChanged(x -> x));
        stages.put("distinctBy", p -> p.distinctBy(x -> x, 4));
        stages.put("scan", p -> p.scan(0, Integer::sum));
        stages.put("concat", p -> p.concat(Source.of(7)));
        stages.put("batch of one", p -> p.batch(1).map(List::getFirst));
        hold(1, stages);
    }

    @Test
    void what_is_dropped_is_held_by_nobody() {
        List<UnaryOperator<Pipeline<Integer>>> dropping =
                List.of(
                        p -> p.drop(5),
                        p -> p.dropWhile(x -> x < 5),
                        p -> p.filter(x -> x >= 5),
                        p -> p.distinctBy(x -> Math.max(x, 4), 1).drop(1),
                        p -> p.scan(0, Integer::sum).distinctUntilChanged(x -> x > 14).drop(1));
        for (int i = 0; i < dropping.size(); i++) {
            var gauge = new Gauge();
            Pipeline<Integer> pipeline = dropping.get(i).apply(gauge.source());
            assertEquals(1, pipeline.mostHeld());
            gauge.holds(6, pipeline); // five that are gone, and one in hand
        }
    }

    @Test
    void of_every_kind_of_workers_a_stage_of_every_kind_holds_its_window() {
        for (Workers<Integer> how : workers()) {
            var stages = new LinkedHashMap<String, UnaryOperator<Pipeline<Integer>>>();
            stages.put("map", p -> p.map(how, x -> x));
            stages.put("recovering", p -> p.map(how, x -> x, (x, e) -> x));
            stages.put("guarded", p -> p.map(how.guarded(retry), x -> x));
            stages.put("skipping", p -> p.map(how.skipping((x, e) -> {}), x -> x));
            stages.put("filter", p -> p.filter(how, x -> true));
            hold(1 + WINDOW, stages);
        }
    }

    @Test
    void what_workers_make_many_of_is_held_as_results_beside_the_elements() {
        for (Workers<Integer> how : workers()) {
            var gauge = new Gauge();
            Pipeline<Integer> pipeline = gauge.source().mapMulti(how, (x, out) -> out.emit(x));
            assertEquals(1 + WINDOW, pipeline.mostHeld());
            boolean ordered = how.order() == Workers.Order.ORDERED;
            // Of others: results in a buffer and in hand; those of the workers are elements still.
            gauge.holds(1 + WINDOW + (ordered ? 0 : WINDOW + 1), pipeline);
        }
    }

    @Test
    void a_flat_map_holds_what_the_pipeline_that_runs_holds() {
        var gauge = new Gauge();
        gauge.holds(1 + 4, Source.of(1, 2).flatMap(x -> gauge.source().buffer(3)));
    }

    @Test
    void joints_hold_one_beside_what_each_of_their_inputs_holds() {
        var merged = new Gauge();
        Pipeline<Integer> merge =
                Source.merge(merged.source(), merged.source().buffer(2), merged.source());
        assertEquals(1 + 4 + 1 + 1, merge.mostHeld());
        merged.holds(7, merge);
        var zipped = new Gauge();
        Pipeline<Integer> zip =
                zipped.source()
                        .zip(
                                zipped.source().map(Workers.ordered(2).window(WINDOW), x -> x),
                                Integer::sum);
        assertEquals(1 + 1 + WINDOW + 1, zip.mostHeld());
        zipped.holds(8, zip);
        var second = new Gauge();
        Pipeline<Integer> concat = Source.<Integer>empty().concat(second.source().buffer(3));
        assertEquals(5, concat.mostHeld());
        second.holds(5, concat);
    }

    @Test
    void lists_of_less_than_they_pass_over_hold_their_size() {
        var gauge = new Gauge();
        Pipeline<List<Integer>> sliding = gauge.source().sliding(2, 5);
        assertEquals(2, sliding.mostHeld());
        gauge.holds(2, sliding);
    }

    // ---- sources

    @Test
    void a_source_holds_one() {
        var generated = new Gauge();
        var numbers = generated.iterator();
        generated.holds(1, Source.generate(numbers::next));
        var streamed = new Gauge();
        streamed.holds(
                1, Source.fromStream(() -> StreamSupport.stream(streamed.spliterator(), false)));
        for (boolean shared : new boolean[] {false, true}) {
            Channel<Integer> channel = Channel.unbounded();
            var sent = new Gauge();
            for (int i = 0; i < 9; i++) {
                channel.trySend(i);
            }
            Pipeline<Integer> pipeline =
                    (shared ? Source.sharing(channel) : Source.from(channel))
                            .peek(x -> sent.iterator().next());
            sent.holds(1, pipeline);
            assertEquals(1, channel.stats().received());
        }
    }

    @Test
    void a_publisher_is_asked_for_the_buffer_and_for_what_was_taken() {
        var gauge = new Gauge();
        Pipeline<Integer> pipeline = Source.fromPublisher(gauge.source().publisher(), 4);
        assertEquals(4 + 1, pipeline.mostHeld());
        gauge.holds(5 + 1, pipeline); // and one that the publisher was not asked for, in its hand
    }

    // ---- what elements are given to

    @Test
    void a_receiver_buffers_its_capacity() {
        var gauge = new Gauge();
        gauge.holds(
                1 + 3,
                "receiver",
                () -> {
                    try (var scope = Scope.open()) {
                        Receiver<Integer> receiver = gauge.source().receiver(scope, 3);
                        Gauge.stop();
                        receiver.cancel();
                    }
                });
    }

    @Test
    void an_iterator_and_a_stream_are_two_ahead_at_most() {
        var asked = new Gauge();
        asked.holds(
                2,
                "iterator",
                () -> {
                    try (var iterator = asked.source().iterator()) {
                        iterator.hasNext();
                        Gauge.stop();
                    }
                });
        var streamed = new Gauge();
        streamed.holds(
                2,
                "stream",
                () -> {
                    try (var stream = streamed.source().stream()) {
                        stream.iterator().next();
                        Gauge.stop();
                    }
                });
    }

    @Test
    void a_publisher_holds_one_beside_what_was_requested() {
        var gauge = new Gauge();
        var requests = new Requests(2);
        gauge.holds(
                2 + 1,
                "publisher",
                () -> {
                    gauge.source().publisher().subscribe(requests);
                    try {
                        Gauge.stop();
                    } finally {
                        requests.subscription.cancel();
                    }
                });
        assertEquals(List.of(0, 1), requests.received);
    }

    private static final class Requests implements Flow.Subscriber<Integer> {
        private final int count;
        private final List<Integer> received = new ArrayList<>();
        private volatile Flow.Subscription subscription;

        Requests(int count) {
            this.count = count;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(count);
        }

        @Override
        public void onNext(Integer item) {
            received.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError("it was cancelled", failure);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("it is endless");
        }
    }

    @Test
    void a_channel_that_nobody_receives_from_stops_all_before_it() {
        var gauge = new Gauge();
        gauge.holds(
                1 + 3, "into", () -> gauge.source().buffer(2).into(Channel.<Integer>rendezvous()));
    }
}
