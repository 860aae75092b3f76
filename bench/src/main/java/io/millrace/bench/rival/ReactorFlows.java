package io.millrace.bench.rival;

import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Library;
import io.millrace.bench.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Reactor, on its parallel scheduler, which has as many threads as there are processors.
public final class ReactorFlows extends Flows implements Library {
    private final Scheduler threads = Schedulers.parallel();

    @Override
    public Flows flows() {
        return this;
    }

    @Override
    public void stages(
            Items items,
            int buffer,
            Function<Item, Item> first,
            Predicate<Item> condition,
            Function<Item, Item> second,
            Consumer<Item> sink) {
        Flux<Item> source = Flux.fromIterable(items);
        if (buffer == 0) {
            source.map(first).filter(condition).map(second).doOnNext(sink).blockLast();
        } else {
            source.subscribeOn(threads)
                    .publishOn(threads, buffer)
                    .map(first)
                    .publishOn(threads, buffer)
                    .filter(condition)
                    .publishOn(threads, buffer)
                    .map(second)
                    .publishOn(threads, buffer)
                    .doOnNext(sink)
                    .blockLast();
        }
    }

    @Override
    public void map(Items items, boolean ordered, int workers, int window, Work work, Tally sink) {
        Flux<Item> source = Flux.fromIterable(items);
        Function<Item, Mono<Item>> each =
                work.waitMillis() > 0
                        ? item ->
                                Mono.delay(Duration.ofMillis(work.waitMillis()), threads)
                                        .thenReturn(item)
                        : item -> Mono.fromCallable(() -> work.apply(item)).subscribeOn(threads);
        if (ordered) {
            source.flatMapSequential(each, workers).doOnNext(sink::add).blockLast();
        } else if (work.waitMillis() > 0) {
            source.flatMap(each, workers).doOnNext(sink::add).blockLast();
        } else {
            source.parallel(workers)
                    .runOn(threads)
                    .map(work::apply)
                    .sequential()
                    .doOnNext(sink::add)
                    .blockLast();
        }
    }

    @Override
    public void lists(Items items, int buffer, int size, Consumer<List<Item>> sink) {
        Flux<Item> source = Flux.fromIterable(items);
        (buffer == 0 ? source : source.subscribeOn(threads).publishOn(threads, buffer))
                .buffer(size)
                .doOnNext(sink)
                .blockLast();
    }

    @Override
    public void broadcast(
            Items items, int buffer, int consumers, Supplier<? extends Consumer<Item>> sinks) {
        Flux<Item> shared =
                Flux.fromIterable(items)
                        .subscribeOn(threads)
                        .publish(buffer)
                        .autoConnect(consumers);
        var ends = new ArrayList<Mono<Void>>();
        for (int i = 0; i < consumers; i++) {
            ends.add(shared.publishOn(threads, buffer).doOnNext(sinks.get()).then());
        }
        Mono.when(ends).block();
    }
}
