package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.waiting.Door;
import io.millrace.waiting.Timers;
import java.util.ArrayList;
import java.util.List;

/// Deadlines that call back.
final class TimerScenes {
    private static final long MILLI = 1_000_000;

    private TimerScenes() {}

    static void a_timer_that_is_taken_back_does_not_run(Stage stage) {
        var runs = new int[1];
        var cancelled = new boolean[1];
        var timer = Door.timers().set(stage.now() + MILLI, () -> runs[0]++);
        stage.thread(() -> cancelled[0] = timer.cancel());
        stage.afterwards(() -> require(runs[0] == (cancelled[0] ? 0 : 1), runs[0], cancelled[0]));
    }

    static void a_timer_is_taken_back_once(Stage stage) {
        var runs = new int[1];
        var cancelled = new boolean[2];
        var timer = Door.timers().set(stage.now() + MILLI, () -> runs[0]++);
        stage.thread(() -> cancelled[0] = timer.cancel());
        stage.thread(() -> cancelled[1] = timer.cancel());
        stage.afterwards(() -> {
            int times = runs[0] + (cancelled[0] ? 1 : 0) + (cancelled[1] ? 1 : 0);
            require(times == 1, runs[0], cancelled[0], cancelled[1]);
        });
    }

    static void a_timer_may_be_taken_back_while_it_is_being_set(Stage stage) {
        var runs = new int[1];
        var cancelled = new boolean[1];
        var timer =
                new Timers.Timer(Door.timers(), stage.now() + MILLI) {
                    @Override
                    protected void ring() {
                        runs[0]++;
                    }
                };
        stage.thread(timer::set);
        stage.thread(() -> cancelled[0] = timer.cancel());
        stage.afterwards(() -> {
            require(Door.timers().pending() == 0, "a timer that nobody needs");
            require(!cancelled[0] || runs[0] == 0, "taken back, and rang", runs[0]);
            require(runs[0] <= 1, "rang twice", runs[0]);
        });
    }

    static void timers_of_two_threads_run_in_time(Stage stage) {
        var ranAt = new long[4];
        long start = stage.now();
        for (int millis : new int[] {3, 1}) {
            stage.thread(() ->
                    Door.timers()
                            .set(start + millis * MILLI, () -> ranAt[millis] = Door.now() - start));
        }
        stage.afterwards(() -> {
            require(ranAt[1] >= MILLI, "never, or too early", ranAt[1]);
            require(ranAt[3] >= 3 * MILLI, "never, or too early", ranAt[3]);
        });
    }

    static void an_earlier_timer_runs_before_a_later_one(Stage stage) {
        List<Integer> order = new ArrayList<>();
        long start = stage.now();
        var inTime = new boolean[1];
        var ranAt = new long[1];
        stage.thread(() -> {
            Door.timers().set(start + 50 * MILLI, () -> order.add(2));
            Stage.pause(1); // now the timers' thread sleeps
            Door.timers()
                    .set(
                            start + 10 * MILLI,
                            () -> {
                                order.add(1);
                                ranAt[0] = stage.now() - start;
                            });
            inTime[0] = stage.now() - start < 50 * MILLI;
        });
        stage.afterwards(() -> {
            require(order.size() == 2, order);
            require(!inTime[0] || order.equals(List.of(1, 2)), order);
            require(stage.mayBeLate() || ranAt[0] == 10 * MILLI, "late", ranAt[0]);
        });
    }

    static void a_timer_set_when_the_thread_is_about_to_end_runs(Stage stage) {
        var runs = new int[1];
        long start = stage.now();
        Door.timers().set(start, () -> runs[0]++);
        stage.thread(() -> {
            Stage.pause(200); // as long as the timers' thread stays without a timer
            Door.timers().set(Door.now() + MILLI, () -> runs[0]++);
        });
        stage.afterwards(() -> require(runs[0] == 2, runs[0]));
    }

    static void a_timer_sets_the_next_while_another_is_taken_back(Stage stage) {
        var runs = new int[1];
        long start = stage.now();
        Door.timers()
                .set(start + MILLI, () -> Door.timers().set(start + 2 * MILLI, () -> runs[0]++));
        stage.thread(() -> {
            var mine = Door.timers().set(start + 3 * MILLI, () -> runs[0] += 10);
            if (mine.cancel()) {
                runs[0] += 10;
            }
        });
        stage.afterwards(() -> require(runs[0] == 11, runs[0]));
    }
}
