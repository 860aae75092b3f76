package io.millrace.bench.rival;

import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Tally;
import io.millrace.channel.Receiver;
import io.millrace.fan.FanOut;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Source;
import io.millrace.pipeline.Workers;
import io.millrace.pool.WorkerPool;
import io.millrace.task.Scope;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Millrace's pipelines, fans and pools, with statistics, as always.
final class MillraceFlows extends Flows {

    @Override
    public void stages(
            Items items,
            int buffer,
            Function<Item, Item> first,
            Predicate<Item> condition,
            Function<Item, Item> second,
            Consumer<Item> sink)
            throws Exception {
        Pipeline<Item> source = Source.from(items);
        if (buffer == 0) {
            source.map(first::apply)
                    .filter(condition::test)
                    .map(second::apply)
                    .forEach(sink::accept);
        } else {
            source.buffer(buffer)
                    .map(first::apply)
                    .buffer(buffer)
                    .filter(condition::test)
                    .buffer(buffer)
                    .map(second::apply)
                    .buffer(buffer)
                    .forEach(sink::accept);
        }
    }

    @Override
    public void map(Items items, boolean ordered, int workers, int window, Work work, Tally sink)
            throws Exception {
        Workers<Item> how = ordered ? Workers.ordered(workers) : Workers.unordered(workers);
        Source.from(items).map(how.window(window), work::apply).forEach(sink::add);
    }

    @Override
    public void lists(Items items, int buffer, int size, Consumer<List<Item>> sink)
            throws Exception {
        Pipeline<Item> source = Source.from(items);
        (buffer == 0 ? source : source.buffer(buffer)).batch(size).forEach(sink::accept);
    }

    @Override
    public void broadcast(
            Items items, int buffer, int consumers, Supplier<? extends Consumer<Item>> sinks)
            throws Exception {
        try (var scope = Scope.open()) {
            Receiver<Item> source = Source.from(items).receiver(scope, buffer);
            for (Receiver<Item> copy :
                    FanOut.of(scope, source).capacity(buffer).broadcast(consumers)) {
                Consumer<Item> sink = sinks.get();
                scope.go(() -> {
                    for (Item item : copy) {
                        sink.accept(item);
                    }
                });
            }
            scope.join();
        }
    }

    @Override
    public void pool(int jobs, int workers, int queue, Runnable job) throws Exception {
        try (var pool = WorkerPool.builder().workers(workers).queue(queue).open()) {
            for (int i = 0; i < jobs; i++) {
                pool.submit(job::run);
            }
            pool.await();
        }
    }
}
