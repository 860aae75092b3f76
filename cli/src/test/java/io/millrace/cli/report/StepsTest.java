package io.millrace.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
    @Test
    void durations_are_counted_in_steps_of_one_two_and_five() {
        var steps = new Steps();
        for (double nanos : new double[] {1e6, 1.9e6, 2e6, 10e6}) {
            steps.add(nanos);
        }
        assertEquals(
                List.of(
                        new Steps.Step("1ms..2ms", 2),
                        new Steps.Step("2ms..5ms", 1),
                        new Steps.Step("5ms..10ms", 0),
                        new Steps.Step("10ms..20ms", 1)),
                steps.used());
    }

    @Test
    void the_shortest_and_the_longest_have_a_place() {
        var steps = new Steps();
        assertEquals(List.of(), steps.used());
        steps.add(0);
        steps.add(1e30);
        assertEquals(45, steps.used().size());
        assertEquals("1ns..2ns", steps.used().getFirst().label());
    }

    @Test
    void text_from_jobs_means_nothing_to_a_browser() {
        assertEquals(
                "&lt;b a=&quot;&#39;&quot;&gt;&amp;\uFFFD\uFFFD é 日\n",
                Html.escape("<b a=\"'\">&\u0000\u202E é 日\n"));
    }
}
