package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.observe.Watch;
import io.millrace.pipeline.PipelineStats.StageStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// With its consumer stopped, a pipeline holds exactly what it says.
class PipelineBoundsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Gauge gauge = new Gauge();

    private void holds(long expected, Pipeline<?> pipeline) {
        assertEquals(expected, pipeline.mostHeld(), pipeline::describe);
        gauge.holds(expected, pipeline);
    }

    @Test
    void fused_stages_hold_the_one_element_in_hand() {
        holds(
                1,
                gauge.source()
                        .map(x -> x + 1)
                        .filter(x -> true)
                        .peek(x -> {})
                        .scan(0, Integer::sum));
    }

    @Test
    void a_buffer_holds_what_it_is_given_and_one_in_hand() {
        holds(1 + 17, gauge.source().map(x -> x).buffer(16).map(x -> x));
    }

    @Test
    void a_buffer_of_0_lets_one_stage_be_one_element_ahead() {
        holds(1 + 1, gauge.source().buffer(0));
    }

    @Test
    void buffers_add_up() {
        holds(1 + 4 + 8, gauge.source().buffer(3).map(x -> x).buffer(7));
    }

    @Test
    void an_ordered_stage_holds_its_window() {
        holds(1 + 16, gauge.source().map(Workers.ordered(4), x -> x));
    }

    @Test
    void an_ordered_stage_with_a_window_of_its_own_holds_that() {
        holds(1 + 100, gauge.source().map(Workers.ordered(2).window(100), x -> x));
    }

    @Test
    void a_window_smaller_than_the_number_of_workers_is_the_bound() {
        holds(1 + 3, gauge.source().map(Workers.unordered(8).window(3), x -> x));
    }

    @Test
    void an_unordered_stage_holds_its_window() {
        holds(1 + 8, gauge.source().map(Workers.unordered(4), x -> x));
    }

    @Test
    void a_stage_by_key_holds_its_window() {
        holds(1 + 8, gauge.source().map(Workers.<Integer>byKey(4, x -> x % 3), x -> x));
    }

    @Test
    void a_stage_by_key_whose_elements_have_all_one_key_holds_its_window() {
        holds(1 + 8, gauge.source().map(Workers.<Integer>byKey(4, x -> "all"), x -> x));
    }

    @Test
    void stages_with_workers_one_after_the_other_add_up() {
        holds(
                1 + 8 + 5 + 4,
                gauge.source()
                        .map(Workers.ordered(2), x -> x)
                        .buffer(4)
                        .filter(Workers.unordered(2), x -> true));
    }

    @Test
    void what_an_ordered_filter_drops_makes_room() {
        Pipeline<Integer> pipeline =
                gauge.source().filter(Workers.ordered(2).window(5), x -> x >= 1_000);
        gauge.holds(1_000 + 5 + 1, pipeline);
    }

    @Test
    void what_an_unordered_filter_drops_makes_room() {
        Pipeline<Integer> pipeline =
                gauge.source().filter(Workers.unordered(1).window(5), x -> x >= 1_000);
        gauge.holds(1_000 + 5 + 1, pipeline);
    }

    @Test
    void a_batch_holds_its_size() {
        holds(10, gauge.source().batch(10));
    }

    @Test
    void a_sliding_window_holds_its_size() {
        holds(5, gauge.source().sliding(5, 2));
    }

    @Test
    void a_batch_with_a_time_holds_its_size() {
        try (var _ = ManualClock.install()) {
            holds(1 + 10, gauge.source().batch(10, HOUR));
        }
    }

    @Test
    void a_buffer_before_a_batch_with_a_time_is_the_stages_own() {
        try (var _ = ManualClock.install()) {
            holds(1 + 4 + 10, gauge.source().buffer(4).batch(10, HOUR));
        }
    }

    @Test
    void a_window_of_time_that_is_full_takes_no_more() {
        try (var clock = ManualClock.install();
                var crew = new Crew()) {
            Pipeline<List<Integer>> pipeline = gauge.source().window(HOUR, 6);
            assertEquals(1 + 6, pipeline.mostHeld());
            var first = crew.go(() -> pipeline.first());
            clock.awaitSleepers(1);
            Eventually.until("the next is in hand", () -> gauge.pulled() >= 7);
            assertEquals(7, gauge.pulled());
            clock.advance(HOUR);
            assertEquals(List.of(0, 1, 2, 3, 4, 5), first.get().orElseThrow());
        }
    }

    @Test
    void a_merge_holds_one_beside_what_its_inputs_hold() {
        holds(1 + 1 + 1, gauge.source().merge(gauge.source()));
    }

    @Test
    void a_zip_holds_one_of_the_second() {
        holds(1 + 1 + 1, gauge.source().zip(gauge.source(), Integer::sum));
    }

    @Test
    void a_concatenation_holds_what_the_one_that_runs_holds() {
        holds(1 + 4, gauge.source().buffer(3).concat(gauge.source()));
    }

    @Test
    void a_producer_holds_its_buffer_and_one_on_each_side() {
        var sent = new Gauge();
        Pipeline<Integer> pipeline =
                Source.produce(
                        5,
                        out -> {
                            for (int value : sent) {
                                out.send(value);
                            }
                        });
        assertEquals(7, pipeline.mostHeld());
        sent.holds(7, pipeline);
    }

    @Test
    void results_that_are_made_one_by_one_are_held_up_too() {
        var made = new Gauge();
        Pipeline<Integer> pipeline =
                Source.of(1)
                        .mapMulti(
                                Workers.unordered(1).window(4),
                                (x, out) -> {
                                    for (int value : made) {
                                        out.emit(value);
                                    }
                                });
        made.holds(1 + 4 + 1, pipeline); // in hand, in the buffer, in the worker's hand
    }

    @Test
    void the_description_names_each_stage_and_what_it_holds() {
        Pipeline<List<Integer>> pipeline =
                Source.of(1, 2, 3)
                        .map(x -> x)
                        .buffer(16)
                        .map(Workers.ordered(4).window(32), x -> x)
                        .batch(10);
        assertEquals(
                """
                elements: 1 in hand
                map
                buffer(16): 16 in the buffer, 1 in hand
                map(ordered(4)): 32 in the window, in hands included
                batch(10): 9 beside the one in hand
                at most 59 elements
                """,
                pipeline.describe());
        assertEquals(
                "elements: 1 in hand | map | buffer(2): 2 in the buffer, 1 in hand | at most 4"
                        + " elements",
                Source.of(1).map(x -> x).buffer(2).toString());
    }

    @Test
    void the_figures_say_what_each_stage_holds_and_who_is_busy() {
        Pipeline<Integer> pipeline =
                gauge.source().buffer(3).map(Workers.ordered(2).window(4), x -> x).named("seen");
        try (var watch = Watch.open();
                var crew = new Crew()) {
            var gate = new CountDownLatch(1);
            var consumer = crew.go(() -> pipeline.forEach(value -> gate.await()));
            consumer.awaitParked();
            Eventually.until("it is full", () -> gauge.pulled() == 1 + 4 + 4);
            Eventually.until("the workers wait", () -> stage(watch, 0).busy() == 0);
            assertEquals(new StageStats("map(ordered(2))", 4, 0, 4, 2, 0), stage(watch, 0));
            Eventually.until("the buffer is full", () -> stage(watch, 1).held() == 3);
            assertEquals(new StageStats("buffer(3)", 8, 5, 3, 0, 0), stage(watch, 1));
            consumer.interrupt();
            consumer.failure(InterruptedException.class);
            assertEquals(0, watch.snapshot().of(PipelineStats.class).count());
        }
    }

    private static StageStats stage(Watch watch, int index) {
        PipelineStats stats = watch.snapshot().of(PipelineStats.class).findFirst().orElseThrow();
        assertEquals("seen", stats.name());
        return stats.stages().get(index);
    }
}
