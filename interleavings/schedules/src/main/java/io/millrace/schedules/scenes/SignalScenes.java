package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.waiting.Door;
import io.millrace.waiting.Signal;

/// An event that happens once, and those who wait for it.
final class SignalScenes {
    private static final long MILLI = 1_000_000;

    private SignalScenes() {}

    static void one_event_wakes_all_who_wait(Stage stage) {
        var signal = new Signal(stage);
        stage.thread(() -> signal.await("test"));
        stage.thread(() -> signal.await("test"));
        stage.thread(() -> require(signal.fire()));
        stage.afterwards(() -> require(signal.isFired() && signal.waiting() == 0));
    }

    static void of_two_who_fire_one_event_one_is_first(Stage stage) {
        var signal = new Signal(stage);
        var first = new boolean[2];
        stage.thread(() -> first[0] = signal.fire());
        stage.thread(() -> first[1] = signal.fire());
        stage.thread(() -> signal.await("test"));
        stage.afterwards(() -> require(first[0] != first[1], first[0], first[1]));
    }

    static void an_interrupt_against_an_event(Stage stage) {
        var signal = new Signal(stage);
        var interrupted = new boolean[1];
        int waiting =
                stage.thread(() -> {
                    try {
                        signal.await("test");
                        require(signal.isFired(), "woke up too early");
                        boolean pending = interrupted[0]; // then it had come before, for certain
                        require(!pending || Thread.currentThread().isInterrupted(), "W3: lost");
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                });
        stage.thread(() -> {
            stage.interrupt(waiting);
            interrupted[0] = true;
        });
        stage.thread(signal::fire);
        stage.afterwards(() -> require(signal.waiting() == 0));
    }

    static void an_interrupt_leaves_others_waiting(Stage stage) {
        var signal = new Signal(stage);
        int waiting =
                stage.thread(() -> {
                    try {
                        signal.await("test");
                    } catch (InterruptedException e) {
                        signal.fire();
                    }
                });
        stage.thread(() -> signal.await("test"));
        stage.thread(() -> stage.interrupt(waiting));
        stage.afterwards(() -> require(signal.isFired() && signal.waiting() == 0));
    }

    static void a_deadline_against_an_event(Stage stage) {
        var signal = new Signal(stage);
        long start = stage.now();
        stage.thread(() -> {
            boolean came = signal.awaitUntil("test", start + MILLI);
            require(came || Door.now() - start >= MILLI, "gave up too early");
            require(!came || signal.isFired(), "woke up for no reason");
        });
        stage.thread(signal::fire);
        stage.afterwards(() -> require(signal.waiting() == 0));
    }

    static void a_deadline_against_an_interrupt(Stage stage) {
        var signal = new Signal(stage);
        long start = stage.now();
        int waiting =
                stage.thread(() -> {
                    try {
                        require(!signal.awaitUntil("test", start + MILLI), "nobody fired");
                        require(Door.now() - start >= MILLI, "gave up too early");
                    } catch (InterruptedException e) {
                        require(!Thread.currentThread().isInterrupted(), "thrown and pending");
                    }
                });
        stage.thread(() -> stage.interrupt(waiting));
        stage.afterwards(() -> require(signal.waiting() == 0));
    }

    static void who_waits_anyway_keeps_an_interrupt(Stage stage) {
        var signal = new Signal(stage);
        var interrupted = new boolean[1];
        int waiting =
                stage.thread(() -> {
                    signal.awaitAnyway("test");
                    require(signal.isFired(), "woke up too early");
                    interrupted[0] = Thread.currentThread().isInterrupted();
                });
        stage.thread(() -> {
            stage.interrupt(waiting);
            signal.fire();
        });
        stage.afterwards(() -> require(interrupted[0], "the interrupt is lost"));
    }
}
