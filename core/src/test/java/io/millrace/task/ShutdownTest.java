package io.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.fixture.StartedThreads;
import io.millrace.observe.Watch;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Channel<Integer> release = Channel.rendezvous();

    /// Goes on until it is released, whatever it is told.
    private void stubborn() {
        while (true) {
            try {
                if (release.tryReceive(HOUR) instanceof Received.Value) {
                    return;
                }
            } catch (InterruptedException e) {
                // It does not listen.
            }
        }
    }

    private void release() {
        Eventually.until("it is released", () -> release.trySend(1) == Sent.SENT);
    }

    private static void awaitDrain(Shutdown shutdown) {
        Eventually.until(
                "it drains", () -> shutdown.stats().step().equals(Optional.of(ShutdownStep.DRAIN)));
    }

    @Test
    void with_nothing_running_it_ends_with_its_first_step() throws Exception {
        var stopped = new ConcurrentLinkedQueue<String>();
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .stopIntake(HOUR, () -> stopped.add("first"))
                                .stopIntake(HOUR, () -> stopped.add("second"))
                                .open()) {
            assertFalse(shutdown.hasBegun());
            ShutdownReport report = shutdown.run();
            assertTrue(shutdown.hasBegun());
            assertEquals(ShutdownStep.STOP_INTAKE, report.endedBy());
            assertEquals(List.of("first", "second"), List.copyOf(stopped));
            assertTrue(report.isClean());
            assertSame(report, shutdown.run()); // once is enough
            assertEquals(2, stopped.size());
            assertFalse(scope.context().isDone());
            assertFalse(shutdown.hurry());
        }
    }

    @Test
    void what_was_let_in_is_worked_off() throws Exception {
        Channel<Integer> jobs = Channel.buffered(100);
        var done = new ConcurrentLinkedQueue<Integer>();
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope).stopIntake(HOUR, jobs::close).drain(HOUR).open()) {
            Channel<Integer> begun = Channel.rendezvous();
            scope.go(() -> {
                begun.receive();
                jobs.forEach(done::add);
            });
            for (int i = 0; i < 100; i++) {
                jobs.send(i);
            }
            Promise<ShutdownReport> report = shutdown.start();
            Eventually.until("the intake is stopped", jobs::isClosed);
            begun.send(1);
            scope.join();
            assertTrue(report.await().isClean(), () -> report.toString());
            assertEquals(100, done.size());
        }
    }

    @Test
    void each_step_lasts_as_long_as_its_limit_and_what_is_left_is_named() throws Exception {
        try (var clock = ManualClock.install();
                var scope = Scope.builder().name("work").policy(Policy.COLLECT_ALL).open();
                var shutdown =
                        Shutdown.of(scope)
                                .name("ladder")
                                .drain(Duration.ofSeconds(20))
                                .cancel(Duration.ofSeconds(5))
                                .open()) {
            Task<?> obedient = scope.go("obedient", () -> Channel.never().receive());
            scope.go("stubborn", this::stubborn);
            clock.awaitSleepers(1); // the stubborn one
            assertEquals(Optional.empty(), shutdown.stats().step());
            Promise<ShutdownReport> promise = shutdown.start();
            clock.awaitSleepers(2);
            assertEquals(
                    new ShutdownStats("ladder", Optional.of(ShutdownStep.DRAIN), 2, false),
                    shutdown.stats());
            clock.advance(Duration.ofSeconds(20).minusNanos(1));
            assertFalse(scope.context().isDone());
            clock.advance(Duration.ofNanos(1));
            assertInstanceOf(Outcome.Cancelled.class, obedient.outcome());
            Eventually.until(
                    "it is in the next step",
                    () -> shutdown.stats().step().equals(Optional.of(ShutdownStep.CANCEL)));
            clock.awaitSleepers(2);
            assertFalse(promise.isDone());
            clock.advance(Duration.ofSeconds(5));
            ShutdownReport report = promise.await();
            release();
            assertEquals(ShutdownStep.ABANDON, report.endedBy());
            assertEquals(Duration.ofSeconds(25), report.took());
            assertEquals(1, report.left().size());
            var left = report.left().getFirst();
            assertEquals("stubborn", left.task());
            assertTrue(
                    left.stack().stream()
                            .anyMatch(frame -> frame.getMethodName().equals("stubborn")),
                    report.text());
            assertTrue(report.text().startsWith("shutdown 'ladder' left 1 behind, after 25000 ms"));
            assertTrue(report.text().contains("\n  still running: stubborn\n    at "));
            assertFalse(report.isClean());
        }
    }

    @Test
    void what_gives_up_when_it_is_cancelled_is_not_left() throws Exception {
        try (var scope = Scope.open();
                var shutdown = Shutdown.of(scope).drain(Duration.ZERO).cancel(HOUR).open()) {
            for (int i = 0; i < 10; i++) {
                scope.go(() -> Channel.never().receive());
            }
            ShutdownReport report = shutdown.run();
            assertEquals(ShutdownStep.CANCEL, report.endedBy());
            assertEquals(List.of(), report.left());
            assertFalse(report.isClean());
            scope.join(); // cancelled on purpose: no failure
        }
    }

    @Test
    void a_task_that_was_cancelled_long_ago_and_goes_on_is_named() throws Exception {
        try (var scope = Scope.builder().policy(Policy.COLLECT_ALL).open();
                var failed = Scope.open()) {
            Task<?> alone = scope.go("alone", this::stubborn);
            failed.go("with all others", this::stubborn);
            alone.cancel();
            failed.go(() -> {
                throw new IOException("on purpose");
            });
            Eventually.until("it is cancelled", () -> failed.context().isDone());
            for (int i = 0; i < 1_000; i++) { // so many that others are forgotten
                scope.go(() -> Channel.never().receive()).cancel();
            }
            try (var shutdown =
                    Shutdown.of(scope, failed)
                            .drain(Duration.ZERO)
                            .cancel(Duration.ofMillis(1))
                            .open()) {
                ShutdownReport report = shutdown.run();
                var names = new ArrayList<String>();
                report.left().forEach(left -> names.add(left.task()));
                release();
                release();
                assertTrue(names.containsAll(List.of("alone", "with all others")), report.text());
            }
            assertThrows(ExecutionException.class, failed::join);
        }
    }

    @Test
    void an_intake_that_fails_or_hangs_is_reported_and_the_next_step_is_taken() throws Exception {
        var failure = new IOException("on purpose");
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .name("ladder")
                                .stopIntake(
                                        HOUR,
                                        () -> {
                                            throw failure;
                                        })
                                .stopIntake(Duration.ofMillis(1), () -> Channel.never().receive())
                                .stopIntake(Duration.ofMillis(1), this::stubborn)
                                .drain(Duration.ZERO)
                                .cancel(Duration.ofMillis(1))
                                .open()) {
            ShutdownReport report = shutdown.run();
            release();
            assertEquals(3, report.failures().size(), report.text());
            assertSame(failure, report.failures().get(0));
            assertInstanceOf(TimeoutException.class, report.failures().get(1));
            assertInstanceOf(TimeoutException.class, report.failures().get(2));
            assertEquals(ShutdownStep.ABANDON, report.endedBy());
            assertEquals(
                    List.of("ladder intake/3"),
                    report.left().stream().map(ShutdownReport.StillRunning::task).toList());
            scope.join();
        }
    }

    @Test
    void who_is_in_a_hurry_ends_the_step() throws Exception {
        try (var crew = new Crew();
                var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .stopIntake(HOUR, () -> Channel.never().receive())
                                .drain(HOUR)
                                .cancel(HOUR)
                                .open()) {
            assertFalse(shutdown.hurry());
            scope.go("in no hurry", this::stubborn);
            var report = crew.go(() -> shutdown.run());
            Eventually.until(
                    "it has ended",
                    () -> {
                        shutdown.hurry();
                        return report.isDone();
                    });
            release();
            assertEquals(ShutdownStep.ABANDON, report.get().endedBy());
            assertTrue(
                    report.get().left().stream()
                            .anyMatch(left -> left.task().equals("in no hurry")),
                    report.get().text());
        }
    }

    @Test
    void who_is_in_a_hurry_when_the_report_is_told_interrupts_nobody() throws Exception {
        var hurried = new ConcurrentLinkedQueue<Boolean>();
        var interrupted = new ConcurrentLinkedQueue<Boolean>();
        var made = new AtomicReference<Shutdown>();
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .onReport(_ -> hurried.add(made.get().hurry()))
                                .onReport(_ -> interrupted.add(Thread.interrupted()))
                                .open()) {
            made.set(shutdown);
            shutdown.run();
        }
        assertEquals(List.of(false), List.copyOf(hurried));
        assertEquals(List.of(false), List.copyOf(interrupted));
    }

    @Test
    void an_interrupt_ends_the_wait_for_the_report_and_not_the_shutdown() throws Exception {
        try (var crew = new Crew();
                var scope = Scope.open();
                var shutdown = Shutdown.of(scope).open()) {
            Channel<Integer> stop = Channel.rendezvous();
            scope.go(stop::receive);
            var waits = crew.go(() -> shutdown.run());
            waits.awaitParked();
            waits.interrupt();
            waits.failure(InterruptedException.class);
            awaitDrain(shutdown);
            stop.send(1);
            assertEquals(ShutdownStep.DRAIN, shutdown.run().endedBy());
            scope.join();
        }
    }

    @Test
    void the_report_is_told_before_it_is_there_and_a_receiver_that_throws_harms_nobody()
            throws Exception {
        var told = new ConcurrentLinkedQueue<ShutdownReport>();
        try (var group = ErrGroup.open();
                var shutdown =
                        Shutdown.of()
                                .group(group)
                                .onReport(_ -> {
                                    Thread.currentThread()
                                            .setUncaughtExceptionHandler((_, _) -> {});
                                    throw new IllegalStateException("on purpose");
                                })
                                .onReport(told::add)
                                .open()) {
            group.go(() -> {});
            group.await();
            ShutdownReport report = shutdown.run();
            assertEquals(List.of(report), List.copyOf(told));
        }
    }

    /// Keeps the hook instead of handing it to the JVM.
    private static final class Exit extends Host {
        private final AtomicReference<Runnable> hook = new AtomicReference<>();

        @Override
        public Runnable atExit(String name, Runnable task) {
            hook.set(task);
            return () -> hook.set(null);
        }
    }

    @Test
    void a_jvm_that_is_told_to_end_waits_for_the_report() throws Exception {
        var exit = new Exit();
        Host before = Door.use(exit);
        try (var crew = new Crew();
                var scope = Scope.open()) {
            Channel<Integer> stop = Channel.rendezvous();
            scope.go(stop::receive);
            try (var shutdown = Shutdown.of(scope).onExit().open()) {
                var ending = crew.go(exit.hook.get()::run);
                ending.awaitParked();
                assertTrue(shutdown.hasBegun());
                awaitDrain(shutdown);
                stop.send(1);
                ending.get();
                assertEquals(ShutdownStep.DRAIN, shutdown.run().endedBy());
                assertNotNull(exit.hook.get());
            }
            assertNull(exit.hook.get());
            scope.join();
        } finally {
            Door.use(before);
        }
    }

    @Test
    void the_hook_of_the_jvm_can_be_taken_back() {
        try (var scope = Scope.open()) {
            Shutdown shutdown = Shutdown.of(scope).onExit().open();
            shutdown.close();
            shutdown.close();
            assertFalse(shutdown.hasBegun());
        }
    }

    @Test
    void a_watch_sees_it_until_it_is_closed_and_no_thread_is_left() throws Exception {
        var threads = StartedThreads.install();
        try (var watch = Watch.open();
                var scope = Scope.open()) {
            try (var shutdown = Shutdown.of(scope).name("ladder").open()) {
                assertEquals(
                        List.of(new ShutdownStats("ladder", Optional.empty(), 0, false)),
                        watch.snapshot().of(ShutdownStats.class).toList());
                shutdown.run();
                assertEquals(
                        new ShutdownStats("ladder", Optional.of(ShutdownStep.STOP_INTAKE), 0, true),
                        shutdown.stats());
            }
            assertEquals(0, watch.snapshot().of(ShutdownStats.class).count());
            threads.awaitNone();
        } finally {
            threads.close();
        }
    }

    @Test
    void who_is_told_of_the_report_cannot_be_hurried() throws Exception {
        var made = new AtomicReference<Shutdown>();
        var hurried = new ConcurrentLinkedQueue<Boolean>();
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .onReport(_ -> {
                                    hurried.add(made.get().hurry());
                                    hurried.add(Thread.currentThread().isInterrupted());
                                })
                                .open()) {
            made.set(shutdown);
            shutdown.run();
        }
        assertEquals(List.of(false, false), List.copyOf(hurried));
    }

    @Test
    void what_an_action_throws_after_its_time_is_in_the_report() throws Exception {
        var failure = new IOException("on purpose");
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .stopIntake(
                                        Duration.ofMillis(1),
                                        () -> {
                                            try {
                                                Channel.never().receive();
                                            } catch (InterruptedException e) { // its time is over
                                                throw failure;
                                            }
                                        })
                                .drain(HOUR)
                                .open()) {
            ShutdownReport report = shutdown.run();
            assertEquals(2, report.failures().size(), report.text());
            assertInstanceOf(TimeoutException.class, report.failures().get(0));
            assertSame(failure, report.failures().get(1));
            assertTrue(report.endedBy().compareTo(ShutdownStep.DRAIN) <= 0, report.text());
        }
    }

    @Test
    void what_an_action_throws_after_the_report_goes_to_the_handler() throws Exception {
        var failure = new IOException("on purpose");
        var reported = new ConcurrentLinkedQueue<Throwable>();
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .stopIntake(
                                        Duration.ofMillis(1),
                                        () -> {
                                            Thread.currentThread()
                                                    .setUncaughtExceptionHandler(
                                                            (thread, e) -> reported.add(e));
                                            stubborn();
                                            throw failure;
                                        })
                                .drain(Duration.ZERO)
                                .cancel(Duration.ZERO)
                                .open()) {
            ShutdownReport report = shutdown.run();
            assertEquals(1, report.failures().size(), report.text());
            assertEquals(ShutdownStep.ABANDON, report.endedBy());
            release();
            Eventually.until("it is reported", () -> reported.contains(failure));
            assertEquals(1, reported.size());
        }
    }

    @Test
    void the_intake_is_stopped_while_every_carrier_is_busy() throws Exception {
        var over = new AtomicBoolean();
        int carriers =
                Integer.getInteger(
                        "jdk.virtualThreadScheduler.parallelism",
                        Runtime.getRuntime().availableProcessors());
        try (var crew = new Crew(Crew.Kind.VIRTUAL);
                var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .stopIntake(Duration.ofSeconds(20), () -> over.set(true))
                                .open()) {
            var busy = new AtomicInteger();
            try {
                for (int i = 0; i < carriers; i++) {
                    crew.go(() -> {
                        busy.incrementAndGet();
                        while (!over.get()) {
                            Thread.onSpinWait();
                        }
                    });
                }
                Eventually.until("all are busy", () -> busy.get() == carriers);
                ShutdownReport report = crew.go(Crew.Kind.PLATFORM, () -> shutdown.run()).get();
                assertTrue(report.isClean(), report.text());
            } finally {
                over.set(true);
            }
        }
    }
}
