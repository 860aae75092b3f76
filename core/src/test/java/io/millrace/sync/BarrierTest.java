package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private static final Duration HOUR = Duration.ofHours(1);

    static void awaitWaiting(Barrier barrier, int count) {
        Eventually.until(count + " wait", () -> barrier.stats().waiting() == count);
    }

    @Test
    @Conformance("L144")
    void when_all_have_arrived_the_action_runs_once_and_then_all_leave() throws Exception {
        var acted = new AtomicInteger();
        var barrier = new Barrier(20, acted::incrementAndGet);
        try (var crew = new Crew()) {
            var members = new ArrayList<Crew.Member<Long>>();
            for (int i = 0; i < 19; i++) {
                members.add(
                        crew.go(() -> {
                            long generation = barrier.await();
                            assertEquals(1, acted.get(), "left before the action");
                            return generation;
                        }));
            }
            awaitWaiting(barrier, 19);
            assertEquals(19, barrier.arrived());
            assertEquals(0, acted.get());
            assertEquals(0, barrier.await());
            for (var member : members) {
                assertEquals(0, member.get());
            }
        }
        assertEquals(1, acted.get());
        assertEquals(1, barrier.generation());
        assertEquals(0, barrier.arrived());
    }

    @Test
    @Conformance("L145")
    void in_ten_thousand_rounds_nobody_is_ever_a_round_ahead() throws Exception {
        int parties = 4;
        int rounds = 10_000;
        var at = new AtomicIntegerArray(parties);
        var barrier = new Barrier(parties);
        try (var crew = new Crew()) {
            for (int i = 0; i < parties; i++) {
                int party = i;
                crew.go(() -> {
                    for (int round = 1; round <= rounds; round++) {
                        at.set(party, round);
                        assertEquals(round - 1, barrier.await());
                        for (int other = 0; other < parties; other++) {
                            int seen = at.get(other);
                            assertTrue(seen == round || seen == round + 1, "out of step");
                        }
                    }
                });
            }
            crew.join();
        }
        assertEquals(rounds, barrier.generation());
    }

    @Test
    @Conformance("L146")
    void a_party_that_is_interrupted_breaks_it_for_all_and_reset_makes_it_usable()
            throws Exception {
        var barrier = new Barrier(4, "step");
        try (var crew = new Crew()) {
            var one = crew.go(() -> barrier.await());
            var two = crew.go(() -> barrier.await());
            awaitWaiting(barrier, 2);
            one.interrupt();
            one.failure(InterruptedException.class);
            var e = two.failure(BarrierBrokenException.class);
            assertEquals(
                    "generation 0 of barrier 'step' is broken: a party was interrupted or timed"
                            + " out; reset() makes the barrier usable again",
                    e.getMessage());
            assertEquals(0, e.generation());
            assertTrue(barrier.isBroken());
            assertThrows(BarrierBrokenException.class, barrier::await);
            assertThrows(BarrierBrokenException.class, () -> barrier.await(HOUR));
            assertThrows(BarrierBrokenException.class, barrier::arrive);
            assertThrows(BarrierBrokenException.class, barrier::deregister);
            assertThrows(BarrierBrokenException.class, () -> barrier.awaitEnd(0));
            assertThrows(
                    BarrierBrokenException.class,
                    () -> Select.of(barrier.onEnd(0, () -> "ended")).await());
        }
        barrier.reset();
        assertFalse(barrier.isBroken());
        try (var crew = new Crew()) {
            for (int i = 0; i < 3; i++) {
                crew.go(() -> barrier.await());
            }
            assertEquals(1, barrier.await());
            crew.join();
        }
    }

    @Test
    @Conformance("L146")
    void a_party_that_times_out_breaks_it_for_all() throws Exception {
        try (var clock = ManualClock.install()) {
            var barrier = new Barrier(3);
            try (var crew = new Crew()) {
                var one = crew.go(() -> barrier.await(HOUR));
                var two = crew.go(() -> barrier.await());
                awaitWaiting(barrier, 2);
                clock.awaitSleepers(1);
                clock.advance(HOUR.minusNanos(1));
                assertFalse(one.isDone());
                clock.advance(Duration.ofNanos(1));
                one.failure(TimeoutException.class);
                two.failure(BarrierBrokenException.class);
            }
            barrier.reset();
            try (var crew = new Crew()) {
                crew.go(() -> barrier.await(HOUR));
                crew.go(() -> barrier.await(HOUR));
                barrier.await(HOUR);
                crew.join();
            }
        }
    }

    @Test
    void a_party_whose_interrupt_is_pending_breaks_it_before_it_arrives() throws Exception {
        var barrier = new Barrier(2);
        try (var crew = new Crew()) {
            var other = crew.go(() -> barrier.await());
            awaitWaiting(barrier, 1);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, barrier::await);
            other.failure(BarrierBrokenException.class);
        }
    }

    @Test
    void a_generation_that_ended_before_the_interrupt_has_ended() throws Exception {
        var barrier = new Barrier(2);
        try (var _ =
                new AtPark(() -> {
                    barrier.arrive();
                    Thread.currentThread().interrupt();
                })) {
            assertEquals(0, barrier.await());
        }
        assertTrue(Thread.interrupted(), "the interrupt stays pending");
        assertFalse(barrier.isBroken());
    }

    @Test
    void an_action_that_throws_breaks_it_and_its_party_gets_what_it_threw() throws Exception {
        var failure = new IllegalStateException("on purpose");
        var barrier =
                new Barrier(
                        2,
                        () -> {
                            throw failure;
                        });
        try (var crew = new Crew()) {
            var other = crew.go(() -> barrier.await());
            awaitWaiting(barrier, 1);
            assertSame(failure, assertThrows(IllegalStateException.class, barrier::await));
            var e = other.failure(BarrierBrokenException.class);
            assertSame(failure, e.getCause());
            assertEquals(0, e.generation());
        }
        assertTrue(barrier.isBroken());
        barrier.reset();
        barrier.arrive();
        assertSame(failure, assertThrows(IllegalStateException.class, barrier::arrive));
    }

    @Test
    void a_reset_breaks_a_generation_that_has_begun_and_no_other() throws Exception {
        var barrier = new Barrier(2);
        barrier.reset();
        assertEquals(0, barrier.generation());
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> barrier.await());
            awaitWaiting(barrier, 1);
            barrier.reset();
            assertTrue(
                    waiting.failure(BarrierBrokenException.class)
                            .getMessage()
                            .contains("it was reset"));
            assertNull(waiting.failure(BarrierBrokenException.class).getCause());
        }
        assertFalse(barrier.isBroken());
        assertEquals(1, barrier.generation());
        barrier.arrive();
        assertEquals(1, barrier.await());
    }

    @Test
    void parties_come_and_go() throws Exception {
        var barrier = new Barrier(0);
        var e = assertThrows(IllegalStateException.class, barrier::await);
        assertTrue(e.getMessage().endsWith("can arrive: nobody is registered"), e.getMessage());
        barrier.register();
        assertEquals(0, barrier.await());
        barrier.register(2);
        assertEquals(3, barrier.parties());
        try (var crew = new Crew()) {
            var one = crew.go(() -> barrier.await());
            var two = crew.go(() -> barrier.await());
            awaitWaiting(barrier, 2);
            barrier.register();
            barrier.deregister();
            assertEquals(2, barrier.arrived());
            barrier.deregister(); // the last that had not arrived
            assertEquals(1, one.get());
            assertEquals(1, two.get());
        }
        assertEquals(2, barrier.parties());
        barrier.deregister();
        assertEquals(2, barrier.generation());
        barrier.deregister();
        assertEquals(3, barrier.generation(), "nobody is left to wait for");
        assertThrows(IllegalStateException.class, barrier::deregister);
        assertEquals(0, barrier.parties());
    }

    @Test
    void phases_of_a_pipeline_whose_workers_leave_one_by_one() throws Exception {
        int workers = 8;
        var sums = new AtomicIntegerArray(workers);
        var barrier = new Barrier(workers);
        try (var crew = new Crew()) {
            for (int i = 0; i < workers; i++) {
                int worker = i;
                crew.go(() -> {
                    for (int phase = 0; phase < worker; phase++) { // worker 3 takes part in 3
                        sums.incrementAndGet(phase);
                        assertEquals(phase, barrier.await());
                        assertEquals(workers - 1 - phase, sums.get(phase));
                    }
                    barrier.deregister();
                });
            }
            crew.join();
        }
        assertEquals(0, barrier.parties());
    }

    @Test
    void a_party_may_arrive_and_hear_of_the_end_later() throws Exception {
        var barrier = new Barrier(2);
        long mine = barrier.arrive();
        Select<String> select =
                Select.of(barrier.onEnd(mine, () -> "ended"), Select.orElse(() -> "not yet"));
        assertEquals("not yet", select.await());
        assertFalse(barrier.awaitEnd(mine, Duration.ZERO));
        try (var crew = new Crew()) {
            var observer = crew.go(() -> barrier.awaitEnd(mine));
            var selecting =
                    crew.go(() ->
                            Select.of(
                                            barrier.onEnd(mine, () -> "ended"),
                                            Channel.never().onReceive(v -> "?"))
                                    .await());
            awaitWaiting(barrier, 2);
            barrier.await();
            observer.get();
            assertEquals("ended", selecting.get());
        }
        assertEquals("ended", select.await());
        barrier.awaitEnd(mine);
        assertTrue(barrier.awaitEnd(mine, HOUR));
        assertThrows(IllegalArgumentException.class, () -> barrier.awaitEnd(mine + 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> Select.of(barrier.onEnd(mine + 2, () -> "ended")).await());
    }

    @Test
    void an_observer_that_gives_up_breaks_nothing() throws Exception {
        var barrier = new Barrier(2);
        try (var crew = new Crew()) {
            var observer = crew.go(() -> barrier.awaitEnd(0));
            awaitWaiting(barrier, 1);
            observer.interrupt();
            observer.failure(InterruptedException.class);
        }
        assertFalse(barrier.awaitEnd(0, Duration.ZERO));
        assertFalse(barrier.isBroken());
        barrier.arrive();
        barrier.await();
        assertEquals(2, barrier.stats().gaveUp());
    }

    @Test
    void a_generation_that_is_complete_while_an_action_runs_waits_for_it() throws Exception {
        Channel<Integer> go = Channel.rendezvous();
        var running = new AtomicInteger();
        var acted = new AtomicInteger();
        var barrier =
                new Barrier(
                        2,
                        () -> {
                            assertEquals(1, running.incrementAndGet());
                            try {
                                go.receive();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            running.decrementAndGet();
                            acted.incrementAndGet();
                        });
        try (var crew = new Crew()) {
            for (int i = 0; i < 4; i++) { // more threads than parties
                crew.go(() -> {
                    long generation = barrier.await();
                    assertTrue(acted.get() > generation, "left before its action");
                });
            }
            Eventually.until("an action runs", () -> running.get() == 1);
            Eventually.until("the next is complete", () -> barrier.arrived() == 2);
            var e = assertThrows(IllegalStateException.class, barrier::arrive);
            assertTrue(e.getMessage().contains("an action still runs"), e.getMessage());
            var late = crew.go(() -> barrier.await());
            var later = crew.go(() -> barrier.await());
            awaitWaiting(barrier, 4);
            later.interrupt(); // it has not arrived, so it breaks nothing
            later.failure(InterruptedException.class);
            assertFalse(barrier.isBroken());
            crew.go(() -> barrier.await());
            go.send(1);
            go.send(2);
            go.send(3);
            assertEquals(2, late.get());
        }
        assertEquals(3, acted.get());
        assertEquals(3, barrier.generation());
    }

    @Test
    void what_a_party_wrote_is_seen_by_the_action_and_by_all() throws Exception {
        int[] plain = new int[3];
        int[] sum = new int[1];
        var barrier = new Barrier(3, () -> sum[0] = plain[0] + plain[1] + plain[2]);
        try (var crew = new Crew()) {
            for (int i = 0; i < 3; i++) {
                int party = i;
                crew.go(() -> {
                    for (int round = 1; round <= 2_000; round++) {
                        plain[party] = round;
                        barrier.await();
                        assertEquals(3 * round, sum[0]);
                        barrier.await();
                    }
                });
            }
            crew.join();
        }
    }

    @Test
    void numbers_below_zero_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Barrier(-1));
        var barrier = new Barrier(Integer.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, () -> barrier.register(-1));
        assertThrows(IllegalStateException.class, barrier::register);
        assertEquals(Integer.MAX_VALUE, barrier.parties());
    }

    @Test
    void it_says_its_name() {
        assertEquals("barrier 'step'", new Barrier(1, "step").toString());
        assertEquals("barrier 'step'", new Barrier(1, () -> {}, "step").toString());
        assertTrue(new Barrier(1).toString().matches("barrier 'barrier-\\d+'"));
        assertEquals(
                new BarrierStats("step", 0, 1, 0, false, 0, 0, 0), new Barrier(1, "step").stats());
        assertEquals("barrier", new Barrier(1).stats().kind());
    }

    /// Holds whoever wakes another until that one has done what it wakes up for.
    private static final class SlowWaker extends Host implements AutoCloseable {
        private final Thread waker = Thread.currentThread();
        private final BooleanSupplier acted;
        private final Host before;

        SlowWaker(BooleanSupplier acted) {
            this.acted = acted;
            before = Door.use(this);
        }

        @Override
        public void wake(Thread thread) {
            super.wake(thread);
            if (Thread.currentThread() == waker) {
                Eventually.until("the other has acted", acted);
            }
        }

        @Override
        public void close() {
            Door.use(before);
        }
    }

    @Test
    void who_is_told_that_the_action_has_failed_can_reset_it_at_once() {
        var failure = new IllegalStateException("the action fails");
        var barrier =
                new Barrier(
                        2,
                        () -> {
                            throw failure;
                        });
        var reset = new AtomicBoolean();
        try (var _ = new SlowWaker(reset::get);
                var crew = new Crew()) {
            var other =
                    crew.go(() -> {
                        assertThrows(BarrierBrokenException.class, barrier::await);
                        barrier.reset();
                        reset.set(true);
                    });
            other.awaitParked();
            assertSame(failure, assertThrows(IllegalStateException.class, barrier::await));
            other.get();
        }
        assertFalse(barrier.isBroken());
    }

    @Test
    void what_gathered_while_an_action_failed_is_told_of_even_after_a_reset() throws Exception {
        var made = new AtomicReference<Barrier>();
        var arrivedIn = new AtomicLong();
        var barrier =
                new Barrier(
                        2,
                        () -> {
                            arrivedIn.set(made.get().arrive());
                            throw new IllegalStateException("the action fails");
                        });
        made.set(barrier);
        barrier.arrive();
        assertThrows(IllegalStateException.class, barrier::arrive);
        assertEquals(1, arrivedIn.get());
        for (int generation = 0; generation <= 1; generation++) {
            int each = generation;
            assertThrows(BarrierBrokenException.class, () -> barrier.awaitEnd(each));
            assertThrows(BarrierBrokenException.class, () -> barrier.awaitEnd(each, HOUR));
            assertThrows(
                    BarrierBrokenException.class,
                    () -> Select.of(barrier.onEnd(each, () -> "ended")).await());
        }
        barrier.reset();
        assertThrows(BarrierBrokenException.class, () -> barrier.awaitEnd(1));
        assertEquals(2, barrier.generation());
        assertFalse(barrier.awaitEnd(2, Duration.ZERO));
    }
}
