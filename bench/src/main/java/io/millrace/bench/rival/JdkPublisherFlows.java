package io.millrace.bench.rival;

import io.millrace.bench.Check;
import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Items;
import io.millrace.bench.Library;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The JDK's `SubmissionPublisher`, with a virtual thread for each subscriber that has something to
/// do.
public final class JdkPublisherFlows extends Flows implements Library {

    @Override
    public Flows flows() {
        return this;
    }

    @Override
    public void broadcast(
            Items items, int buffer, int consumers, Supplier<? extends Consumer<Item>> sinks)
            throws Exception {
        var ended = new ArrayList<CompletableFuture<Void>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var publisher = new SubmissionPublisher<Item>(executor, buffer)) {
                for (int i = 0; i < consumers; i++) {
                    ended.add(publisher.consume(sinks.get()));
                }
                for (Item item : items) {
                    publisher.submit(item);
                }
            }
            for (CompletableFuture<Void> each : ended) {
                each.get();
            }
        }
        Check.same("consumers", consumers, ended.size());
    }
}
