package io.millrace.context.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.context.Context;
import io.millrace.context.Key;
import io.millrace.context.Registration;
import io.millrace.fixture.Conformance;
import io.millrace.task.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What only the inside of the tree can show: who is whose child, and that nobody is forgotten.
class CancelTreeTest {
    private final RuntimeException cause = new RuntimeException("the cause");

    private static int children(Context context) {
        return node(context).children();
    }

    private static CancelNode node(Context context) {
        CancelNode node = TreeContext.of(context).node();
        assertNotNull(node);
        return node;
    }

    @Test
    @Conformance("H107")
    void a_parent_keeps_no_reference_to_children_that_ended_first() {
        try (var parent = Context.background().withCancel()) {
            var open = new ArrayList<Context.Cancellable>();
            for (int i = 0; i < 100_000; i++) {
                open.add(parent.withCancel());
            }
            assertEquals(100_000, children(parent));
            for (int i = 0; i < open.size(); i += 2) {
                open.get(i).close();
            }
            assertEquals(50_000, children(parent));
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).cancel(cause);
            }
            assertEquals(0, children(parent));
        }
    }

    @Test
    void calls_hooks_and_scopes_leave_nothing_behind() throws Exception {
        try (var parent = Context.background().withCancel()) {
            for (int i = 0; i < 1_000; i++) {
                parent.call(() -> "done");
                assertTrue(parent.afterCancel(() -> {}).stop());
                parent.withTimeout(Duration.ofHours(1)).close();
                try (var scope = Scope.open(parent)) {
                    scope.go(() -> "done");
                    scope.join();
                    assertEquals(0, node(scope.context()).children());
                }
            }
            assertEquals(0, children(parent));
        }
    }

    @Test
    void a_context_with_a_value_costs_the_tree_nothing() {
        try (var parent = Context.background().withCancel()) {
            Context child = parent.with(Key.of("n", Integer.class), 1);
            assertSame(node(parent), node(child));
            assertEquals(0, children(parent));
        }
    }

    @Test
    void a_million_nested_contexts_are_cancelled_without_recursion() {
        var root = Context.background().withCancel();
        Context.Cancellable middle = root;
        Context.Cancellable leaf = root;
        for (int i = 0; i < 1_000_000; i++) {
            leaf = leaf.withCancel();
            if (i == 500_000) {
                middle = leaf;
            }
        }
        assertTrue(middle.cancel(cause));
        assertSame(cause, leaf.cause().orElseThrow());
        assertFalse(root.isDone());
        var other = new RuntimeException("the other cause");
        assertTrue(root.cancel(other));
        assertSame(cause, middle.cause().orElseThrow());
        assertEquals(0, children(root));
    }

    @Test
    void a_wide_tree_is_told_to_its_last_leaf() {
        var root = Context.background().withCancel();
        var leaves = new ArrayList<Context>();
        for (int i = 0; i < 300; i++) {
            var child = root.withCancel();
            for (int j = 0; j < 300; j++) {
                leaves.add(child.withCancel());
            }
        }
        root.cancel(cause);
        for (Context leaf : leaves) {
            assertSame(cause, leaf.cause().orElseThrow());
        }
    }

    @Test
    void a_child_that_attaches_while_its_parent_ends_ends_as_well() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            var parent = Context.background().withCancel();
            var start = new CyclicBarrier(3);
            var children = new ArrayList<Context>();
            var runs = new AtomicInteger();
            Thread adder =
                    Thread.ofVirtual()
                            .start(() -> {
                                await(start);
                                for (int i = 0; i < 20; i++) {
                                    children.add(parent.withCancel());
                                    parent.afterCancel(Runnable::run, runs::incrementAndGet);
                                }
                            });
            Thread closer =
                    Thread.ofVirtual()
                            .start(() -> {
                                await(start);
                                for (int i = 0; i < 20; i++) {
                                    parent.withCancel().close();
                                }
                            });
            await(start);
            parent.cancel(cause);
            adder.join();
            closer.join();
            for (Context child : children) {
                assertSame(cause, child.cause().orElseThrow());
            }
            assertEquals(20, runs.get());
            assertEquals(0, children(parent));
        }
    }

    @Test
    void stopping_a_hook_tells_the_truth_while_the_context_ends() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            var context = Context.background().withCancel();
            var ran = new CountDownLatch(1);
            Registration hook = context.afterCancel(Runnable::run, ran::countDown);
            var start = new CyclicBarrier(2);
            Thread canceller =
                    Thread.ofVirtual()
                            .start(() -> {
                                await(start);
                                context.cancel();
                            });
            await(start);
            boolean never = hook.stop();
            canceller.join();
            assertEquals(never ? 1 : 0, ran.getCount());
        }
    }

    @Test
    @Conformance("H111")
    void one_of_a_thousand_cancellers_wins() throws Exception {
        var context = Context.background().withCancel();
        var child = context.withCancel();
        var told = new AtomicInteger();
        child.afterCancel(Runnable::run, told::incrementAndGet);
        var winners = new AtomicInteger();
        var winning = new ArrayList<Throwable>();
        var threads = new ArrayList<Thread>();
        var start = new CountDownLatch(1);
        for (int i = 0; i < 1_000; i++) {
            var mine = new RuntimeException("cause " + i);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                await(start);
                                if (context.cancel(mine)) {
                                    winners.incrementAndGet();
                                    winning.add(mine);
                                }
                            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, winners.get());
        assertEquals(List.of(context.cause().orElseThrow()), winning);
        assertSame(winning.getFirst(), child.cause().orElseThrow());
        assertEquals(1, told.get());
    }

    @Test
    @Conformance("H106")
    void a_layer_that_is_cancelled_takes_exactly_what_lies_below_it() {
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var key = Key.of("layer", Integer.class);
            var contexts = new ArrayList<Context>();
            contexts.add(Context.background().withCancel());
            var cancellable = new ArrayList<Integer>(List.of(0));
            for (int i = 1; i < 100; i++) {
                Context above = contexts.getLast();
                contexts.add(
                        switch (random.nextInt(3)) {
                            case 0 -> above.with(key, i);
                            case 1 -> above.withCancel();
                            default -> above.withTimeout(Duration.ofHours(1 + random.nextInt(9)));
                        });
                if (contexts.getLast() instanceof Context.Cancellable) {
                    cancellable.add(i);
                }
            }
            int layer = cancellable.get(random.nextInt(cancellable.size()));
            ((Context.Cancellable) contexts.get(layer)).cancel(cause);
            for (int i = 0; i < contexts.size(); i++) {
                assertEquals(i >= layer, contexts.get(i).isDone(), "seed " + seed + " layer " + i);
            }
            ((Context.Cancellable) contexts.getFirst()).close();
        }
    }

    @Test
    void children_that_come_and_go_by_many_threads_are_counted_right() throws Exception {
        try (var parent = Context.background().withCancel()) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    var mine = new ArrayList<Context.Cancellable>();
                                    for (int i = 0; i < 2_000; i++) {
                                        mine.add(parent.withCancel());
                                        if (ThreadLocalRandom.current().nextBoolean()) {
                                            mine.removeFirst().close();
                                        }
                                    }
                                    mine.forEach(Context.Cancellable::close);
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(0, children(parent));
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
