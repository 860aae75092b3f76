package io.millrace.schedules.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.schedules.model.Program;
import io.millrace.schedules.weave.InWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The short round: what `interleavings/prove` does for an hour, for a minute.
@InWorld
class ShortRoundTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {20_260_101, 20_260_102})
    void every_history_of_a_million_random_runs_has_an_explanation(long seed) {
        var programs = new RandomPrograms(seed);
        Finding finding = programs.check(1_000_000, 45 * SECOND); // on a busy machine fewer
        System.out.printf("short round: %,d random runs checked%n", programs.runs());
        assertNull(finding, () -> "" + RandomPrograms.shrink(finding));
    }

    @Test
    void no_schedule_of_a_scenario_with_two_preemptions_breaks_the_rules() {
        explore("two preemptions", 2, false, 30 * SECOND);
    }

    @Test
    void no_schedule_of_a_scenario_with_one_preemption_at_any_field_breaks_the_rules() {
        explore("one preemption at any field", 1, true, 20 * SECOND);
    }

    private static void explore(String what, int bound, boolean fine, long nanos) {
        List<Program> all = Scenarios.all();
        List<Finding> findings = new ArrayList<>();
        long start = System.nanoTime();
        long schedules = 0;
        int complete = 0;
        for (int i = 0; i < all.size(); i++) {
            long time = (nanos - (System.nanoTime() - start)) / (all.size() - i);
            Scenarios.Explored explored = Scenarios.explore(all.get(i), bound, fine, time);
            schedules += explored.schedules();
            complete += explored.isComplete() ? 1 : 0;
            if (explored.finding() != null) {
                findings.add(explored.finding());
            }
        }
        System.out.printf(
                "short round: %d scenarios, up to %s: %d complete, %,d schedules%n",
                all.size(), what, complete, schedules);
        assertEquals(List.of(), findings);
    }
}
