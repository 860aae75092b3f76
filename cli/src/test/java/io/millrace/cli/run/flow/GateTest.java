package io.millrace.cli.run.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.run.flow.Gate.Pass;
import io.millrace.context.Context;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
    private final Context.Cancellable stop = Context.background().withCancel();
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        stop.close();
    }

    private static Limits rate(String rate) {
        return new Limits(RateRule.parse(rate), null, null, Double.POSITIVE_INFINITY, 0);
    }

    private static Limits breaker(String breaker) {
        return new Limits(null, null, BreakerRule.parse(breaker), Double.POSITIVE_INFINITY, 0);
    }

    private Gate gate(Limits limits) {
        return new Gate(limits, stop, told::add);
    }

    private static FutureTask<Pass> await(Gate gate) {
        var task = new FutureTask<Pass>(gate::await);
        Thread.startVirtualThread(task);
        return task;
    }

    /// Looks until it is so.
    private static void until(BooleanSupplier isSo) throws InterruptedException {
        Select<Boolean> step = Select.of(Select.after(Duration.ofMillis(1), () -> true));
        while (!isSo.getAsBoolean()) {
            step.await();
        }
    }

    @Test
    void g2_a_stop_ends_a_wait_for_the_rate_at_once() throws Exception {
        Gate gate = gate(rate("1/1h"));
        assertNotNull(gate.await());
        FutureTask<Pass> second = await(gate);
        until(() -> gate.holds().count(Limit.RATE) == 1);
        assertEquals(" held 1 by rate", gate.holds().now());
        stop.cancel();
        assertNull(second.get());
        assertEquals("", gate.holds().now());
        assertTrue(gate.holds().total().endsWith(" by rate"), gate.holds().total());
        assertNull(gate.await(), "nothing is started after a stop");
    }

    @Test
    void a_burst_goes_at_once_and_then_nobody() throws Exception {
        Gate gate = gate(rate("1/1h,burst=3"));
        for (int i = 0; i < 3; i++) {
            assertNotNull(gate.await());
        }
        FutureTask<Pass> fourth = await(gate);
        until(() -> gate.holds().count(Limit.RATE) == 1);
        stop.cancel();
        assertNull(fourth.get());
    }

    @Test
    void while_the_breaker_is_open_nobody_starts_and_a_stop_ends_the_wait() throws Exception {
        Gate gate = gate(breaker("50%/4/1h"));
        for (boolean ok : new boolean[] {true, false, true, false}) {
            gate.await().ended(ok);
        }
        FutureTask<Pass> next = await(gate);
        until(() -> gate.holds().count(Limit.BREAKER) == 1);
        assertEquals(List.of("BREAKER open for 1h00m: 2 of 4 attempts failed"), List.copyOf(told));
        assertEquals(Limit.BREAKER, gate.holds().longest().orElseThrow());
        stop.cancel();
        assertNull(next.get());
    }

    @Test
    void b1_the_probe_lets_the_others_go_as_soon_as_it_succeeds() throws Exception {
        Gate gate = gate(breaker("100%/1/2s")); // a probe has two seconds before another is made
        gate.await().ended(false);
        var passes = new ConcurrentLinkedQueue<Pass>();
        var ended = new CompletableFuture<Void>();
        var left = new AtomicInteger(3);
        for (int i = 0; i < 3; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    passes.add(gate.await());
                } catch (InterruptedException e) {
                    ended.completeExceptionally(e);
                }
                if (left.decrementAndGet() == 0) {
                    ended.complete(null);
                }
            });
        }
        until(() -> !passes.isEmpty());
        long probed = System.nanoTime();
        assertEquals(2, gate.holds().count(Limit.BREAKER), "one is tried, the others wait");
        passes.element().ended(true);
        ended.get();
        assertEquals(3, passes.size());
        assertTrue(
                System.nanoTime() - probed < Duration.ofSeconds(2).toNanos(),
                "they heard of it, rather than wait for the time to be over");
        assertEquals(
                List.of(
                        "BREAKER open for 2.0s: 1 of 1 attempts failed",
                        "BREAKER half open: one job is tried",
                        "BREAKER closed: it has succeeded"),
                List.copyOf(told));
    }

    @Test
    void b2_a_probe_that_was_not_made_is_left_to_one_who_waits() throws Exception {
        Gate gate = gate(breaker("100%/1/2s")); // a probe has two seconds before another is made
        gate.await().ended(false);
        Pass probe = gate.await();
        FutureTask<Pass> next = await(gate);
        until(() -> gate.holds().count(Limit.BREAKER) == 1);
        long before = System.nanoTime();
        probe.unused();
        assertNotNull(next.get());
        assertTrue(
                System.nanoTime() - before < Duration.ofSeconds(1).toNanos(),
                "it heard of it, rather than wait for the time to be over");
    }

    @Test
    void g1_who_waited_for_the_rate_while_the_breaker_opened_does_not_start() throws Exception {
        Gate gate =
                gate(
                        new Limits(
                                RateRule.parse("1/200ms"),
                                null,
                                BreakerRule.parse("100%/1/1h"),
                                Double.POSITIVE_INFINITY,
                                0));
        Pass first = gate.await();
        FutureTask<Pass> second = await(gate);
        until(() -> gate.holds().count(Limit.RATE) == 1);
        first.ended(false);
        until(() -> gate.holds().count(Limit.BREAKER) == 1);
        stop.cancel();
        assertNull(second.get());
    }

    @Test
    void those_held_by_the_machine_go_one_by_one_when_it_is_well() throws Exception {
        var well = new AtomicBoolean();
        var looks = new AtomicInteger();
        var meter =
                new Meter(
                        Limit.MEMORY,
                        () -> {
                            looks.incrementAndGet();
                            return well.get();
                        },
                        Duration.ZERO,
                        Duration.ofMillis(1));
        var holds = new Holds();
        var tasks = new java.util.ArrayList<FutureTask<Boolean>>();
        for (int i = 0; i < 5; i++) {
            var task = new FutureTask<Boolean>(() -> meter.await(holds, stop));
            tasks.add(task);
            Thread.startVirtualThread(task);
        }
        until(() -> holds.count(Limit.MEMORY) == 5);
        int before = looks.get();
        until(() -> looks.get() > before + 2);
        assertEquals(5, holds.count(Limit.MEMORY), "looking alone lets nobody pass");
        well.set(true);
        int well1 = looks.get();
        for (FutureTask<Boolean> task : tasks) {
            assertTrue(task.get());
        }
        assertTrue(looks.get() >= well1 + 4, "a look for each: " + looks.get() + " " + well1);
        assertEquals(0, holds.count(Limit.MEMORY));
        well.set(false);
        var last = new FutureTask<Boolean>(() -> meter.await(holds, stop));
        Thread.startVirtualThread(last);
        until(() -> holds.count(Limit.MEMORY) == 1);
        stop.cancel();
        assertEquals(false, last.get());
    }

    @Test
    void a_limit_that_is_far_away_holds_nobody() throws Exception {
        Gate gate = gate(new Limits(null, null, null, 1e9, 1));
        assertNotNull(gate.await());
        assertEquals("", gate.holds().total());
    }

    @Test
    void rates_are_read_as_written_and_have_a_burst_of_ten_milliseconds() {
        assertEquals(1, RateRule.parse("50/s").burst());
        assertEquals(50, RateRule.parse("5000/s").burst());
        assertEquals(7, RateRule.parse("3/m,burst=7").burst());
        assertEquals(Duration.ofMinutes(1), RateRule.parse("3/m").rate().period());
        assertEquals(Duration.ofHours(1), RateRule.parse("3/h").rate().period());
        assertEquals(Duration.ofSeconds(30), RateRule.parse("10/30s").rate().period());
        assertEquals(10, RateRule.parse("10/30s").rate().permits());
    }
}
