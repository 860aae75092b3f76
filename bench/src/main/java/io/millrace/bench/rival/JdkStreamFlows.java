package io.millrace.bench.rival;

import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Library;
import io.millrace.bench.Tally;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The JDK's streams. They have no stages of their own, and no buffers between them.
///
/// `jdk-stream` is sequential, `jdk-gather` maps by `Gatherers.mapConcurrent`, on virtual threads,
/// and `jdk-parallel` on the common pool's, of which there are as many as processors. These get
/// their elements from an iterator, as from a file. `jdk-split` is parallel over a range, whose
/// ends are known: nothing is handed over.
public final class JdkStreamFlows extends Flows implements Library {
    private final String kind;

    /// Makes one of the three.
    public JdkStreamFlows(String kind) {
        this.kind = kind;
    }

    @Override
    public Flows flows() {
        return this;
    }

    private static Stream<Item> stream(Items items, boolean parallel) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(items.iterator(), Spliterator.ORDERED),
                parallel);
    }

    private static Stream<Item> range(Items items) {
        return IntStream.range(0, items.count()).parallel().mapToObj(items::get);
    }

    @Override
    public void stages(
            Items items,
            int buffer,
            Function<Item, Item> first,
            Predicate<Item> condition,
            Function<Item, Item> second,
            Consumer<Item> sink) {
        stream(items, false).map(first).filter(condition).map(second).forEach(sink);
    }

    @Override
    public void map(Items items, boolean ordered, int workers, int window, Work work, Tally sink) {
        if (kind.equals("jdk-gather")) {
            stream(items, false)
                    .gather(Gatherers.mapConcurrent(workers, work::apply))
                    .forEach(sink::add);
            return;
        }
        Stream<Item> results =
                (kind.equals("jdk-split") ? range(items) : stream(items, true)).map(work::apply);
        if (ordered) {
            results.forEachOrdered(sink::add);
        } else {
            sink.merge(results.unordered().collect(Tally::new, Tally::add, Tally::merge));
        }
    }

    @Override
    public void lists(Items items, int buffer, int size, Consumer<List<Item>> sink) {
        stream(items, false).gather(Gatherers.windowFixed(size)).forEach(sink);
    }
}
