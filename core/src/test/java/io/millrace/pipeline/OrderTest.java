package io.millrace.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Order is kept whatever each element takes: the delays are drawn, and most are short.
class OrderTest {
    private static final int ELEMENTS = 400;
    private static final int RUNS = 12;

    /// Draws how long each element takes, in yields.
    private static int[] delays(SplittableRandom random) {
        return random.ints(ELEMENTS, 0, 100).map(n -> n < 90 ? n % 3 : 10 * n).toArray();
    }

    private static void pause(int yields) {
        for (int i = 0; i < yields; i++) {
            Thread.yield();
        }
    }

    @Test
    void ordered_stages_in_a_row_keep_it_under_any_delay() throws Exception {
        var random = new SplittableRandom(5);
        for (int run = 0; run < RUNS; run++) {
            int[] first = delays(random);
            int[] second = delays(random);
            int workers = 1 + random.nextInt(6);
            int window = 1 + random.nextInt(20);
            List<Long> all =
                    Source.range(0, ELEMENTS)
                            .map(
                                    Workers.ordered(workers).window(window),
                                    x -> {
                                        pause(first[x.intValue()]);
                                        return x;
                                    })
                            .buffer(random.nextInt(3))
                            .filter(
                                    Workers.ordered(1 + random.nextInt(4)),
                                    x -> {
                                        pause(second[x.intValue()]);
                                        return x % 5 != 0;
                                    })
                            .mapMulti(
                                    Workers.ordered(2).window(1 + random.nextInt(3)),
                                    (Long x, Emitter<Long> out) -> {
                                        out.emit(x);
                                        pause(first[x.intValue()] / 10);
                                        out.emit(-x);
                                    })
                            .toList();
            List<Long> expected =
                    LongStream.range(0, ELEMENTS)
                            .filter(x -> x % 5 != 0)
                            .flatMap(x -> LongStream.of(x, -x))
                            .boxed()
                            .toList();
            assertEquals(expected, all, "workers " + workers + ", window " + window);
        }
    }

    @Test
    void by_key_each_key_keeps_it_under_any_delay_and_has_one_worker_at_a_time() throws Exception {
        var random = new SplittableRandom(6);
        for (int run = 0; run < RUNS; run++) {
            int[] delays = delays(random);
            int keys = 1 + random.nextInt(6);
            int[] keyOf = random.ints(ELEMENTS, 0, keys).map(k -> k * k % keys).toArray();
            var inside = new ConcurrentHashMap<Integer, AtomicInteger>();
            Map<Integer, List<Long>> begun = new ConcurrentHashMap<>();
            var most = new AtomicInteger();
            List<Long> all =
                    Source.range(0, ELEMENTS)
                            .map(
                                    Workers.<Long>byKey(
                                                    1 + random.nextInt(5), x -> keyOf[x.intValue()])
                                            .window(1 + random.nextInt(40)),
                                    x -> {
                                        int key = keyOf[x.intValue()];
                                        AtomicInteger mine =
                                                inside.computeIfAbsent(
                                                        key, k -> new AtomicInteger());
                                        most.accumulateAndGet(mine.incrementAndGet(), Math::max);
                                        begun.computeIfAbsent(
                                                        key,
                                                        k ->
                                                                Collections.synchronizedList(
                                                                        new ArrayList<>()))
                                                .add(x);
                                        pause(delays[x.intValue()]);
                                        mine.decrementAndGet();
                                        return x;
                                    })
                            .toList();
            assertEquals(1, most.get(), "two of a key at a time");
            assertEquals(ELEMENTS, all.size());
            var expected = new HashMap<Integer, List<Long>>();
            var left = new HashMap<Integer, List<Long>>();
            for (int i = 0; i < ELEMENTS; i++) {
                expected.computeIfAbsent(keyOf[i], k -> new ArrayList<>()).add((long) i);
                Long out = all.get(i);
                left.computeIfAbsent(keyOf[out.intValue()], k -> new ArrayList<>()).add(out);
            }
            assertEquals(expected, begun);
            assertEquals(expected, left);
        }
    }
}
