package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which lists a batch is sent from, and into which collections it goes. The values lie in an array
/// on the way, which a ring keeps for the next batch.
class BatchListsTest {
    private static final int CAPACITY = 300;

    private static List<Integer> drained(Channel<Integer> channel) {
        var values = new ArrayList<Integer>();
        channel.drainTo(values, Integer.MAX_VALUE);
        return values;
    }

    @Test
    void lists_of_any_kind_and_length_follow_each_other() throws Exception {
        Channel<Integer> channel = Channel.buffered(CAPACITY);
        for (int length : new int[] {1, 64, 63, 65, 2, 256, 257, CAPACITY, 3}) {
            List<Integer> values = BatchContract.range(length, 2 * length);
            for (List<Integer> list :
                    List.of(
                            values,
                            new ArrayList<>(values),
                            new LinkedList<>(values),
                            Collections.synchronizedList(new ArrayList<>(values)),
                            new ArrayList<>(BatchContract.range(0, 3 * length))
                                    .subList(length, 2 * length))) {
                assertEquals(length, channel.sendSome(list));
                assertEquals(values, drained(channel));
                channel.sendAll(list);
                assertEquals(values, drained(channel));
            }
        }
    }

    @Test
    void a_null_in_a_list_leaves_nothing_for_the_next_batch() throws Exception {
        Channel<Integer> channel = Channel.buffered(CAPACITY);
        channel.sendAll(List.of(1, 2, 3));
        assertEquals(List.of(1, 2, 3), channel.receiveSome(3));
        List<Integer> bad = Arrays.asList(4, 5, null, 6);
        assertEquals(
                "value 2",
                assertThrows(NullPointerException.class, () -> channel.sendAll(bad)).getMessage());
        assertEquals(
                "value 2",
                assertThrows(NullPointerException.class, () -> channel.sendSome(bad)).getMessage());
        assertEquals(List.of(), drained(channel));
        channel.sendAll(List.of(7));
        assertEquals(List.of(7), channel.receiveSome(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 200})
    void every_kind_of_target_gets_the_same_values(int most) throws Exception {
        Channel<Integer> channel = Channel.buffered(CAPACITY);
        for (int sent : new int[] {1, 64, 130, CAPACITY}) {
            List<Integer> values = BatchContract.range(0, sent);
            List<Integer> expected = values.subList(0, Math.min(sent, most));
            for (var target :
                    List.of(
                            new ArrayList<Integer>(),
                            new LinkedList<Integer>(),
                            new LinkedHashSet<Integer>())) {
                channel.sendAll(values);
                assertEquals(expected.size(), channel.drainTo(target, most));
                assertEquals(expected, new ArrayList<>(target));
                drained(channel);
            }
            channel.sendAll(values);
            assertEquals(expected, channel.receiveSome(most));
            drained(channel);
        }
    }

    @Test
    void batches_go_round_the_end_of_a_ring_at_every_place() throws Exception {
        int capacity = 11;
        Channel<Integer> channel = Channel.buffered(capacity);
        int next = 0;
        for (int length = 1; length <= capacity; length++) {
            for (int i = 0; i < capacity; i++) {
                List<Integer> values = BatchContract.range(next, next + length);
                assertEquals(length, channel.sendSome(values));
                assertEquals(values, channel.receiveSome(capacity));
                next += length;
            }
        }
    }
}
