package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Lists by time, on a clock of the test's own.
class PipelineTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private ManualClock clock;
    private Crew crew;
    private final Channel<Integer> in = Channel.rendezvous();
    private final Channel<List<Integer>> out = Channel.buffered(100);

    @BeforeEach
    void install() {
        clock = ManualClock.install();
        crew = new Crew();
    }

    @AfterEach
    void restore() {
        crew.close();
        clock.close();
    }

    private Crew.Member<Void> run(Function<Pipeline<Integer>, Pipeline<List<Integer>>> stage) {
        return crew.go(() -> {
            stage.apply(Source.from(in)).into(out);
            out.close();
        });
    }

    /// Sends, and waits until whoever is behind waits for more, or for a time.
    private void send(int... values) throws InterruptedException {
        for (int value : values) {
            in.send(value);
        }
        Eventually.until("all is taken", () -> in.stats().waitingReceivers() == 1);
        clock.awaitSleepers(1);
    }

    @Test
    void a_batch_that_is_full_does_not_wait() throws Exception {
        var run = run(source -> source.batch(2, SECOND));
        in.send(1);
        in.send(2);
        assertEquals(List.of(1, 2), out.receive());
        in.close();
        run.get();
    }

    @Test
    void a_batch_that_is_not_full_waits_from_its_first_element_on() throws Exception {
        var run = run(source -> source.batch(10, SECOND));
        send(1);
        clock.advance(Duration.ofMillis(600));
        send(2);
        clock.advance(Duration.ofMillis(399));
        assertEquals(0, out.stats().size());
        clock.advance(Duration.ofMillis(1));
        assertEquals(List.of(1, 2), out.receive());
        send(3);
        in.close();
        run.get();
        assertEquals(List.of(3), out.receive());
    }

    @Test
    void a_batch_is_timed_anew_after_each() throws Exception {
        var run = run(source -> source.batch(2, SECOND));
        in.send(1);
        in.send(2);
        assertEquals(List.of(1, 2), out.receive());
        clock.advance(Duration.ofMillis(900));
        send(3);
        clock.advance(Duration.ofMillis(999));
        clock.awaitSleepers(1);
        assertEquals(0, out.stats().size());
        clock.advance(Duration.ofMillis(1));
        assertEquals(List.of(3), out.receive());
        in.close();
        run.get();
    }

    @Test
    void windows_follow_each_other_and_empty_ones_are_left_out() throws Exception {
        var run = run(source -> source.window(SECOND, 100));
        send(1, 2);
        clock.advance(SECOND);
        assertEquals(List.of(1, 2), out.receive());
        clock.advance(Duration.ofHours(1));
        send(3);
        clock.advance(Duration.ofMillis(999));
        send(4);
        clock.advance(Duration.ofMillis(1));
        assertEquals(List.of(3, 4), out.receive());
        send(5);
        in.close();
        run.get();
        assertEquals(List.of(5), out.receive());
        assertEquals(0, out.stats().size());
    }

    @Test
    void sliding_windows_hold_what_came_within_their_length() throws Exception {
        var run = run(source -> source.window(Duration.ofSeconds(3), SECOND, 100));
        send(1);
        clock.advance(SECOND);
        assertEquals(List.of(1), out.receive());
        send(2);
        clock.advance(SECOND);
        assertEquals(List.of(1, 2), out.receive());
        clock.advance(SECOND);
        assertEquals(List.of(1, 2), out.receive());
        clock.advance(SECOND);
        assertEquals(List.of(2), out.receive());
        Eventually.until("the last one has gone", () -> clock.sleepers() == 0);
        assertEquals(0, out.stats().size());
        in.close();
        run.get();
        assertEquals(0, out.stats().size());
    }

    @Test
    void a_full_window_takes_no_more_until_it_has_ended() throws Exception {
        var run = run(source -> source.window(SECOND, 2));
        in.send(1);
        in.send(2);
        clock.awaitSleepers(1);
        in.send(3); // into the hand of the source
        var fourth = crew.go(() -> in.send(4));
        fourth.awaitParked();
        assertFalse(fourth.isDone());
        clock.advance(SECOND);
        assertEquals(List.of(1, 2), out.receive());
        fourth.get();
        send(); // until the fourth is in the window, too
        clock.advance(SECOND);
        assertEquals(List.of(3, 4), out.receive());
        in.close();
        run.get();
    }

    @Test
    void a_failure_reaches_a_stage_that_waits_for_a_time() {
        var run = run(source -> source.batch(10, SECOND));
        crew.go(() -> send(1)).get();
        in.fail(new IllegalStateException("wanted"));
        run.failure(java.util.concurrent.ExecutionException.class);
        assertEquals(0, out.stats().size());
    }

    @Test
    void an_interrupt_reaches_a_full_window() throws Exception {
        var run = run(source -> source.window(SECOND, 1));
        in.send(1);
        clock.awaitSleepers(1);
        run.interrupt();
        run.failure(InterruptedException.class);
    }
}
