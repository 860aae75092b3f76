package io.millrace.schedules.scenes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.context.Context;
import io.millrace.schedules.BoundedSearch;
import io.millrace.schedules.scenes.Scenes.Topic;
import io.millrace.schedules.weave.InWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The short round of the scenes; and that what is wrong on a stage is seen.
@InWorld
class ScenesTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void no_schedule_of_a_scene_with_two_preemptions_breaks_a_promise() {
        List<Scene> all = Scenes.about(Topic.CONTEXTS);
        List<SceneRun.Finding> findings = new ArrayList<>();
        long start = System.nanoTime();
        long schedules = 0;
        int complete = 0;
        for (int i = 0; i < all.size(); i++) {
            long time = (20 * SECOND - (System.nanoTime() - start)) / (all.size() - i);
            SceneRun.Explored explored = SceneRun.explore(all.get(i), 2, false, time);
            schedules += explored.schedules();
            complete += explored.isComplete() ? 1 : 0;
            if (explored.finding() != null) {
                findings.add(explored.finding());
            }
        }
        System.out.printf(
                "short round: %d scenes, up to two preemptions: %d complete, %,d schedules%n",
                all.size(), complete, schedules);
        assertEquals(List.of(), findings);
    }

    @Test
    void no_promise_is_broken_in_three_hundred_thousand_random_runs() {
        var runs = new long[1];
        SceneRun.Finding finding =
                SceneRun.checkDrawn(20_260_103, 300_000, 15 * SECOND, run -> runs[0] = run);
        System.out.printf("short round: %,d runs of drawn scenes checked%n", runs[0]);
        assertNull(finding, () -> "" + SceneRun.shrink(finding));
    }

    @Test
    void a_drawn_scene_is_what_its_name_says() {
        for (long seed = 1; seed < 200; seed++) {
            Scene drawn = Scenes.draw(seed);
            assertEquals(drawn.name(), Scenes.named(drawn.name()).name());
        }
    }

    @Test
    void who_waits_for_ever_an_interrupt_left_behind_and_a_child_left_are_seen() {
        assertSeen("S1", stage -> stage.thread(Context.background()::await));
        assertSeen("S4", stage -> stage.thread(() -> Thread.currentThread().interrupt()));
        assertSeen("thrown", stage -> stage.thread(() -> Stage.require(false, "thrown")));
        assertSeen("later", stage -> stage.afterwards(() -> Stage.require(false, "later")));
    }

    private static void assertSeen(String what, java.util.function.Consumer<Stage> setting) {
        var scene =
                new Scene() {
                    @Override
                    public void set(Stage stage) {
                        setting.accept(stage);
                    }

                    @Override
                    public String name() {
                        return what;
                    }
                };
        SceneRun.Finding finding = SceneRun.of(scene, new BoundedSearch(0, false));
        assertNotNull(finding, what);
        assertEquals(true, finding.toString().contains(what), finding::toString);
    }
}
