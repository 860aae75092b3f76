package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Policy;
import io.millrace.task.Promise;
import io.millrace.task.Scope;
import io.millrace.task.Shutdown;
import io.millrace.task.ShutdownReport;
import io.millrace.task.ShutdownStep;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/*
 * What must hold:
 *
 * H1  The steps are taken once, each for as long as its limit at most.
 * H2  Whoever waits for the report gets it.
 * H3  A step that is not ABANDON is reported only if no task was found running after it; what is left is named.
 * H4  Whoever is given the report is not interrupted by one who is in a hurry: no step is being taken any more.
 */
/// The ladder of a shutdown, with tasks that end, that wait, and that do not listen.
final class ShutdownScenes {
    private static final Channel<Integer> NEVER = Channel.never();
    private static final Duration MILLI = Duration.ofMillis(1);

    private ShutdownScenes() {}

    private static Scope scope() {
        return Scope.builder().name("scene").policy(Policy.COLLECT_ALL).open();
    }

    private static Shutdown.Builder of(Scope scope) {
        return Shutdown.of(scope).name("shutdown").drain(MILLI).cancel(MILLI);
    }

    /// Requires what holds of every report (H3).
    private static void requireSound(ShutdownReport report) {
        boolean abandoned = report.endedBy() == ShutdownStep.ABANDON;
        require(abandoned == !report.left().isEmpty(), "H3", report);
    }

    /// Requires that the steps took no longer than their limits, 2 ms in all (H1).
    private static void requireInTime(Stage stage, ShutdownReport report) {
        boolean inTime = report.took().compareTo(MILLI.multipliedBy(2)) <= 0;
        require(stage.mayBeLate() || inTime, "H1: took", report.took());
    }

    /// Goes on until the gate opens, whatever it is told.
    private static void ignore(Signal gate) {
        gate.awaitAnyway("gate");
    }

