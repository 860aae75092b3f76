package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.StartedThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each stage makes of its elements, and each terminal operation.
class PipelineTest {
    private static final Pipeline<Integer> DIGITS = Source.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    // ---- laziness

    @Test
    void nothing_runs_before_a_terminal_operation() throws Exception {
        var runs = new AtomicInteger();
        Pipeline<Integer> pipeline =
                Source.generate(runs::incrementAndGet)
                        .map(Workers.ordered(2), x -> x)
                        .buffer(3)
                        .take(2);
        pipeline.iterator();
        pipeline.stream();
        pipeline.publisher();
        assertEquals(0, runs.get());
        assertEquals(2, pipeline.count());
    }

    @Test
    void a_pipeline_can_be_run_again() throws Exception {
        Pipeline<Integer> pipeline = DIGITS.map(Workers.ordered(3), x -> x + 1).take(3);
        assertEquals(List.of(1, 2, 3), pipeline.toList());
        assertEquals(List.of(1, 2, 3), pipeline.toList());
    }

    @Test
    void stages_without_threads_of_their_own_start_none() throws Exception {
        try (var started = StartedThreads.install()) {
            DIGITS.map(x -> x).filter(x -> x > 1).batch(2).scan(0, (n, list) -> n + 1).toList();
            assertEquals(0, started.count());
        }
    }

    // ---- sources

    @Test
    void sources_give_what_they_have() throws Exception {
        assertEquals(List.of("a", "b"), Source.of("a", "b").toList());
        assertEquals(List.of(), Source.empty().toList());
        assertEquals(List.of(1, 2), Source.from(List.of(1, 2)).toList());
        assertEquals(List.of(5L, 6L), Source.range(5, 7).toList());
        assertEquals(List.of(), Source.range(7, 5).toList());
        var n = new AtomicInteger();
        assertEquals(List.of(1, 2, 3), Source.generate(n::incrementAndGet).take(3).toList());
    }

    @Test
    void a_stream_is_closed_at_the_end_and_when_nobody_wants_more() throws Exception {
        var closed = new AtomicInteger();
        Pipeline<Integer> pipeline =
                Source.fromStream(
                        () -> Stream.iterate(1, x -> x + 1).onClose(closed::incrementAndGet));
        assertEquals(List.of(1, 2), pipeline.take(2).toList());
        assertEquals(1, closed.get());
        assertThrows(
                ExecutionException.class,
                () -> pipeline.forEach(x -> Integer.parseInt("no number")));
        assertEquals(2, closed.get());
    }

