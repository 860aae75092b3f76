package io.millrace.fan;

import static io.millrace.fan.Bench.awaitCancelled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.task.Scope;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DedupeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = ManualClock.install();
    @RegisterExtension private final Bench bench = new Bench();

    @AfterEach
    void give_the_clock_back() {
        clock.close();
    }

    private Scope scope() {
        return bench.scope;
    }

    private List<Integer> last(int keys, Integer... values) throws Exception {
        Channel<Integer> source = Bench.open(values);
        source.close();
        List<Integer> passed = Dedupe.of(scope(), source).last(keys).stream().toList();
        scope().join();
        return passed;
    }

    @Test
    void of_equal_values_the_first_passes() throws Exception {
        assertEquals(List.of(1, 2, 3), last(10, 1, 1, 2, 1, 3, 3, 2));
    }

    @Test
    void a_key_is_forgotten_when_so_many_others_have_passed_since() throws Exception {
        assertEquals(List.of(1, 2, 3), last(3, 1, 2, 3, 1, 2, 3));
        assertEquals(List.of(1, 2, 3, 4, 1), last(3, 1, 2, 3, 4, 1));
        assertEquals(List.of(1, 2, 1, 2), last(1, 1, 1, 2, 2, 1, 2));
    }

    @Test
    void a_duplicate_does_not_renew_its_key() throws Exception {
        assertEquals(List.of(1, 2, 3, 1), last(2, 1, 2, 1, 3, 1));
    }

    @Test
    void it_lets_pass_what_a_list_of_the_last_keys_would() throws Exception {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 20; round++) {
            int keys = 1 + random.nextInt(6);
            var values = new Integer[500];
            var expected = new ArrayList<Integer>();
            var known = new ArrayDeque<Integer>();
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(9);
                if (!known.contains(values[i])) {
                    expected.add(values[i]);
                    known.add(values[i]);
                    if (known.size() > keys) {
                        known.remove();
                    }
                }
            }
            assertEquals(expected, last(keys, values));
        }
    }

    @Test
    void keys_are_compared_and_not_values() throws Exception {
        Channel<String> source = Channel.unbounded();
        List.of("one", "two", "three", "four", "six").forEach(source::trySend);
        source.close();
        Receiver<String> passed = Dedupe.of(scope(), source, String::length).last(9);
        assertEquals(List.of("one", "three", "four"), passed.stream().toList());
        scope().join();
    }

    @Test
    void a_key_is_remembered_for_a_time_and_not_at_its_end() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        Receiver<Integer> passed = Dedupe.of(scope(), source).capacity(1).within(MINUTE, 100);
        source.send(1);
        assertEquals(1, passed.receive());
        clock.advance(MINUTE.minusNanos(1));
        source.send(1);
        Eventually.until("it is seen", () -> stats(passed).suppressed() == 1);
        clock.advance(Duration.ofNanos(1));
        source.send(1);
        assertEquals(1, passed.receive());
        passed.cancel();
        scope().join();
    }

    @Test
    void of_more_keys_than_it_may_keep_the_oldest_are_forgotten_sooner() throws Exception {
        Channel<Integer> source = Bench.open(1, 2, 3, 3, 1, 2);
        source.close();
        Receiver<Integer> passed = Dedupe.of(scope(), source).within(MINUTE, 2);
        assertEquals(List.of(1, 2, 3, 1, 2), passed.stream().toList());
        scope().join();
    }

    @Test
    void what_was_let_go_is_counted_and_told_to_nobody() throws Exception {
        Channel<Integer> source = Bench.open(1, 1, 1, 2);
        source.close();
        Receiver<Integer> passed =
                Dedupe.of(scope(), source)
                        .name("once")
                        .capacity(2)
                        .onUndelivered(bench.lost::add)
                        .last(9);
        scope().join();
        assertEquals(new FanStats("once", "dedupe", true, 0, 1, 4, 0, 2, 0, 2), stats(passed));
        assertEquals(0, bench.lost.size());
        assertEquals(2, passed.stream().count());
    }

    private static FanStats stats(Receiver<?> receiver) {
        return ((Outlet<?>) receiver).pump().stats();
    }

    @Test
    void a_receiver_that_leaves_cancels_a_source_of_duplicates_alone() throws Exception {
        Channel<Integer> source = Channel.rendezvous();
        Receiver<Integer> passed = Dedupe.of(scope(), source).capacity(1).last(1);
        source.send(1);
        source.send(1);
        passed.cancel();
        awaitCancelled(source);
        scope().join();
    }

    @Test
    void a_null_key_is_a_failure() throws Exception {
        Receiver<Integer> passed = Dedupe.of(scope(), Bench.open(7), _ -> null).last(1);
        var e = assertThrows(ChannelClosedException.class, passed::receive);
        assertEquals("dedupe: the key of 7 is null", e.closed().cause().getMessage());
        assertThrows(ExecutionException.class, scope()::join);
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        Dedupe<Integer> dedupe = Dedupe.of(scope(), Channel.<Integer>rendezvous());
        assertThrows(IllegalArgumentException.class, () -> dedupe.last(0));
        assertThrows(IllegalArgumentException.class, () -> dedupe.within(MINUTE, 0));
        assertThrows(IllegalArgumentException.class, () -> dedupe.within(Duration.ZERO, 1));
        assertThrows(IllegalArgumentException.class, () -> dedupe.within(MINUTE.negated(), 1));
        assertThrows(IllegalArgumentException.class, () -> dedupe.capacity(-1));
        assertEquals(0, scope().stats().started());
    }
}