    static void a_task_that_ends_by_itself_is_drained(Stage stage) {
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).open()) {
                scope.go(() -> 7);
                ShutdownReport report = shutdown.run();
                requireSound(report);
                requireInTime(stage, report);
                require(stage.mayBeLate() || report.left().isEmpty(), "left behind", report);
                require(stage.mayBeLate() || !scope.context().isDone(), "cancelled too early");
            }
        });
    }

    static void a_task_that_waits_is_cancelled(Stage stage) {
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).open()) {
                scope.go(NEVER::receive);
                ShutdownReport report = shutdown.run();
                requireSound(report);
                requireInTime(stage, report);
                require(scope.context().isDone(), "not cancelled", report);
                require(stage.mayBeLate() || report.endedBy() == ShutdownStep.CANCEL, report);
            }
        });
    }

    static void a_task_that_does_not_listen_is_left_behind_and_named(Stage stage) {
        var gate = new Signal("gate");
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).open()) {
                scope.go("deaf", () -> ignore(gate));
                scope.go(NEVER::receive);
                ShutdownReport report = shutdown.run();
                requireSound(report);
                requireInTime(stage, report);
                require(report.endedBy() == ShutdownStep.ABANDON, report);
                require(
                        report.left().stream().anyMatch(left -> left.task().equals("deaf")),
                        "not named",
                        report);
                require(stage.mayBeLate() || report.left().size() == 1, report);
                gate.fire();
            }
        });
    }

    static void the_end_of_a_task_against_its_abandonment(Stage stage) {
        var gate = new Signal("gate");
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).open()) {
                scope.go(() -> ignore(gate));
                stage.thread(() -> {
                    Stage.pause(2);
                    gate.fire();
                });
                requireSound(shutdown.run());
            }
        });
    }

    static void a_task_that_starts_another_while_it_is_drained(Stage stage) {
        var inside = new int[1];
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).open()) {
                scope.go(() -> {
                    inside[0]++;
                    try {
                        scope.go(() -> {
                            inside[0]++;
                            scope.stats(); // a chance for the others
                            inside[0]--;
                        });
                    } catch (IllegalStateException e) {
                        // It was abandoned, and the scope is closed.
                    }
                    inside[0]--;
                });
                ShutdownReport report = shutdown.run();
                requireSound(report);
                require(
                        report.endedBy() == ShutdownStep.ABANDON || inside[0] == 0,
                        "H3: goes on",
                        inside[0],
                        report);
            }
        });
    }

    // ---- beginning

    static void of_two_who_begin_one_does(Stage stage) {
        var runs = new int[1];
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).stopIntake(MILLI, () -> runs[0]++).open()) {
                var other = new Signal("other");
                stage.thread(() -> {
                    shutdown.run();
                    other.fire();
                });
                Promise<ShutdownReport> report = shutdown.start();
                require(shutdown.run().equals(report.await()), "H1: another report");
                other.await("test");
                require(runs[0] <= 1, "H1: taken twice", runs[0]);
                require(stage.mayBeLate() || runs[0] == 1, "not done", runs[0]);
            }
        });
    }

    static void an_interrupt_of_who_waits_for_the_report(Stage stage) {
        var reports = new ArrayList<ShutdownReport>();
        int[] waiting = new int[1];
        waiting[0] =
                stage.thread(() -> {
                    try (var scope = scope();
                            var shutdown = of(scope).onReport(reports::add).open()) {
                        scope.go(NEVER::receive);
                        stage.thread(() -> stage.interrupt(waiting[0]));
                        try {
                            shutdown.run();
                        } catch (InterruptedException e) {
                            // It goes on all the same.
                        }
                    }
                });
        stage.afterwards(() -> require(reports.size() == 1, "H2", reports));
    }

    static void the_end_of_the_program_begins_it(Stage stage) {
        var reports = new ArrayList<ShutdownReport>();
        var closed = new Signal("closed");
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).onExit().onReport(reports::add).open()) {
                scope.go(NEVER::receive);
                stage.exit();
                scope.join();
                require(shutdown.hasBegun(), "cancelled by whom?");
            }
            closed.fire();
        });
        stage.afterwards(() -> require(reports.size() == 1 && closed.isFired(), "H2", reports));
    }

    static void a_close_against_the_end_of_the_program(Stage stage) {
        var reports = new ArrayList<ShutdownReport>();
        stage.thread(() -> {
            try (var scope = scope()) {
                var shutdown = of(scope).onExit().onReport(reports::add).open();
                stage.thread(stage::exit);
                shutdown.stats(); // a chance for the other
                shutdown.close();
                stage.afterwards(() ->
                        require(reports.size() == (shutdown.hasBegun() ? 1 : 0), "H2", reports));
            }
        });
    }

    // ---- the intake

    static void an_action_that_fails_does_not_stop_the_next(Stage stage) {
        var cause = new Cause("a");
        var ran = new boolean[1];
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown =
                            of(scope)
                                    .stopIntake(
                                            MILLI,
                                            () -> {
                                                throw cause;
                                            })
                                    .stopIntake(MILLI, () -> ran[0] = true)
                                    .open()) {
                ShutdownReport report = shutdown.run();
                requireSound(report);
                require(
                        stage.mayBeLate() || report.failures().equals(List.of(cause)),
                        report.failures());
                require(stage.mayBeLate() || ran[0], "the next action was not run");
            }
        });
    }

    static void an_action_that_takes_too_long_is_cancelled_and_reported(Stage stage) {
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = of(scope).stopIntake(MILLI, NEVER::receive).open()) {
                ShutdownReport report = shutdown.run();
                requireSound(report);
                require(
                        report.failures().size() == 1
                                && report.failures().getFirst() instanceof TimeoutException,
                        report.failures());
            }
        });
    }

    // ---- in a hurry

    static void a_second_signal_ends_a_long_drain(Stage stage) {
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = Shutdown.of(scope).name("shutdown").cancel(MILLI).open()) {
                scope.go(NEVER::receive); // would be drained for 20 s
                var hurried = new boolean[1];
                stage.thread(() -> hurried[0] = shutdown.hurry());
                ShutdownReport report = shutdown.run();
                requireSound(report);
                boolean early = report.took().compareTo(Duration.ofSeconds(20)) < 0;
                require(early || stage.mayBeLate() || !hurried[0], "H1: hurried in vain", report);
            }
        });
    }

    static void two_signals_end_two_steps(Stage stage) {
        var gate = new Signal("gate");
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown = Shutdown.of(scope).name("shutdown").open()) {
                scope.go("deaf", () -> ignore(gate));
                stage.thread(shutdown::hurry);
                stage.thread(shutdown::hurry);
                ShutdownReport report = shutdown.run();
                requireSound(report);
                require(report.left().size() == 1, report);
                gate.fire();
            }
        });
    }

    static void a_hurry_while_the_intake_is_stopped(Stage stage) {
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown =
                            of(scope)
                                    .stopIntake(Duration.ofHours(1), NEVER::receive)
                                    .stopIntake(MILLI, () -> {})
                                    .open()) {
                stage.thread(shutdown::hurry);
                ShutdownReport report = shutdown.run();
                requireSound(report);
                require(!report.failures().isEmpty(), "nothing went wrong?", report);
            }
        });
    }

    static void who_is_given_the_report_is_not_hurried(Stage stage) {
        var told = new boolean[1];
        stage.thread(() -> {
            try (var scope = scope();
                    var shutdown =
                            of(scope)
                                    .onReport(report -> {
                                        told[0] = !Thread.currentThread().isInterrupted();
                                    })
                                    .open()) {
                scope.go(() -> 7);
                stage.thread(shutdown::hurry);
                requireSound(shutdown.run());
                require(told[0], "H4: interrupted while it was given the report");
            }
        });
    }
}