    @Test
    void lines_of_a_file_come_one_by_one(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("lines"), "one\ntwo\r\n\nfour");
        assertEquals(List.of("one", "two", "", "four"), Source.lines(file).toList());
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () -> Source.lines(folder.resolve("none")).toList());
        assertInstanceOf(NoSuchFileException.class, failure.getCause());
    }

    @Test
    void a_receiver_is_received_to_its_end() throws Exception {
        Channel<Integer> channel = Channel.buffered(3);
        channel.sendAll(List.of(1, 2, 3));
        channel.close();
        assertEquals(List.of(1, 2, 3), Source.from(channel).toList());
    }

    @Test
    void a_receiver_is_cancelled_when_the_pipeline_leaves_it_and_a_shared_one_is_not()
            throws Exception {
        Channel<Integer> channel = Channel.buffered(9);
        channel.sendAll(List.of(1, 2, 3));
        assertEquals(List.of(1), Source.sharing(channel).take(1).toList());
        assertEquals(2, channel.stats().size());
        assertFalse(channel.isClosed());
        assertEquals(List.of(2), Source.from(channel).take(1).toList());
        assertTrue(channel.isDrained());
    }

    @Test
    void a_producer_sends_as_it_likes() throws Exception {
        Pipeline<String> pipeline =
                Source.produce(
                        2,
                        out -> {
                            out.send("a");
                            out.sendAll(List.of("b", "c", "d"));
                        });
        assertEquals(List.of("a", "b", "c", "d"), pipeline.toList());
        assertEquals(List.of("a"), pipeline.take(1).toList());
    }

    // ---- stages

    @Test
    void elements_are_mapped_filtered_and_looked_at() throws Exception {
        var seen = new ArrayList<Integer>();
        assertEquals(
                List.of("0", "2", "4", "6", "8"),
                DIGITS.filter(x -> x % 2 == 0).peek(seen::add).map(String::valueOf).toList());
        assertEquals(List.of(0, 2, 4, 6, 8), seen);
    }

    @Test
    void an_element_becomes_any_number_of_elements() throws Exception {
        Pipeline<Integer> pipeline =
                Source.of(0, 1, 2, 3)
                        .mapMulti((x, out) -> {
                            for (int i = 0; i < x; i++) {
                                out.emit(x);
                            }
                        });
        assertEquals(List.of(1, 2, 2, 3, 3, 3), pipeline.toList());
        assertEquals(
                List.of(0L, 0L, 1L), Source.of(0, 1, 2).flatMap(x -> Source.range(0, x)).toList());
    }

    @Test
    void an_endless_inner_pipeline_is_left() throws Exception {
        assertEquals(
                List.of(1, 1, 1),
                Source.of(1, 2).flatMap(x -> Source.generate(() -> x).buffer(1)).take(3).toList());
    }

    @Test
    void an_expansion_hears_that_nobody_wants_more() throws Exception {
        var emitted = new AtomicInteger();
        Pipeline<Integer> pipeline =
                Source.of(1)
                        .mapMulti((x, out) -> {
                            while (out.emit(emitted.incrementAndGet())) {}
                        });
        assertEquals(List.of(1, 2), pipeline.take(2).toList());
        assertEquals(2, emitted.get());
    }

    @Test
    void an_expansion_that_does_not_listen_is_ended() throws Exception {
        var emitted = new AtomicInteger();
        for (Workers<Integer> how :
                List.of(Workers.<Integer>one(), Workers.<Integer>unordered(1).window(1))) {
            Pipeline<Integer> pipeline =
                    Source.of(1)
                            .mapMulti(
                                    how,
                                    (x, out) -> {
                                        while (true) {
                                            out.emit(emitted.incrementAndGet());
                                        }
                                    });
            assertEquals(2, pipeline.take(2).count());
        }
    }

    @Test
    void a_part_of_the_elements_is_let_through() throws Exception {
        assertEquals(List.of(0, 1, 2), DIGITS.take(3).toList());
        assertEquals(List.of(), DIGITS.take(0).toList());
        assertEquals(10, DIGITS.take(11).count());
        assertEquals(List.of(0, 1), DIGITS.takeWhile(x -> x < 2).toList());
        assertEquals(List.of(8, 9), DIGITS.drop(8).toList());
        assertEquals(List.of(7, 8, 9), DIGITS.dropWhile(x -> x < 7).toList());
    }

    @Test
    void take_pulls_no_more_than_it_lets_through() throws Exception {
        var gauge = new Gauge();
        assertEquals(3, gauge.source().take(3).count());
        assertEquals(3, gauge.pulled());
    }

    @Test
    void repetitions_are_dropped() throws Exception {
        Pipeline<String> words = Source.of("a", "A", "b", "a", "c", "d", "a");
        assertEquals(
                List.of("a", "b", "a", "c", "d", "a"),
                words.distinctUntilChanged(String::toLowerCase).toList());
        assertEquals(
                List.of("a", "b", "c", "d", "a"),
                words.distinctBy(String::toLowerCase, 2).toList());
        assertEquals(
                List.of("a", "b", "c", "d"), words.distinctBy(String::toLowerCase, 3).toList());
    }

    @Test
    void batches_have_their_size_but_for_the_last() throws Exception {
        assertEquals(
                List.of(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9)),
                DIGITS.batch(4).toList());
        assertEquals(List.of(List.of(0, 1), List.of(2)), DIGITS.take(3).batch(2).toList());
        assertEquals(List.of(List.of(0, 1)), DIGITS.batch(2).take(1).toList());
        assertEquals(List.of(), Source.empty().batch(2).toList());
    }

    @Test
    void sliding_windows_overlap_or_leave_gaps_and_lose_nothing_at_the_end() throws Exception {
        assertEquals(
                List.of(List.of(0, 1, 2), List.of(2, 3, 4), List.of(4, 5)),
                DIGITS.take(6).sliding(3, 2).toList());
        assertEquals(
                List.of(List.of(0, 1), List.of(3, 4), List.of(6)),
                DIGITS.take(7).sliding(2, 3).toList());
        assertEquals(List.of(List.of(0, 1)), DIGITS.take(2).sliding(3, 1).toList());
        assertEquals(
                DIGITS.stream().gather(Gatherers.windowSliding(4)).toList(),
                DIGITS.sliding(4, 1).toList());
    }

    @Test
    void a_scan_tells_what_there_is_so_far() throws Exception {
        assertEquals(List.of(1, 3, 6), Source.of(1, 2, 3).scan(0, Integer::sum).toList());
    }

    @Test
    void pipelines_are_joined() throws Exception {
        assertEquals(List.of(1, 2, 3), Source.of(1).concat(Source.of(2, 3)).toList());
        assertEquals(
                List.of(1, 2),
                Source.concat(Source.of(1), Source.of(2), Source.of(3)).take(2).toList());
        assertEquals(
                List.of("1a", "2b"),
                Source.of(1, 2, 3).zip(Source.of("a", "b"), (n, s) -> n + s).toList());
        assertEquals(
                List.of("1a"), Source.of(1).zip(Source.of("a", "b"), (n, s) -> n + s).toList());
        assertEquals(
                List.of(1, 2, 3, 4, 5),
                Source.merge(Source.of(1, 3), Source.of(2, 4), Source.of(5))
                        .collect(Collectors.toList())
                        .stream()
                        .sorted()
                        .toList());
        assertEquals(List.of(), Source.merge(List.<Pipeline<Integer>>of()).toList());
    }

    @Test
    void the_second_of_two_begins_when_the_first_has_ended() throws Exception {
        var begun = new AtomicInteger();
        Pipeline<Integer> second = Source.generate(begun::incrementAndGet);
        assertEquals(List.of(7, 8), Source.of(7, 8).concat(second).take(2).toList());
        assertEquals(0, begun.get());
    }

    @Test
    void any_gatherer_is_a_stage() throws Exception {
        assertEquals(
                List.of(List.of(0, 1, 2), List.of(3, 4)),
                DIGITS.take(5).gather(Gatherers.windowFixed(3)).toList());
        assertEquals(
                List.of("", "0", "01", "012").subList(1, 4),
                DIGITS.gather(Gatherers.scan(() -> "", (s, x) -> s + x)).take(3).toList());
        assertEquals(List.of(45), DIGITS.gather(Gatherers.fold(() -> 0, Integer::sum)).toList());
    }

    @Test
    void a_function_that_returns_null_fails_with_words_to_say_so() {
        for (Pipeline<String> pipeline :
                List.of(
                        DIGITS.<String>map(x -> null),
                        DIGITS.<String>map(Workers.one(), x -> null),
                        DIGITS.<String>map(Workers.ordered(2), x -> null))) {
            var failure = assertThrows(ExecutionException.class, pipeline::toList);
            assertInstanceOf(NullPointerException.class, failure.getCause());
            assertTrue(failure.getCause().getMessage().contains("never null"));
        }
    }

    // ---- terminal operations

    @Test
    void terminal_operations_say_what_came_of_it() throws Exception {
        var seen = new ArrayList<Integer>();
        DIGITS.forEach(seen::add);
        assertEquals(IntStream.range(0, 10).boxed().toList(), seen);
        assertEquals(45, DIGITS.fold(0, Integer::sum));
        assertEquals(Optional.of(45), DIGITS.reduce(Integer::sum));
        assertEquals(Optional.empty(), DIGITS.filter(x -> x > 9).reduce(Integer::sum));
        assertEquals(10, DIGITS.count());
        assertEquals(Optional.of(0), DIGITS.first());
        assertEquals(Optional.empty(), Source.empty().first());
        assertEquals("0,1,2", DIGITS.take(3).map(String::valueOf).collect(Collectors.joining(",")));
        assertEquals(
                Map.of("even", 20, "odd", 25),
                DIGITS.mapReduce(x -> x % 2 == 0 ? "even" : "odd", x -> x, Integer::sum));
        assertEquals(0L, Source.empty().collect(Collectors.counting()));
    }

    @Test
    void elements_go_into_a_channel_that_stays_open() throws Exception {
        Channel<Integer> channel = Channel.buffered(20);
        DIGITS.into(channel);
        DIGITS.into(channel);
        assertEquals(20, channel.stats().size());
        assertFalse(channel.isClosed());
    }

    @Test
    void what_the_caller_does_fails_the_pipeline_like_a_stage() {
        var wanted = new IOException("full");
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                DIGITS.forEach(x -> {
                                    throw wanted;
                                }));
        assertEquals(wanted, failure.getCause());
    }

    @Test
    void a_long_chain_is_fine() throws Exception {
        Pipeline<Long> pipeline = Source.range(0, 1_000);
        for (int i = 0; i < 200; i++) {
            pipeline = pipeline.map(x -> x + 1);
        }
        assertEquals(LongStream.range(200, 1_200).boxed().toList(), pipeline.toList());
    }

    @Test
    void numbers_that_make_no_sense_are_refused() {
        for (org.junit.jupiter.api.function.Executable call :
                List.<org.junit.jupiter.api.function.Executable>of(
                        () -> DIGITS.buffer(-1),
                        () -> DIGITS.batch(0),
                        () -> DIGITS.sliding(0, 1),
                        () -> DIGITS.sliding(1, 0),
                        () -> DIGITS.take(-1),
                        () -> DIGITS.drop(-1),
                        () -> DIGITS.distinctBy(x -> x, 0),
                        () -> DIGITS.window(java.time.Duration.ZERO, 1),
                        () -> DIGITS.window(java.time.Duration.ofDays(1), 0),
                        () -> Workers.ordered(0),
                        () -> Workers.unordered(-1),
                        () -> Workers.byKey(0, x -> x),
                        () -> Workers.ordered(1).window(0),
                        () -> Source.produce(-1, out -> {}),
                        () -> Source.fromPublisher(DIGITS.publisher(), 0))) {
            assertThrows(IllegalArgumentException.class, call);
        }
        assertThrows(IllegalStateException.class, () -> Workers.one().window(1));
    }
}
