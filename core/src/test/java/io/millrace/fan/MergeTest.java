package io.millrace.fan;

import static io.millrace.fan.Bench.assertFails;
import static io.millrace.fan.Bench.awaitCancelled;
import static io.millrace.fan.Bench.awaitSize;
import static io.millrace.fan.Bench.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Receiver;
import io.millrace.fixture.ChiSquare;
import io.millrace.fixture.Eventually;
import io.millrace.observe.Watch;
import io.millrace.select.Select;
import io.millrace.task.Policy;
import io.millrace.task.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MergeTest {
    @RegisterExtension private final Bench bench = new Bench();
    private final IOException failure = new IOException("on purpose");

    private Scope scope() {
        return bench.scope;
    }

    @Test
    void all_values_come_and_each_source_keeps_its_order() throws Exception {
        for (int capacity : new int[] {0, 1, 16}) {
            Receiver<Integer> all =
                    FanIn.of(scope(), numbers(0, 300), numbers(300, 600), numbers(600, 900))
                            .capacity(capacity)
                            .merge();
            var last = new int[] {-1, 299, 599};
            int count = 0;
            while (all.receiveOrNull() instanceof Integer n) {
                assertEquals(last[n / 300] + 1, n);
                last[n / 300] = n;
                count++;
            }
            assertEquals(900, count);
        }
        scope().join();
        assertEquals(3, scope().stats().succeeded());
    }

    @Test
    void sources_that_have_values_have_the_same_chance() throws Exception {
        var sources = new ArrayList<Channel<Integer>>();
        for (int i = 0; i < 4; i++) {
            int mine = i;
            Channel<Integer> source = Channel.unbounded();
            IntStream.range(0, 10_000).forEach(_ -> source.trySend(mine));
            sources.add(source);
        }
        Receiver<Integer> all = FanIn.of(scope(), sources).merge();
        var counts = new int[4];
        for (int i = 0; i < 10_000; i++) {
            counts[all.receive()]++;
        }
        ChiSquare.assertUniform(counts);
        all.cancel();
        scope().join();
    }

    @Test
    void it_ends_cleanly_after_the_last_source_and_tells_of_each_end() throws Exception {
        var ends = new ArrayList<SourceEnd>();
        Channel<Integer> first = numbers(0, 2);
        Channel<Integer> second = Channel.buffered(1);
        Receiver<Integer> all = FanIn.of(scope(), first, second).onSourceEnd(ends::add).merge();
        assertEquals(0, all.receive());
        assertEquals(1, all.receive());
        Eventually.until("the first has ended", () -> FanOutTest.stats(all).sources() == 1);
        second.send(7);
        assertEquals(7, all.receive());
        second.close();
        assertNull(all.receiveOrNull());
        assertTrue(all.isDrained());
        scope().join();
        assertEquals(List.of(0, 1), ends.stream().map(SourceEnd::index).toList());
        assertEquals(List.of(2L, 1L), ends.stream().map(SourceEnd::received).toList());
        assertTrue(ends.stream().allMatch(end -> end.closed().isClean()));
    }

    @Test
    void it_fails_as_soon_as_one_source_fails_and_cancels_the_others() throws Exception {
        var ends = new ArrayList<SourceEnd>();
        Channel<Integer> fails = Channel.buffered(1);
        Channel<Integer> quiet = Channel.rendezvous();
        Receiver<Integer> all =
                FanIn.of(scope(), quiet, fails).capacity(4).onSourceEnd(ends::add).merge();
        fails.send(1);
        fails.fail(failure);
        assertSame(failure, awaitCancelled(quiet));
        assertEquals(1, all.receive(), "what it has buffered still comes");
        assertFails(failure, all);
        scope().join();
        assertEquals(1, scope().stats().succeeded(), "the failure is the stream's");
        assertEquals(List.of(1), ends.stream().map(SourceEnd::index).toList());
        assertSame(fails, ends.getFirst().closed().channel());
    }

    @Test
    void causes_of_others_that_have_failed_by_then_are_suppressed() throws Exception {
        var later = new IOException("later");
        Channel<Integer> first = Channel.buffered(1);
        Channel<Integer> second = Channel.buffered(1);
        first.fail(failure);
        second.fail(later);
        Receiver<Integer> all = FanIn.of(scope(), first, second).merge();
        while (!all.isDrained()) {
            Thread.onSpinWait();
        }
        Throwable cause =
                assertThrows(io.millrace.channel.ChannelClosedException.class, all::receiveOrNull)
                        .closed()
                        .cause();
        assertEquals(
                Set.of("on purpose", "later"),
                Set.of(cause.getMessage(), cause.getSuppressed()[0].getMessage()));
        assertEquals(1, cause.getSuppressed().length);
        scope().join();
    }

    @Test
    void one_exception_that_comes_by_two_ways_is_not_suppressed_in_itself() throws Exception {
        Channel<Integer> first = Channel.buffered(1);
        Channel<Integer> second = Channel.buffered(1);
        first.fail(failure);
        second.fail(failure);
        assertFails(failure, FanIn.of(scope(), first, second).goOn().merge());
        assertEquals(0, failure.getSuppressed().length);
        scope().join();
    }

    @Test
    void if_it_is_to_go_on_it_fails_at_the_end_with_the_first_cause() throws Exception {
        var later = new IOException("later");
        Channel<Integer> fails = Channel.buffered(1);
        Channel<Integer> failsToo = Channel.buffered(1);
        Channel<Integer> goesOn = Channel.buffered(1);
        fails.fail(failure);
        Receiver<Integer> all = FanIn.of(scope(), fails, failsToo, goesOn).goOn().merge();
        goesOn.send(1);
        assertEquals(1, all.receive());
        Eventually.until("the end is seen", () -> sources(all) == 2);
        failsToo.fail(later);
        Eventually.until("the end is seen", () -> sources(all) == 1);
        goesOn.send(2);
        assertEquals(2, all.receive());
        goesOn.close();
        assertFails(failure, all);
        assertEquals(List.of(later), List.of(failure.getSuppressed()));
        scope().join();
    }

    private static int sources(Receiver<?> receiver) {
        return ((Outlet<?>) receiver).pump().stats().sources();
    }

    @Test
    void a_receiver_that_leaves_cancels_quiet_sources_at_once() throws Exception {
        Channel<Integer> first = Channel.rendezvous();
        Channel<Integer> second = Channel.buffered(3);
        Receiver<Integer> all = FanIn.of(scope(), first, second).merge();
        assertTrue(all.cancel(failure));
        assertSame(failure, awaitCancelled(first));
        assertSame(failure, awaitCancelled(second));
        assertFalse(all.cancel());
        scope().join();
        assertEquals(1, scope().stats().succeeded());
    }

    @Test
    void a_receiver_that_leaves_after_one_value_frees_the_whole_upstream() throws Exception {
        Receiver<Integer> all =
                FanIn.of(scope(), IntStream.range(0, 20).mapToObj(_ -> endless(scope())).toList())
                        .merge();
        Receiver<Integer> twice = FanIn.of(scope(), all, endless(scope())).merge();
        twice.receive();
        twice.cancel();
        scope().join();
        assertEquals(0, scope().stats().running());
        assertEquals(23, scope().stats().succeeded());
    }

    static Receiver<Integer> endless(Scope owner) {
        return owner.produce(
                0,
                out -> {
                    for (int i = 0; ; i++) {
                        out.send(i);
                    }
                });
    }

    @Test
    void the_end_of_a_loop_over_a_stream_frees_it_when_the_stream_is_closed() throws Exception {
        try (var values = FanIn.of(scope(), endless(scope())).merge().stream()) {
            assertEquals(List.of(0, 1, 2), values.limit(3).toList());
        }
        scope().join();
    }

    @Test
    void a_scope_that_is_cancelled_fails_the_receiver_and_cancels_the_sources() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        Receiver<Integer> all = FanIn.of(scope(), source).merge();
        var reads = bench.crew.go(() -> all.receive());
        reads.awaitParked();
        scope().cancel(failure);
        var e = reads.failure(io.millrace.channel.ChannelClosedException.class);
        assertSame(failure, e.closed().cause());
        assertSame(failure, awaitCancelled(source));
        assertThrows(ExecutionException.class, scope()::join);
        assertEquals(1, scope().stats().cancelled());
    }

    @Test
    void in_a_scope_that_has_been_cancelled_it_never_starts_and_ends_all_the_same() {
        Channel<Integer> source = Bench.open(1, 2);
        scope().cancel(failure);
        Receiver<Integer> all = FanIn.of(scope(), source).merge();
        assertFails(failure, all);
        assertSame(failure, awaitCancelled(source));
        assertEquals(0, bench.threads.count());
    }

    @Test
    void a_closed_scope_is_refused_and_the_source_left_alone() {
        Scope closed = Bench.open(Policy.FAIL_FAST);
        closed.close();
        Channel<Integer> source = Channel.rendezvous();
        assertThrows(IllegalStateException.class, () -> FanIn.of(closed, source).merge());
        assertFalse(source.isClosed());
    }

    @Test
    void what_it_took_and_nobody_receives_goes_to_the_hook_and_the_rest_to_the_sources_own()
            throws Exception {
        var left = new ArrayList<Integer>();
        Channel<Integer> source =
                Channel.<Integer>builder().capacity(10).onUndelivered(left::add).build();
        for (int i = 0; i < 10; i++) {
            source.send(i);
        }
        Receiver<Integer> all =
                FanIn.of(scope(), source).capacity(3).onUndelivered(bench.lost::add).merge();
        awaitSize(source, 6);
        assertEquals(0, all.receive());
        awaitSize(source, 5);
        all.cancel();
        scope().join();
        assertEquals(Set.of(1, 2, 3, 4), new TreeSet<>(bench.lost));
        assertEquals(4, bench.lost.size());
        assertEquals(List.of(5, 6, 7, 8, 9), left);
        FanStats stats = ((Outlet<?>) all).pump().stats();
        assertEquals(5, stats.received());
        assertEquals(4, stats.undelivered());
        assertEquals(0, stats.held());
        assertTrue(stats.isEnded());
    }

    @Test
    void a_hook_that_throws_fails_the_receiver_and_the_scope() throws Exception {
        var bug = new IllegalStateException("a bug");
        Receiver<Integer> all =
                FanIn.of(scope(), numbers(0, 1))
                        .capacity(1)
                        .onSourceEnd(_ -> {
                            throw bug;
                        })
                        .merge();
        assertEquals(0, all.receive());
        assertFails(bug, all);
        assertSame(bug, assertThrows(ExecutionException.class, scope()::join).getCause());
    }

    @Test
    void hooks_that_throw_at_the_end_do_not_keep_anybody_from_hearing_of_it() throws Exception {
        var bug = new IllegalStateException("a bug");
        Channel<Integer> source =
                Channel.<Integer>builder()
                        .capacity(4)
                        .onUndelivered(_ -> {
                            throw new IllegalStateException("another");
                        })
                        .build();
        for (int i = 0; i < 4; i++) {
            source.send(i);
        }
        Receiver<Integer> all =
                FanIn.of(scope(), source)
                        .onUndelivered(_ -> {
                            throw bug;
                        })
                        .merge();
        awaitSize(source, 3);
        scope().cancel(failure);
        assertThrows(ExecutionException.class, scope()::join);
        assertFails(failure, all);
        assertSame(failure, awaitCancelled(source));
    }

    @Test
    void the_receiver_can_be_selected_and_retires_at_the_end() throws Exception {
        Receiver<Integer> all = FanIn.of(scope(), numbers(0, 2), numbers(0, 2)).merge();
        Select<Integer> next = Select.of(all.onReceive(n -> n));
        int sum = 0;
        while (next.awaitOrNull() instanceof Integer n) {
            sum += n;
        }
        assertEquals(2, sum);
        scope().join();
    }

    @Test
    void a_watch_sees_it_until_it_ends() throws Exception {
        try (var watch = Watch.open()) {
            Channel<Integer> source = Bench.open(1);
            Receiver<Integer> all =
                    FanIn.of(scope(), source, Channel.<Integer>rendezvous())
                            .name("lines")
                            .capacity(2)
                            .merge();
            Eventually.until(
                    "it is seen",
                    () ->
                            watch.snapshot()
                                    .of(FanStats.class)
                                    .anyMatch(
                                            new FanStats(
                                                            "lines", "merge", false, 2, 1, 1, 0, 1,
                                                            0, 0)
                                                    ::equals));
            assertTrue(
                    watch.snapshot()
                            .of(ChannelStats.class)
                            .anyMatch(stats -> stats.name().equals("lines")));
            all.cancel();
            scope().join();
            assertTrue(watch.snapshot().of(FanStats.class).findAny().isEmpty());
        }
    }

    @Test
    void nothing_to_merge_is_refused() {
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> FanIn.of(scope(), List.<Receiver<Integer>>of()));
        assertEquals("a fan-in of no sources: name at least one", e.getMessage());
        FanIn<Integer> fan = FanIn.of(scope(), Channel.<Integer>rendezvous());
        assertThrows(IllegalArgumentException.class, () -> fan.capacity(-1));
        assertEquals(0, scope().stats().started());
    }

    @Test
    void a_plain_cancel_says_who_hung_up() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        FanIn.of(scope(), source).name("lines").merge().cancel();
        Throwable why = awaitCancelled(source);
        assertEquals(CancellationException.class, why.getClass());
        assertEquals("channel 'lines' was cancelled by its consumer", why.getMessage());
        scope().join();
    }
}
