package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.PoolScenes.fail;
import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.pool.ChannelPool;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Pools between two channels: results come whole and in order, and ends travel both ways.
final class ChannelPoolScenes {

    private ChannelPoolScenes() {}

    private static ChannelPool.Builder<Integer, Integer> between(int window) {
        var builder = ChannelPool.<Integer, Integer>builder(n -> n).name("scene").workers(2);
        return window == 0 ? builder : builder.ordered(window);
    }

    static void two_results_in_order(Stage stage) {
        stage.thread(() -> {
            Channel<Integer> input = Channel.buffered(2);
            try (var pool = between(2).open(input)) {
                input.send(1);
                input.send(2);
                input.close();
                require(pool.results().receive() == 1);
                require(pool.results().receive() == 2);
                require(pool.results().receiveOrNull() == null, "more than was sent");
                pool.await();
            }
        });
    }

    static void results_in_order_through_a_window_of_one(Stage stage) {
        stage.thread(() -> {
            Channel<Integer> input = Channel.buffered(2);
            input.send(1);
            input.send(2);
            input.close();
            try (var pool = between(1).open(input)) {
                require(pool.results().receive() == 1);
                require(pool.results().receive() == 2);
                require(pool.results().receiveOrNull() == null, "more than was sent");
            }
        });
    }

    static void results_by_key_come_in_the_order_of_their_elements(Stage stage) {
        stage.thread(() -> {
            Channel<Integer> input = Channel.buffered(2);
            input.send(1);
            input.send(2);
            input.close();
            try (var pool = between(0).byKey(_ -> "one", 2).open(input)) {
                require(pool.results().receive() == 1);
                require(pool.results().receive() == 2);
                require(pool.results().receiveOrNull() == null, "more than was sent");
            }
        });
    }

    static void a_receiver_hangs_up_against_a_result(Stage stage) {
        stage.thread(() -> {
            Channel<Integer> input = Channel.rendezvous();
            stage.thread(() -> {
                try {
                    while (true) {
                        input.send(1);
                    }
                } catch (ChannelClosedException e) {
                    // As it must be told.
                }
            });
            try (var pool = between(0).open(input)) {
                require(pool.results().receive() == 1);
                pool.results().cancel();
                pool.await();
                require(pool.stats().workers() == 0, pool.stats());
            }
        });
    }

    static void a_failure_against_the_end_of_the_input(Stage stage) {
        var failure = new Cause("a");
        stage.thread(() -> {
            Channel<Integer> input = Channel.buffered(2);
            try (var pool =
                    ChannelPool.<Integer, Integer>builder(n -> n == 2 ? fail(failure) : n)
                            .name("scene")
                            .workers(2)
                            .ordered(2)
                            .open(input)) {
                stage.thread(() -> {
                    try {
                        input.send(1);
                        input.send(2);
                        input.close();
                    } catch (ChannelClosedException e) {
                        require(failure.equals(e.closed().cause()), e);
                    }
                });
                try {
                    while (pool.results().receiveOrNull() instanceof Integer n) {
                        require(n == 1, n);
                    }
                    require(false, "a clean end in spite of a failure");
                } catch (ChannelClosedException e) {
                    require(failure.equals(e.closed().cause()), e);
                }
            }
        });
    }

    static void a_pool_by_key_between_two_channels_against_its_close(Stage stage) {
        stage.thread(() -> {
            Channel<Integer> input = Channel.buffered(2);
            input.send(1);
            input.send(2);
            try (var pool = between(0).byKey(n -> n, 1).open(input)) {
                require(pool.results().receive() != null);
            }
            require(input.isClosed(), "the input is left open");
        });
    }

    // ---- an end at the last moment

    private static @Nullable Throwable end(Receiver<Integer> results) throws InterruptedException {
        try {
            require(results.receiveOrNull() == null, "a result of nothing");
            return null;
        } catch (ChannelClosedException e) {
            return e.closed().cause();
        }
    }

    private static @Nullable Throwable end(ChannelPool<?, ?> pool) throws InterruptedException {
        try {
            pool.await();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void requireOneEnd(ChannelPool<Integer, Integer> pool, Cause cause)
            throws InterruptedException {
        Throwable told = end(pool.results());
        Throwable awaited = end(pool);
        require(told == null || told.equals(cause), told);
        require(told == null ? awaited == null : told.equals(awaited), told, awaited);
    }

    static void a_cancel_against_the_end_is_told_to_all_or_to_nobody(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            Channel<Integer> input = Channel.rendezvous();
            try (var pool = between(0).workers(1).open(input)) {
                stage.thread(() -> pool.cancel(cause));
                input.close();
                requireOneEnd(pool, cause);
            }
        });
    }

    static void who_hangs_up_at_the_end_is_told_as_all_are(Stage stage) {
        var cause = new Cause("a");
        stage.thread(() -> {
            Channel<Integer> input = Channel.rendezvous();
            try (var pool = between(0).workers(1).open(input)) {
                stage.thread(() -> pool.results().cancel(cause));
                input.close();
                requireOneEnd(pool, cause);
            }
        });
    }
}
