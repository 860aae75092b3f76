package io.millrace.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.waiting.TimerHeap.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Against a list that is searched.
class TimerHeapTest {
    private final TimerHeap heap = new TimerHeap();
    private final List<Entry> model = new ArrayList<>();

    private void assertEarliest(long origin) {
        assertEquals(model.size(), heap.size());
        if (!model.isEmpty()) {
            long least = model.stream().mapToLong(e -> e.deadline - origin).min().orElseThrow();
            assertEquals(least, heap.earliest().deadline - origin);
        }
    }

    @Test
    void t1_the_earliest_is_at_hand_whatever_comes_in_and_is_taken_out() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            long origin = seed % 2 == 0 ? Long.MAX_VALUE - 20 : 0; // deadlines beyond the overflow
            int most = 1 << random.nextInt(8);
            int range = 1 + random.nextInt(50); // equal ones, too
            for (int step = 0; step < 500; step++) {
                if (model.size() < most && random.nextInt(3) > 0) {
                    var entry = new Entry(origin + random.nextInt(range));
                    assertTrue(heap.add(entry));
                    model.add(entry);
                } else if (!model.isEmpty()) {
                    boolean first = random.nextBoolean();
                    Entry entry = first ? heap.earliest() : model.get(random.nextInt(model.size()));
                    assertTrue(heap.remove(entry));
                    assertTrue(model.remove(entry));
                }
                assertEarliest(origin);
            }
            while (heap.size() > 0) {
                Entry entry = heap.earliest();
                assertTrue(heap.remove(entry));
                assertTrue(model.remove(entry));
                assertEarliest(origin);
            }
        }
    }

    @Test
    void t2_what_was_taken_out_does_not_come_in_again() {
        var entry = new Entry(1);
        assertTrue(heap.add(entry));
        assertTrue(heap.remove(entry));
        assertFalse(heap.remove(entry));
        assertFalse(heap.add(entry));
        assertEquals(0, heap.size());
    }

    @Test
    void t2_what_was_to_be_taken_out_before_it_came_in_does_not_come_in() {
        var entry = new Entry(1);
        assertFalse(heap.remove(entry));
        assertFalse(heap.add(entry));
        assertEquals(0, heap.size());
    }
}
