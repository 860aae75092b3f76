package io.millrace.select;

import static io.millrace.fixture.ChiSquare.assertUniform;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Among the clauses that are ready each is chosen with the same probability (S4).
class SelectFairnessTest {
    private static final int PER_CLAUSE = 10_000;
    private static final int MANY = 100_000;

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
    @Conformance("F73")
    void two_to_sixteen_clauses_that_are_ready_have_equal_chances() throws Exception {
        for (int clauses = 2; clauses <= 16; clauses++) {
            Select<Integer> select = Select.of(alwaysReady(clauses));
            int[] counts = new int[clauses];
            for (int i = 0; i < MANY; i++) {
                counts[select.await()]++;
            }
            assertUniform(counts);
        }
    }

    /// Half of the clauses receive and half send, on channels of several capacities.
    @Test
    @Conformance("F73")
    void values_and_room_that_are_there_have_equal_chances() throws Exception {
        for (int clauses = 2; clauses <= 16; clauses++) {
            List<Channel<Integer>> channels = new ArrayList<>();
            List<Clause<Integer>> ready = new ArrayList<>();
            for (int i = 0; i < clauses; i++) {
                int index = i;
                Channel<Integer> channel =
                        i % 5 == 4 ? Channel.unbounded() : Channel.buffered(1 + i % 3);
                channels.add(channel);
                if (i % 2 == 0) {
                    channel.send(i);
                    ready.add(channel.onReceive(v -> index));
                } else {
                    ready.add(channel.onSend(() -> index, () -> index));
                }
            }
            Select<Integer> select = Select.of(ready);
            int[] counts = new int[clauses];
            for (int i = 0; i < MANY; i++) {
                int chosen = select.await();
                counts[chosen]++;
                if (chosen % 2 == 0) {
                    channels.get(chosen).send(chosen);
                } else {
                    channels.get(chosen).receive();
                }
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
        for (int clauses : new int[] {2, 3, 5, 8, 16}) {
            Select<Integer> select = Select.of(alwaysReady(clauses));
            int[] pairs = new int[clauses * clauses];
            int before = select.await();
            for (int i = 0; i < MANY; i++) {
                int chosen = select.await();
                pairs[clauses * before + chosen]++;
                before = chosen;
            }
            assertUniform(pairs);
        }
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
