package io.millrace.examples;

import java.util.List;
import java.util.Optional;

/// All examples, in the order in which they are best read.
public final class Examples {
    private static final List<Example> ALL =
            List.of(
                    new Example(
                            "quickstart",
                            "tasks in a scope, a channel between them, a select over two",
                            Quickstart.class,
                            Quickstart::run),
                    new Example(
                            "producer-consumer",
                            "many producers, one queue, many consumers, an aggregator; back-pressure",
                            ProducerConsumer.class,
                            ProducerConsumer::run),
                    new Example(
                            "goroutines",
                            "tasks in scopes: results, failures, none is lost; a chain of ten thousand",
                            Goroutines.class,
                            Goroutines::run),
                    new Example(
                            "channels",
                            "rendezvous, buffers, three ends, overflow; a prime sieve",
                            Channels.class,
                            Channels::run),
                    new Example(
                            "select",
                            "merge, timeout, default, quit, a clause switched off, priority",
                            Selects.class,
                            Selects::run),
                    new Example(
                            "context",
                            "cancel a tree of work, deadlines, values, hooks, a socket that ends in time",
                            Contexts.class,
                            Contexts::run),
                    new Example(
                            "future",
                            "tasks, promises, all, any, race, hedge; questions to a server",
                            Futures.class,
                            Futures::run),
                    new Example(
                            "errgroup",
                            "checksums of a folder, four files at a time; the first failure stops the rest",
                            ErrGroups.class,
                            ErrGroups::run),
                    new Example(
                            "graceful-shutdown",
                            "stop the intake, drain, cancel, abandon with a report; on signals",
                            GracefulShutdown.class,
                            GracefulShutdown::run));

    private Examples() {}

    /// Returns all examples.
    public static List<Example> all() {
        return ALL;
    }

    /// Returns the example of that name.
    public static Optional<Example> find(String name) {
        return ALL.stream().filter(example -> example.name().equals(name)).findFirst();
    }
}
