package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.FanBooks.join;
import static io.millrace.schedules.scenes.FanBooks.open;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats.State;
import io.millrace.channel.Receiver;
import io.millrace.fan.FanIn;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Scope;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Fan-in: ends, failures and cancellations meet values, in both directions.
final class MergeScenes {

    private MergeScenes() {}

    static void a_merge_ends_when_both_sources_have_ended(Stage stage) {
        var books = new FanBooks();
        Channel<Integer> first = books.source(0);
        Channel<Integer> second = books.source(1);
        stage.thread(() -> {
            books.send(first, 1);
            first.close();
        });
        stage.thread(() -> {
            books.send(second, 2);
            second.close();
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                Receiver<Integer> all = FanIn.of(scope, first, second).merge();
                books.receiveAll(all, new Cause("never"));
                join(scope);
            }
        });
        stage.afterwards(() -> {
            books.balance();
            require(books.lost.isEmpty(), books.lost);
        });
    }

    static void who_leaves_a_merge_against_a_value_and_an_end(Stage stage) {
        var books = new FanBooks();
        var cause = new Cause("a");
        Channel<Integer> first = books.source(1);
        Channel<Integer> second = books.source(0);
        stage.thread(() -> {
            books.send(first, 1);
            first.close();
        });
        stage.thread(() -> {
            try (Scope scope = open()) {
                Receiver<Integer> all =
                        FanIn.of(scope, first, second).onUndelivered(books.lost::add).merge();
                all.cancel(cause);
                join(scope);
            }
            require(second.stats().state() == State.CANCELLED, "a quiet source is left");
            require(cause.equals(FanBooks.cause(second)), FanBooks.cause(second));
        });
        stage.afterwards(books::balance);
    }

    static void a_failure_of_one_source_against_a_value_of_the_other(Stage stage) {
        var books = new FanBooks();
        var cause = new Cause("a");
        Channel<Integer> fails = books.source(0);
        Channel<Integer> sends = books.source(1);
        stage.thread(() -> fails.fail(cause));
        stage.thread(() -> books.send(sends, 1));
        stage.thread(() -> {
            try (Scope scope = open()) {
                Receiver<Integer> all =
                        FanIn.of(scope, fails, sends)
                                .capacity(1)
                                .onUndelivered(books.lost::add)
                                .merge();
                books.receiveAll(all, cause);
                join(scope);
                require(all.isDrained());
            }
            require(sends.stats().state() == State.CANCELLED, sends.stats());
        });
        stage.afterwards(books::balance);
    }

    static void two_failures_of_a_merge_that_goes_on_are_told_together(Stage stage) {
        var first = new RuntimeException("first");
        var second = new RuntimeException("second");
        Channel<Integer> one = Channel.rendezvous();
        Channel<Integer> two = Channel.rendezvous();
        stage.thread(() -> one.fail(first));
        stage.thread(() -> two.fail(second));
        stage.thread(() -> {
            try (Scope scope = open()) {
                Receiver<Integer> all = FanIn.of(scope, one, two).goOn().merge();
                try {
                    all.receiveOrNull();
                    require(false, "a clean end");
                } catch (ChannelClosedException e) {
                    Throwable told = e.closed().cause();
                    Throwable other = first.equals(told) ? second : first;
                    require(
                            told != null
                                    && !told.equals(other)
                                    && List.of(told.getSuppressed()).equals(List.of(other)),
                            told);
                }
                join(scope);
            }
        });
    }

    static void a_scope_is_cancelled_against_a_value_of_a_merge(Stage stage) {
        var books = new FanBooks();
        var cause = new Cause("a");
        Channel<Integer> source = books.source(0);
        stage.thread(() -> books.send(source, 1));
        stage.thread(() -> {
            try (Scope scope = open()) {
                stage.thread(() -> scope.cancel(cause));
                Receiver<Integer> all =
                        FanIn.of(scope, source).capacity(1).onUndelivered(books.lost::add).merge();
                books.receiveAll(all, cause);
                try {
                    scope.join();
                } catch (ExecutionException e) {
                    require(cause.equals(e.getCause()), e);
                }
            }
            require(source.stats().state() == State.CANCELLED, source.stats());
        });
        stage.afterwards(books::balance);
    }
}
