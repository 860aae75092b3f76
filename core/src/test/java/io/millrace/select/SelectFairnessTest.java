package io.millrace.select;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Among the clauses that are ready each is chosen with the same probability (S4).
class SelectFairnessTest {
    private static final int PER_CLAUSE = 10_000;

    /// Returns channels that are ready for ever, as sources of their index.
    private static List<Clause<Integer>> alwaysReady(int count) {
        var clauses = new ArrayList<Clause<Integer>>();
        for (int i = 0; i < count; i++) {
            int index = i;
            Channel<Integer> ended = Channel.rendezvous();
            ended.close();
            clauses.add(ended.onReceive(v -> -1, end -> index));
        }
        return clauses;
    }

    /// Fails if the counts are not those of equal chances. The bound is passed by less than one
    /// fair sample in 10^9.
    private static void assertUniform(int[] counts) {
        double total = IntStream.of(counts).sum();
        double expected = total / counts.length;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        int freedom = counts.length - 1;
        double bound = freedom + 6 * Math.sqrt(2.0 * freedom) + 30;
        double found = chiSquare;
        assertTrue(
                chiSquare < bound,
                () -> Arrays.toString(counts) + ": chi-square " + found + " over " + bound);
    }

    @Test
    @Conformance({"F73", "F84"})
    void of_two_clauses_that_are_ready_each_is_chosen_about_half_the_time() throws Exception {
        Select<Integer> select = Select.of(alwaysReady(2));
        int[] counts = new int[2];
        for (int i = 0; i < 10_000; i++) {
            counts[select.await()]++;
        }
        for (int count : counts) {
            assertTrue(count >= 4_500 && count <= 5_500, Arrays.toString(counts));
        }
    }

    @Test
    void two_to_eight_clauses_that_are_ready_have_equal_chances() throws Exception {
        for (int clauses = 2; clauses <= 8; clauses++) {
            Select<Integer> select = Select.of(alwaysReady(clauses));
            int[] counts = new int[clauses];
            for (int i = 0; i < PER_CLAUSE * clauses; i++) {
                counts[select.await()]++;
            }
            assertUniform(counts);
        }
    }

    @Test
    void the_first_choices_of_fresh_selects_have_equal_chances() throws Exception {
        for (int clauses = 2; clauses <= 5; clauses++) {
            List<Clause<Integer>> ready = alwaysReady(clauses);
            int[] counts = new int[clauses];
            for (int i = 0; i < PER_CLAUSE * clauses; i++) {
                counts[Select.<Integer>of(ready).await()]++;
            }
            assertUniform(counts);
        }
    }

    @Test
    void a_choice_does_not_depend_on_the_one_before() throws Exception {
        Select<Integer> select = Select.of(alwaysReady(3));
        int[] pairs = new int[9];
        int before = select.await();
        for (int i = 0; i < 9 * PER_CLAUSE; i++) {
            int chosen = select.await();
            pairs[3 * before + chosen]++;
            before = chosen;
        }
        assertUniform(pairs);
    }

    @Test
    void those_that_are_ready_among_others_have_equal_chances() throws Exception {
        List<Clause<Integer>> clauses = new ArrayList<>(alwaysReady(3));
        for (int i = 0; i < 5; i++) {
            clauses.add(
                    2 * i < clauses.size() ? 2 * i : 0,
                    Channel.<Integer>rendezvous().onReceive(v -> -1));
        }
        Select<Integer> select = Select.<Integer>of(clauses);
        int[] counts = new int[3];
        for (int i = 0; i < 3 * PER_CLAUSE; i++) {
            counts[select.await()]++;
        }
        assertUniform(counts);
    }

    @Test
    void those_that_are_not_switched_off_have_equal_chances() throws Exception {
        List<Clause<Integer>> clauses = new ArrayList<>();
        for (Clause<Integer> clause : alwaysReady(6)) {
            int index = clauses.size();
            clauses.add(index % 2 == 0 ? clause : clause.when(() -> false));
        }
        Select<Integer> select = Select.<Integer>of(clauses);
        int[] counts = new int[3];
        for (int i = 0; i < 3 * PER_CLAUSE; i++) {
            counts[select.await() / 2]++;
        }
        assertUniform(counts);
    }
}
