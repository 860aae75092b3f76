package io.millrace.schedules.scenes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.schedules.scenes.Scenes.Topic;
import io.millrace.schedules.weave.InWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The short round of what stands on contexts and scopes: each primitive is cancelled, timed out,
/// interrupted and failed at every moment. Half of the time under random schedules, half of it
/// searched.
@InWorld
class PrimitivesTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void groups_promises_combinators_requests_and_shutdown() {
        check(Topic.TASKS, 16 * SECOND);
    }

    @Test
    void timers_tickers_debounce_and_throttle() {
        check(Topic.TIME, 12 * SECOND);
    }

    @Test
    void limiters_bulkheads_breakers_and_hedges() {
        check(Topic.GUARDS, 12 * SECOND);
    }

    @Test
    void pools_fans_topics_and_pipelines() {
        check(Topic.FLOWS, 16 * SECOND);
    }

    private static void check(Topic topic, long time) {
        List<Scene> scenes = Scenes.about(topic);
        var runs = new long[1];
        SceneRun.Finding drawn = SceneRun.walk(scenes, 20_260_104, time / 2, run -> runs[0] = run);
        assertNull(drawn);
        List<SceneRun.Finding> findings = new ArrayList<>();
        long start = System.nanoTime();
        long schedules = 0;
        int complete = 0;
        for (int i = 0; i < scenes.size(); i++) {
            long share = (time / 2 - (System.nanoTime() - start)) / (scenes.size() - i);
            SceneRun.Explored explored = SceneRun.explore(scenes.get(i), 2, false, share);
            schedules += explored.schedules();
            complete += explored.isComplete() ? 1 : 0;
            if (explored.finding() != null) {
                findings.add(explored.finding());
            }
        }
        System.out.printf(
                "short round, %s: %d scenes, %,d random runs; up to two preemptions: %d complete,"
                        + " %,d schedules%n",
                topic, scenes.size(), runs[0], complete, schedules);
        assertEquals(List.of(), findings);
    }
}
