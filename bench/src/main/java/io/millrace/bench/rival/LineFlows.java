package io.millrace.bench.rival;

import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Tally;
import io.millrace.bench.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Flows that are written by hand, of a rival's channels or queues and virtual threads: for those
/// that have none. No failure and no cancellation finds its way through them.
final class LineFlows extends Flows {
    private final Library library;

    LineFlows(Library library) {
        this.library = library;
    }

    @FunctionalInterface
    private interface Relay {
        void pass(Item item) throws InterruptedException;
    }

    private static void send(Items items, Line to, int ends) throws InterruptedException {
        for (Item item : items) {
            to.send(item);
        }
        for (int i = 0; i < ends; i++) {
            to.send(Item.LAST);
        }
    }

    private static void drain(Line from, Relay relay) throws InterruptedException {
        for (Item item; (item = from.receive()) != Item.LAST; ) {
            relay.pass(item);
        }
    }

    @Override
    public void stages(
            Items items,
            int buffer,
            Function<Item, Item> first,
            Predicate<Item> condition,
            Function<Item, Item> second,
            Consumer<Item> sink)
            throws Exception {
        Line made = library.line(buffer);
        Line mapped = library.line(buffer);
        Line filtered = library.line(buffer);
        Line mappedAgain = library.line(buffer);
        var tasks = new Tasks(5);
        tasks.start(() -> send(items, made, 1));
        tasks.start(() -> {
            drain(made, item -> mapped.send(first.apply(item)));
            mapped.send(Item.LAST);
        });
        tasks.start(() -> {
            drain(
                    mapped,
                    item -> {
                        if (condition.test(item)) {
                            filtered.send(item);
                        }
                    });
            filtered.send(Item.LAST);
        });
        tasks.start(() -> {
            drain(filtered, item -> mappedAgain.send(second.apply(item)));
            mappedAgain.send(Item.LAST);
        });
        tasks.start(() -> drain(mappedAgain, sink::accept));
        tasks.join();
    }

    @Override
    public void map(Items items, boolean ordered, int workers, int window, Work work, Tally sink)
            throws Exception {
        if (ordered) {
            super.map(items, true, workers, window, work, sink);
        }
        Line todo = library.line(window / 2);
        Line done = library.line(window / 2);
        var tasks = new Tasks(workers + 2);
        tasks.start(() -> send(items, todo, workers));
        for (int i = 0; i < workers; i++) {
            tasks.start(() -> drain(todo, item -> done.send(work.apply(item))));
        }
        tasks.start(() -> {
            for (int i = 0; i < items.count(); i++) {
                sink.add(done.receive());
            }
        });
        tasks.join();
    }

    @Override
    public void lists(Items items, int buffer, int size, Consumer<List<Item>> sink)
            throws Exception {
        Line made = library.line(buffer);
        var tasks = new Tasks(2);
        tasks.start(() -> send(items, made, 1));
        tasks.start(() -> {
            var pending = new ArrayList<List<Item>>();
            pending.add(new ArrayList<>(size));
            drain(
                    made,
                    item -> {
                        List<Item> list = pending.getFirst();
                        list.add(item);
                        if (list.size() == size) {
                            sink.accept(list);
                            pending.set(0, new ArrayList<>(size));
                        }
                    });
        });
        tasks.join();
    }

    @Override
    public void broadcast(
            Items items, int buffer, int consumers, Supplier<? extends Consumer<Item>> sinks)
            throws Exception {
        Line made = library.line(buffer);
        var copies = new ArrayList<Line>();
        var tasks = new Tasks(consumers + 2);
        tasks.start(() -> send(items, made, 1));
        for (int i = 0; i < consumers; i++) {
            Line copy = library.line(buffer);
            Consumer<Item> sink = sinks.get();
            copies.add(copy);
            tasks.start(() -> drain(copy, sink::accept));
        }
        tasks.start(() -> {
            drain(
                    made,
                    item -> {
                        for (Line copy : copies) {
                            copy.send(item);
                        }
                    });
            for (Line copy : copies) {
                copy.send(Item.LAST);
            }
        });
        tasks.join();
    }
}
