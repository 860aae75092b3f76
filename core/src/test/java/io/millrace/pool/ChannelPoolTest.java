package io.millrace.pool;

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
import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelPoolTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final int MANY = 500;

    private final StartedThreads threads = StartedThreads.install();
    private final IOException failure = new IOException("on purpose");
    private final Channel<Integer> input = Channel.unbounded();
    private Gate gate = new Gate();

    @AfterEach
    void no_thread_outlives_its_pool() {
        gate.open();
        assertEquals(List.of(), threads.alive());
        threads.close();
    }

    /// All ways to give elements to workers.
    private enum Way {
        SHARED(builder -> builder),
        ROUND_ROBIN(builder -> builder.dispatch(Dispatch.ROUND_ROBIN, 3)),
        LEAST_LOADED(builder -> builder.dispatch(Dispatch.LEAST_LOADED, 3)),
        BY_KEY(builder -> builder.byKey(n -> n % 7, 3));

        final UnaryOperator<ChannelPool.Builder<Integer, Integer>> setting;

        Way(UnaryOperator<ChannelPool.Builder<Integer, Integer>> setting) {
            this.setting = setting;
        }

        ChannelPool.Builder<Integer, Integer> builder(JobFunction<Integer, Integer> function) {
            return setting.apply(ChannelPool.builder(function));
        }

        /// How many can be between the input and the workers.
        int queue() {
            return this == SHARED ? 0 : 3;
        }
    }

    private static Channel<Integer> numbers(int count) {
        Channel<Integer> numbers = Channel.unbounded();
        IntStream.range(0, count).forEach(numbers::trySend);
        numbers.close();
        return numbers;
    }

    private int pass(int n) throws InterruptedException {
        gate.pass();
        return n;
    }

    private static void giveWay(int times) {
        for (int i = 0; i < times; i++) {
            Thread.yield();
        }
    }

    // ---- what comes of what

    @Test
    void every_element_has_its_result_and_the_results_end_after_the_last() throws Exception {
        for (Way way : Way.values()) {
            try (var pool = way.builder(n -> -n).workers(4).buffer(2).open(numbers(MANY))) {
                Set<Integer> seen = new TreeSet<>();
                while (pool.results().receiveOrNull() instanceof Integer n) {
                    assertTrue(seen.add(n));
                }
                assertEquals(MANY, seen.size());
                pool.await();
                assertEquals(MANY, pool.stats().succeeded());
                assertEquals(0, pool.stats().workers());
                assertTrue(pool.results().isDrained());
            }
        }
    }

    @Test
    void ordered_results_come_in_the_order_of_their_elements_under_any_delay() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {1, 2, 7, 100}) {
                try (var pool =
                        way.builder(
                                        n -> {
                                            giveWay(n * 31 % 13);
                                            return n;
                                        })
                                .workers(5)
                                .ordered(window)
                                .open(numbers(MANY))) {
                    for (int i = 0; i < MANY; i++) {
                        assertEquals(i, pool.results().receive());
                    }
                    assertNull(pool.results().receiveOrNull());
                    pool.await();
                }
            }
        }
    }

    @Test
    void by_key_results_come_in_order_key_by_key() throws Exception {
        try (var pool =
                Way.BY_KEY
                        .builder(n -> {
                            giveWay(n * 31 % 13);
                            return n;
                        })
                        .workers(5)
                        .open(numbers(MANY))) {
            int[] last = new int[7];
            Arrays.fill(last, -1);
            int count = 0;
            for (int n : pool.results()) {
                assertTrue(last[n % 7] < n, () -> n + " came too late");
                last[n % 7] = n;
                count++;
            }
            assertEquals(MANY, count);
        }
    }

    @Test
    void an_empty_input_ends_the_results_at_once() throws Exception {
        for (Way way : Way.values()) {
            try (var pool = way.builder(n -> n).workers(3).ordered(2).open(numbers(0))) {
                assertNull(pool.results().receiveOrNull());
                assertTrue(pool.await(LONG));
                assertEquals("done", Select.<String>of(pool.onDone(() -> "done")).await());
            }
            try (var pool = way.builder(n -> n).workers(3).open(numbers(0))) {
                assertNull(pool.results().receiveOrNull());
            }
        }
    }

    @Test
    void pools_can_be_put_behind_each_other() throws Exception {
        try (var first =
                        ChannelPool.<Integer, Integer>builder(n -> n + 1)
                                .workers(2)
                                .open(numbers(MANY));
                var second =
                        ChannelPool.<Integer, Integer>builder(n -> n * 2)
                                .workers(3)
                                .open(first.results())) {
            assertEquals(MANY * (MANY + 1), second.results().stream().mapToInt(n -> n).sum());
        }
    }

    // ---- how much it holds

    /// Waits until the pool has taken all that it can, and returns how much that was: nobody
    /// receives.
    private static int taken(ChannelPool<?, ?> pool, Channel<Integer> input, int expected) {
        Eventually.until("it has taken " + expected, () -> input.stats().received() >= expected);
        giveWay(100); // more would come now
        return (int) input.stats().received();
    }

    @Test
    void with_the_receiver_stopped_it_holds_one_for_each_worker_and_what_is_buffered()
            throws Exception {
        for (Way way : Way.values()) {
            for (int buffer : new int[] {0, 1, 5}) {
                Channel<Integer> many = numbers(MANY);
                try (var pool = way.builder(n -> n).workers(4).buffer(buffer).open(many)) {
                    int holds = 4 + buffer + way.queue();
                    if (way == Way.BY_KEY || way == Way.ROUND_ROBIN || way == Way.LEAST_LOADED) {
                        Eventually.until("it is full", () -> many.stats().received() >= 4 + buffer);
                        giveWay(100);
                        assertTrue(many.stats().received() <= holds, way::toString);
                    } else {
                        assertEquals(holds, taken(pool, many, holds), way::toString);
                    }
                    int left = 0;
                    while (pool.results().receiveOrNull() != null) {
                        left++;
                    }
                    assertEquals(MANY, left);
                }
            }
        }
    }

    @Test
    void with_all_workers_stopped_it_holds_its_queue_and_one_for_each() throws Exception {
        for (Way way : Way.values()) {
            gate = new Gate();
            Channel<Integer> many = numbers(MANY);
            try (var pool = way.builder(this::pass).workers(2).buffer(5).open(many)) {
                gate.awaitArrived(2);
                assertEquals(2 + way.queue(), taken(pool, many, 2 + way.queue()), way::toString);
                assertEquals(way.queue(), pool.stats().queued());
                assertEquals(2, pool.stats().running());
                gate.open();
                assertEquals(MANY, pool.results().stream().count());
            }
        }
    }

    @Test
    void in_order_it_holds_as_many_as_the_window_is_wide_behind_a_slow_head() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {1, 3, 4, 10}) {
                gate = new Gate();
                Channel<Integer> many = numbers(MANY);
                try (var pool =
                        way.builder(n -> n == 0 ? pass(0) : n)
                                .workers(4)
                                .buffer(2)
                                .ordered(window)
                                .open(many)) {
                    gate.awaitArrived(1);
                    if (way == Way.SHARED) {
                        assertEquals(window, taken(pool, many, window), way + " " + window);
                        Eventually.until(
                                "all others are done",
                                () -> pool.stats().succeeded() == window - 1);
                    }
                    giveWay(50);
                    assertTrue(many.stats().received() <= window, way + " " + window);
                    assertInstanceOf(Received.Empty.class, pool.results().tryReceive());
                    gate.open();
                    for (int i = 0; i < MANY; i++) {
                        assertEquals(i, pool.results().receive());
                    }
                }
            }
        }
    }

    @Test
    void in_order_with_the_receiver_stopped_it_holds_the_window_and_what_is_buffered()
            throws Exception {
        for (int buffer : new int[] {0, 1, 5}) {
            Channel<Integer> many = numbers(MANY);
            try (var pool =
                    Way.SHARED.builder(n -> n).workers(4).buffer(buffer).ordered(6).open(many)) {
                assertEquals(6 + buffer, taken(pool, many, 6 + buffer));
                assertEquals(MANY, pool.results().stream().count());
            }
        }
    }

    // ---- ends: from above

    @Test
    void an_input_that_fails_ends_the_results_with_the_same_cause_after_the_last_one()
            throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 3}) {
                Channel<Integer> failing = Channel.unbounded();
                IntStream.range(0, 10).forEach(failing::trySend);
                failing.fail(failure);
                var builder = way.builder(n -> n).workers(3);
                try (var pool = (window > 0 ? builder.ordered(window) : builder).open(failing)) {
                    Set<Integer> seen = new TreeSet<>();
                    for (int i = 0; i < 10; i++) {
                        seen.add(pool.results().receive());
                    }
                    assertEquals(10, seen.size());
                    var end =
                            assertThrows(
                                    ChannelClosedException.class,
                                    () -> pool.results().receiveOrNull());
                    assertSame(failure, end.getCause());
                    var thrown = assertThrows(ExecutionException.class, pool::await);
                    assertSame(failure, thrown.getCause());
                }
            }
        }
    }

    @Test
    void an_input_that_somebody_else_cancels_does_not_end_the_results_cleanly() throws Exception {
        for (Way way : Way.values()) {
            Channel<Integer> shared = Channel.unbounded();
            try (var pool = way.builder(n -> n).workers(3).ordered(3).open(shared)) {
                shared.cancel(failure);
                var end =
                        assertThrows(
                                ChannelClosedException.class, () -> pool.results().receiveOrNull());
                assertSame(failure, end.getCause());
            }
        }
    }

    // ---- ends: from within

    @Test
    void a_function_that_throws_ends_the_input_the_others_and_the_results() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 20}) {
                Channel<Integer> source = Channel.buffered(1);
                var builder =
                        way.builder(
                                        n -> {
                                            if (n == 4) {
                                                gate.pass();
                                                throw failure;
                                            }
                                            return Channel.<Integer>never().receive();
                                        })
                                .workers(10);
                try (var crew = new Crew();
                        var pool = (window > 0 ? builder.ordered(window) : builder).open(source)) {
                    var sends =
                            crew.go(() -> {
                                for (int i = 0; ; i++) {
                                    source.send(i);
                                }
                            });
                    gate.awaitArrived(1);
                    gate.letOne();
                    var end =
                            assertThrows(
                                    ChannelClosedException.class,
                                    () -> pool.results().receiveOrNull());
                    assertSame(failure, end.getCause());
                    var told = sends.failure(ChannelClosedException.class);
                    assertSame(failure, told.getCause()); // nobody is left sending
                    assertEquals(State.CANCELLED, source.stats().state());
                    var thrown = assertThrows(ExecutionException.class, pool::await);
                    assertSame(failure, thrown.getCause());
                    assertEquals(1, pool.stats().failed());
                    assertEquals(0, pool.stats().running());
                }
                gate = new Gate();
            }
        }
    }

    @Test
    void what_is_thrown_later_is_suppressed_in_the_first() throws Exception {
        var second = new IllegalStateException("second");
        try (var pool =
                Way.SHARED
                        .builder(n -> {
                            if (n == 0) {
                                gate.passStubbornly();
                                throw second;
                            }
                            throw failure;
                        })
                        .workers(2)
                        .open(input)) {
            input.send(0);
            gate.awaitArrived(1);
            input.send(1);
            assertThrows(ChannelClosedException.class, () -> pool.results().receive());
            gate.open();
            var thrown = assertThrows(ExecutionException.class, pool::await);
            assertSame(failure, thrown.getCause());
            assertEquals(List.of(second), Arrays.asList(failure.getSuppressed()));
            assertEquals(2, pool.stats().failed());
        }
    }

    @Test
    void a_function_that_returns_null_has_failed() throws Exception {
        try (var pool = ChannelPool.<Integer, Integer>builder(_ -> null).open(numbers(1))) {
            var end = assertThrows(ChannelClosedException.class, () -> pool.results().receive());
            assertInstanceOf(NullPointerException.class, end.getCause());
            assertTrue(end.getCause().getMessage().contains("returned null"));
        }
    }

    @Test
    void a_key_that_cannot_be_made_ends_the_pool() throws Exception {
        for (boolean isNull : new boolean[] {false, true}) {
            Channel<Integer> source = numbers(5);
            try (var pool =
                    ChannelPool.<Integer, Integer>builder(n -> n)
                            .byKey(
                                    n -> {
                                        if (isNull) {
                                            return null;
                                        }
                                        throw new IllegalStateException("on purpose");
                                    },
                                    3)
                            .open(source)) {
                var end =
                        assertThrows(
                                ChannelClosedException.class, () -> pool.results().receiveOrNull());
                assertSame(
                        isNull ? NullPointerException.class : IllegalStateException.class,
                        end.getCause().getClass());
                assertThrows(ExecutionException.class, pool::await);
            }
        }
    }

    @Test
    void with_a_receiver_of_failures_the_pool_goes_on_without_their_results() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 4}) {
                var failed = new ConcurrentLinkedQueue<Integer>();
                var builder =
                        way.builder(
                                        n -> {
                                            if (n % 10 == 3) {
                                                throw failure;
                                            }
                                            return n;
                                        })
                                .workers(3)
                                .onFailure((n, cause) -> {
                                    assertSame(failure, cause);
                                    failed.add(n);
                                });
                try (var pool =
                        (window > 0 ? builder.ordered(window) : builder).open(numbers(100))) {
                    List<Integer> seen = new ArrayList<>();
                    pool.results().forEach(seen::add);
                    List<Integer> expected =
                            IntStream.range(0, 100).filter(n -> n % 10 != 3).boxed().toList();
                    assertEquals(expected, window > 0 ? seen : seen.stream().sorted().toList());
                    pool.await();
                    assertEquals(10, pool.stats().failed());
                }
                assertEquals(10, failed.size());
            }
        }
    }

    // ---- ends: from below

    @Test
    void a_receiver_that_leaves_after_one_frees_whoever_is_above_it() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 3}) {
                Channel<Integer> source = Channel.rendezvous();
                var builder = way.builder(n -> n).workers(3);
                try (var crew = new Crew();
                        var pool = (window > 0 ? builder.ordered(window) : builder).open(source)) {
                    var sends =
                            crew.go(() -> {
                                for (int i = 0; ; i++) {
                                    source.send(i);
                                }
                            });
                    pool.results().receive();
                    assertTrue(pool.results().cancel(failure));
                    assertSame(failure, sends.failure(ChannelClosedException.class).getCause());
                    assertThrows(ExecutionException.class, pool::await);
                    Eventually.until("all have left", threads::noneAlive);
                    assertFalse(pool.results().cancel());
                }
            }
        }
    }

    @Test
    void a_receiver_that_leaves_is_heard_though_there_is_nothing_to_send() throws Exception {
        for (Way way : Way.values()) {
            Channel<Integer> source = Channel.rendezvous();
            try (var pool = way.builder(n -> n).workers(3).ordered(2).open(source)) {
                assertTrue(pool.results().cancel());
                Eventually.until("all have left", threads::noneAlive);
                assertEquals(Sent.CLOSED, source.trySend(1));
                pool.await(); // on purpose
            }
            Channel<Integer> other = Channel.rendezvous();
            try (var pool = way.builder(n -> n).workers(3).open(other)) {
                pool.results().stream().close();
                Eventually.until("all have left", threads::noneAlive);
                assertTrue(other.isClosed());
            }
        }
    }

    @Test
    void a_stream_that_takes_three_and_is_closed_frees_all() throws Exception {
        Channel<Integer> source = Channel.buffered(3);
        try (var crew = new Crew();
                var pool = Way.SHARED.builder(n -> n).workers(3).ordered(4).open(source)) {
            var sends =
                    crew.go(() -> {
                        for (int i = 0; ; i++) {
                            source.send(i);
                        }
                    });
            try (var stream = pool.results().stream()) {
                assertEquals(List.of(0, 1, 2), stream.limit(3).toList());
            }
            sends.failure(ChannelClosedException.class);
            Eventually.until("all have left", threads::noneAlive);
        }
    }

    // ---- ends: from outside

    @Test
    void a_cancelled_or_closed_pool_ends_both_channels() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 3}) {
                Channel<Integer> source = Channel.unbounded();
                IntStream.range(0, 20).forEach(source::trySend);
                var builder = way.builder(this::pass).workers(3);
                try (var pool = (window > 0 ? builder.ordered(window) : builder).open(source)) {
                    gate.awaitArrived(1);
                    pool.cancel(failure);
                    assertSame(
                            failure,
                            assertThrows(
                                            ChannelClosedException.class,
                                            () -> pool.results().receiveOrNull())
                                    .getCause());
                    assertTrue(source.isDrained());
                    assertThrows(ExecutionException.class, pool::await);
                }
                Channel<Integer> other = Channel.unbounded();
                other.send(1);
                var pool = (window > 0 ? builder.ordered(window) : builder).open(other);
                pool.close();
                assertEquals(List.of(), threads.alive());
                assertThrows(ChannelClosedException.class, () -> pool.results().receiveOrNull());
                assertTrue(other.isDrained());
                pool.await();
                gate = new Gate();
            }
        }
    }

    @Test
    void a_function_that_swallows_its_interrupt_holds_up_nobody() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 1}) {
                var builder =
                        way.builder(
                                        n -> {
                                            try {
                                                gate.pass();
                                            } catch (InterruptedException e) {
                                                // It does not say so.
                                            }
                                            return n;
                                        })
                                .workers(2);
                Channel<Integer> source = Channel.unbounded();
                IntStream.range(0, 20).forEach(source::trySend);
                try (var _ = (window > 0 ? builder.ordered(window) : builder).open(source)) {
                    gate.awaitArrived(1);
                }
                assertEquals(List.of(), threads.alive());
                gate = new Gate();
            }
        }
    }

    @Test
    void below_a_context_that_has_ended_nothing_is_received() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 3}) {
                Channel<Integer> source = numbers(5);
                try (var context = Context.background().withCancel()) {
                    context.cancel(failure);
                    var builder = way.builder(n -> n).workers(3).context(context);
                    try (var pool = (window > 0 ? builder.ordered(window) : builder).open(source)) {
                        var thrown = assertThrows(ExecutionException.class, pool::await);
                        assertSame(failure, thrown.getCause());
                        assertThrows(
                                ChannelClosedException.class, () -> pool.results().receiveOrNull());
                        assertEquals(0, source.stats().received());
                    }
                }
            }
        }
    }

    @Test
    void an_interrupt_ends_an_await_and_nothing_else() throws Exception {
        try (var crew = new Crew();
                var pool = Way.SHARED.builder(n -> n).open(input)) {
            var waits = crew.go(() -> pool.await());
            waits.awaitParked();
            waits.interrupt();
            waits.failure(InterruptedException.class);
            assertFalse(pool.await(Duration.ofNanos(1)));
            input.send(1);
            assertEquals(1, pool.results().receive());
            input.close();
            pool.await();
        }
    }

    // ---- more or fewer workers

    @Test
    void it_grows_and_shrinks_while_it_runs() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 40}) {
                var builder = way.builder(n -> n).workers(1).buffer(1);
                try (var pool =
                        (window > 0 ? builder.ordered(window) : builder).open(numbers(MANY))) {
                    for (int i = 0; i < MANY; i++) {
                        int n = pool.results().receive();
                        assertTrue(window == 0 || n == i);
                        if (i % 25 == 0) {
                            pool.resize(1 + i * 7 % 10);
                        }
                    }
                    assertNull(pool.results().receiveOrNull());
                    pool.resize(3); // too late
                    assertEquals(0, pool.stats().workers());
                }
            }
        }
    }

    @Test
    void workers_that_wait_leave_at_once() throws Exception {
        for (Way way : Way.values()) {
            for (int window : new int[] {0, 3}) {
                var builder = way.builder(n -> n).workers(20);
                Channel<Integer> source = Channel.unbounded();
                try (var pool = (window > 0 ? builder.ordered(window) : builder).open(source)) {
                    int others = (window > 0 ? 1 : 0) + (way == Way.SHARED ? 0 : 1);
                    Eventually.until("all have begun", () -> threads.alive().size() == 20 + others);
                    pool.resize(1);
                    Eventually.until(
                            "all but one have left", () -> threads.alive().size() == 1 + others);
                    source.send(1);
                    assertEquals(1, pool.results().receive());
                }
            }
        }
    }

    @Test
    void parts_that_do_not_fit_are_refused() {
        var builder = ChannelPool.<Integer, Integer>builder(n -> n);
        assertThrows(IllegalArgumentException.class, () -> builder.workers(0));
        assertThrows(IllegalArgumentException.class, () -> builder.buffer(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.ordered(0));
        assertThrows(IllegalArgumentException.class, () -> builder.byKey(n -> n, 0));
        assertThrows(IllegalArgumentException.class, () -> builder.dispatch(Dispatch.BY_KEY, 3));
        assertThrows(IllegalArgumentException.class, () -> builder.dispatch(Dispatch.SHARED, 3));
        assertThrows(
                IllegalArgumentException.class, () -> builder.dispatch(Dispatch.ROUND_ROBIN, 0));
        builder.dispatch(Dispatch.ROUND_ROBIN, 3).dispatch(Dispatch.SHARED, 0);
    }
}
