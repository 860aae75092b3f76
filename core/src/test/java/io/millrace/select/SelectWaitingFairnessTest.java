package io.millrace.select;

import static io.millrace.fixture.ChiSquare.assertUniform;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A partner that comes to a waiting select makes all its clauses on that channel ready at once:
/// which one it takes is as fair, or as prioritized, as if the select had come later.
class SelectWaitingFairnessTest {
    private static final int ROUNDS = 400;
    private static final int PARKS = 20_000;

    /// Counts the choices of a select that waits before its partner comes.
    private static int[] choices(boolean prioritized, boolean fresh, boolean sends)
            throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Select<Integer> reused = twice(channel, sends, prioritized);
        int[] counts = new int[2];
        try (var crew = new Crew()) {
            for (int i = 0; i < ROUNDS; i++) {
                Select<Integer> select = fresh ? twice(channel, sends, prioritized) : reused;
                var waiting = crew.go(() -> select.await());
                if (sends) {
                    awaitSenders(channel, 2);
                    int value = channel.receive();
                    assertEquals(value, waiting.get());
                } else {
                    awaitReceivers(channel, 2);
                    channel.send(7);
                }
                counts[waiting.get()]++;
            }
        }
        return counts;
    }

    private static Select<Integer> twice(
            Channel<Integer> channel, boolean sends, boolean prioritized) {
        Select<Integer> select =
                sends
                        ? Select.of(
                                channel.onSend(() -> 0, () -> 0), channel.onSend(() -> 1, () -> 1))
                        : Select.of(channel.onReceive(v -> 0), channel.onReceive(v -> 1));
        return prioritized ? select.prioritized() : select;
    }

    private static void assertBoth(int[] counts) {
        assertTrue(
                counts[0] > ROUNDS / 4 && counts[1] > ROUNDS / 4, counts[0] + " and " + counts[1]);
    }

    @Test
    @Conformance("F74")
    void of_two_sends_that_wait_on_one_channel_each_is_taken_half_the_time() throws Exception {
        assertBoth(choices(false, true, true));
        assertBoth(choices(false, false, true));
    }

    @Test
    void of_two_receives_that_wait_on_one_channel_each_is_given_half_the_values() throws Exception {
        assertBoth(choices(false, true, false));
        assertBoth(choices(false, false, false));
    }

    /// The partner comes in the place of the park, on the select's own thread: so each of many
    /// selects surely waits, and no time goes into waking.
    @Test
    @Conformance({"F73", "F74"})
    void two_to_sixteen_clauses_that_wait_on_one_channel_have_equal_chances() throws Exception {
        for (int clauses = 2; clauses <= 16; clauses++) {
            Channel<Integer> channel = Channel.rendezvous();
            List<Clause<Integer>> receives = new ArrayList<>();
            List<Clause<Integer>> sends = new ArrayList<>();
            for (int i = 0; i < clauses; i++) {
                int index = i;
                receives.add(channel.onReceive(v -> index));
                sends.add(channel.onSend(() -> index, () -> index));
            }
            assertUniform(choices(receives, () -> channel.trySend(7)));
            assertUniform(choices(sends, channel::tryReceive));
            assertEquals(0, channel.stats().waitingSenders());
            assertEquals(0, channel.stats().waitingReceivers());
        }
    }

    private static int[] choices(List<Clause<Integer>> clauses, Runnable partner) throws Exception {
        Select<Integer> select = Select.of(clauses);
        int[] counts = new int[clauses.size()];
        try (var _ = AtPark.each(partner)) {
            for (int i = 0; i < PARKS; i++) {
                counts[select.await()]++;
            }
        }
        return counts;
    }

    @Test
    @Conformance("F84")
    void a_prioritized_select_that_waits_is_taken_at_its_first_clause() throws Exception {
        assertEquals(ROUNDS, choices(true, true, true)[0]);
        assertEquals(ROUNDS, choices(true, false, false)[0]);
    }
}
