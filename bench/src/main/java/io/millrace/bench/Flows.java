package io.millrace.bench;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A rival's flows: what moves items through stages, and its pools. Each method is written as its
/// user would write it; where a rival has no such thing, it takes no part in the row.
public abstract class Flows {

    /// Lets items through a function, a condition and a function, to a sink, in order.
    ///
    /// @param buffer how many items fit between two of the five stages, each of which is then a
    ///   task of its own; 0 if they are all to be in one
    public void stages(
            Items items,
            int buffer,
            Function<Item, Item> first,
            Predicate<Item> condition,
            Function<Item, Item> second,
            Consumer<Item> sink)
            throws Exception {
        throw none("stages");
    }

    /// Applies a function to several items at a time.
    ///
    /// @param ordered whether the results come in the order of the items
    /// @param workers to so many items
    /// @param window how many items may be on their way, where that can be told apart
    /// @param work the function; where it waits, it does so for `waitMillis`
    public void map(Items items, boolean ordered, int workers, int window, Work work, Tally sink)
            throws Exception {
        throw none("parallel map");
    }

    /// Makes lists of `size` items.
    ///
    /// @param buffer how many items fit between the source, which is then a task of its own, and
    ///   the lists; 0 if all is to be in one task
    public void lists(Items items, int buffer, int size, Consumer<List<Item>> sink)
            throws Exception {
        throw none("lists");
    }

    /// Gives each item to every one of `consumers`, which are tasks of their own, in order.
    ///
    /// @param buffer how many items fit in front of each
    public void broadcast(
            Items items, int buffer, int consumers, Supplier<? extends Consumer<Item>> sinks)
            throws Exception {
        throw none("broadcast");
    }

    /// Runs `jobs` jobs by so many workers, and waits until all are done.
    ///
    /// @param queue how many jobs fit in front of the workers
    public void pool(int jobs, int workers, int queue, Runnable job) throws Exception {
        throw none("pool");
    }

    private UnsupportedOperationException none(String what) {
        return new UnsupportedOperationException(getClass().getSimpleName() + " has no " + what);
    }

    /// The work on an item: it computes for so long, or waits.
    ///
    /// @param spinNanos computes for that long
    /// @param waitMillis waits for that long
    public record Work(int spinNanos, int waitMillis) {

        /// Does it, in the thread that calls.
        public Item apply(Item item) {
            if (waitMillis > 0) {
                try {
                    Thread.sleep(waitMillis);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            } else {
                spin(spinNanos);
            }
            return item;
        }

        /// Computes for so long.
        public static void spin(int nanos) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                Thread.onSpinWait();
            }
        }
    }
}
