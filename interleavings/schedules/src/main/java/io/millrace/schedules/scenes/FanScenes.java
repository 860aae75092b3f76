package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.FanBooks.join;
import static io.millrace.schedules.scenes.FanBooks.open;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelStats.State;
import io.millrace.channel.Receiver;
import io.millrace.fan.Dedupe;
import io.millrace.fan.FanIn;
import io.millrace.fan.FanOut;
import io.millrace.fan.SlowConsumer;
import io.millrace.fan.Split;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Fan-out, and chains of fans: ends, failures and cancellations meet values, in both directions.
final class FanScenes {

    private FanScenes() {}

    // ---- fan-out

    static void both_leave_a_broadcast_against_a_value(Stage stage) {
        var books = new FanBooks();
        Channel<Integer> source = books.source(0);
        stage.thread(() -> books.send(source, 1));
        stage.thread(() -> {
            try (Scope scope = open()) {
                List<Receiver<Integer>> all =
                        FanOut.of(scope, source).onUndelivered(books.lost::add).broadcast(2);
                stage.thread(() -> all.get(0).cancel());
                all.get(1).cancel();
                join(scope);
            }
            require(source.stats().state() == State.CANCELLED, source.stats());
        });
        stage.afterwards(books::balance);
    }

    static void one_leaves_a_broadcast_and_the_other_has_every_value(Stage stage) {
        Channel<Integer> source = Channel.rendezvous();
        stage.thread(() -> {
            source.send(1);
            source.send(2);
            source.close();
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                List<Receiver<Integer>> all = FanOut.of(scope, source).broadcast(2);
                stage.thread(() -> all.get(0).cancel());
                require(all.get(1).stream().toList().equals(List.of(1, 2)), "not both");
                join(scope);
            }
        });
    }

    static void who_is_disconnected_against_its_leaving(Stage stage) {
        var books = new FanBooks();
        Channel<Integer> source = books.source(0);
        stage.thread(() -> {
            books.send(source, 1);
            books.send(source, 2);
            source.close();
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                List<Receiver<Integer>> all =
                        FanOut.of(scope, source)
                                .capacity(1)
                                .slow(SlowConsumer.DISCONNECT)
                                .broadcast(2);
                stage.thread(() -> all.get(0).cancel());
                require(all.get(1).receive() == 1, "it had room for the first");
                join(scope);
            }
        });
    }

    static void one_leaves_a_share_against_a_value_for_it(Stage stage) {
        var books = new FanBooks();
        Channel<Integer> source = books.source(0);
        stage.thread(() -> {
            books.send(source, 1);
            source.close();
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                List<Receiver<Integer>> all =
                        FanOut.of(scope, source).onUndelivered(books.lost::add).share(2);
                stage.thread(() -> all.get(0).cancel());
                books.receiveAll(all.get(1), new Cause("never"));
                join(scope);
            }
        });
        stage.afterwards(() -> {
            books.balance();
            require(books.lost.isEmpty(), "the other was there", books.lost);
        });
    }

    static void one_leaves_a_round_robin_when_it_is_its_turn(Stage stage) {
        var books = new FanBooks();
        Channel<Integer> source = books.source(0);
        stage.thread(() -> {
            books.send(source, 1);
            books.send(source, 2);
            source.close();
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                List<Receiver<Integer>> all =
                        FanOut.of(scope, source).onUndelivered(books.lost::add).roundRobin(2);
                stage.thread(() -> all.get(0).cancel());
                books.receiveAll(all.get(1), new Cause("never"));
                join(scope);
            }
        });
        stage.afterwards(() -> {
            books.balance();
            require(books.lost.isEmpty(), "the other was there", books.lost);
        });
    }

    static void a_side_of_a_split_leaves_against_a_value_for_it(Stage stage) {
        var books = new FanBooks();
        Channel<Integer> source = books.source(1);
        stage.thread(() -> {
            books.send(source, 1);
            books.send(source, 2);
            source.close();
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                Split<Integer> split =
                        FanOut.of(scope, source)
                                .onUndelivered(books.lost::add)
                                .split(value -> value == 1);
                stage.thread(() -> split.matching().cancel());
                books.receiveAll(split.rest(), new Cause("never"));
                join(scope);
            }
        });
        stage.afterwards(books::balance);
    }

    static void a_tee_ends_its_side_and_its_stream_alike(Stage stage) {
        var books = new FanBooks();
        var cause = new Cause("a");
        Channel<Integer> source = books.source(0);
        Channel<Integer> side = Channel.buffered(1);
        stage.thread(() -> {
            books.send(source, 1);
            source.fail(cause);
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                Receiver<Integer> all =
                        FanOut.of(scope, source).onUndelivered(books.lost::add).tee(side);
                books.receiveAll(all, cause);
                join(scope);
            }
            var copies = new ArrayList<Integer>();
            side.drainTo(copies, 9);
            require(copies.equals(books.received), copies, books.received);
            require(cause.equals(FanBooks.cause(side)), FanBooks.cause(side));
        });
    }

    static void who_leaves_a_dedupe_against_a_duplicate(Stage stage) {
        var books = new FanBooks();
        Channel<Integer> source = books.source(0);
        var passed = new ArrayList<Integer>();
        stage.thread(() -> {
            books.send(source, 1);
            books.send(source, 1);
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                Receiver<Integer> once =
                        Dedupe.of(scope, source).onUndelivered(books.lost::add).last(1);
                passed.add(once.receive());
                once.cancel();
                join(scope);
            }
            require(source.stats().state() == State.CANCELLED, source.stats());
        });
        stage.afterwards(() -> require(passed.equals(List.of(1)) && books.lost.isEmpty(), passed));
    }

    private static void whoLeavesIsTheCause(
            Stage stage, Function<FanOut<Integer>, List<Receiver<Integer>>> shape) {
        var books = new FanBooks();
        var cause = new Cause("a");
        Channel<Integer> source = books.source(0);
        stage.thread(() -> books.send(source, 1));
        stage.thread(() -> {
            try (Scope scope = open()) {
                List<Receiver<Integer>> all =
                        shape.apply(FanOut.of(scope, source).onUndelivered(books.lost::add));
                all.getFirst().cancel(cause);
                all.subList(1, all.size()).forEach(Receiver::cancel);
                join(scope);
            }
            require(cause.equals(FanBooks.cause(source)), FanBooks.cause(source));
        });
        stage.afterwards(books::balance);
    }

    static void the_cause_of_who_leaves_a_tee_reaches_the_source(Stage stage) {
        whoLeavesIsTheCause(stage, fan -> List.of(fan.tee(Channel.unbounded())));
    }

    static void the_first_cause_of_who_leaves_a_broadcast_reaches_the_source(Stage stage) {
        whoLeavesIsTheCause(stage, fan -> fan.broadcast(2));
    }

    static void the_first_cause_of_who_leaves_a_share_reaches_the_source(Stage stage) {
        whoLeavesIsTheCause(stage, fan -> fan.share(2));
    }

    // ---- chains

    static void who_leaves_a_chain_frees_the_producer(Stage stage) {
        stage.thread(() -> {
            try (Scope scope = open()) {
                Receiver<Integer> numbers =
                        scope.produce(
                                0,
                                out -> {
                                    for (int i = 0; ; i++) {
                                        out.send(i);
                                    }
                                });
                Receiver<Integer> all =
                        FanIn.of(scope, FanOut.of(scope, numbers).broadcast(1)).merge();
                require(all.receive() == 0);
                all.cancel();
                join(scope);
                require(scope.stats().succeeded() == 3, scope.stats());
            }
        });
    }
}
