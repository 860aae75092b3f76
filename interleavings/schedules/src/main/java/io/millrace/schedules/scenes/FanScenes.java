package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats.State;
import io.millrace.channel.Receiver;
import io.millrace.fan.FanIn;
import io.millrace.fan.FanOut;
import io.millrace.fan.SlowConsumer;
import io.millrace.fan.Split;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Fan-in and fan-out: ends, failures and cancellations meet values, in both directions.
final class FanScenes {

    private FanScenes() {}

    /// What became of the values of a scene.
    private static final class Books {
        final List<Integer> sent = new ArrayList<>();
        final List<Integer> received = new ArrayList<>();
        final List<Integer> lost = new ArrayList<>();

        Channel<Integer> source(int capacity) {
            Channel.Builder<Integer> builder = Channel.<Integer>builder().onUndelivered(lost::add);
            return (capacity == 0 ? builder : builder.capacity(capacity)).build();
        }

        /// Sends a value; that the channel has ended is no failure.
        void send(Channel<Integer> source, int value) throws InterruptedException {
            try {
                source.send(value);
                sent.add(value);
            } catch (ChannelClosedException e) {
                require(source.stats().state() == State.CANCELLED, e);
            }
        }

        /// Receives until the end; that it failed with `cause` is no failure.
        void receiveAll(Receiver<Integer> from, Throwable cause) throws InterruptedException {
            try {
                for (Integer value = from.receiveOrNull();
                        value != null;
                        value = from.receiveOrNull()) {
                    received.add(value);
                }
            } catch (ChannelClosedException e) {
                require(cause.equals(e.closed().cause()), e);
            }
        }

        /// Fails unless each value that was sent was received or told, and once.
        void balance() {
            var all = new ArrayList<>(received);
            all.addAll(lost);
            require(
                    all.size() == sent.size() && all.containsAll(sent),
                    "sent",
                    sent,
                    "received",
                    received,
                    "lost",
                    lost);
        }
    }

    private static Scope open() {
        return Scope.builder().name("scene").open();
    }

    /// Joins a scope in which nothing can have failed.
    private static void join(Scope scope) throws Exception {
        scope.join();
        require(scope.stats().failed() == 0, scope.stats());
    }

    // ---- fan-in

    static void a_merge_ends_when_both_sources_have_ended(Stage stage) {
        var books = new Books();
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
        var books = new Books();
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
                all.cancel();
                join(scope);
            }
            require(second.stats().state() == State.CANCELLED, "a quiet source is left");
        });
        stage.afterwards(books::balance);
    }

    static void a_failure_of_one_source_against_a_value_of_the_other(Stage stage) {
        var books = new Books();
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
        var books = new Books();
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

    // ---- fan-out

    static void both_leave_a_broadcast_against_a_value(Stage stage) {
        var books = new Books();
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
        var books = new Books();
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
        var books = new Books();
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
        var books = new Books();
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
        stage.afterwards(books::balance);
    }

    static void a_side_of_a_split_leaves_against_a_value_for_it(Stage stage) {
        var books = new Books();
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
