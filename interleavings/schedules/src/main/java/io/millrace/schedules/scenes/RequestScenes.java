package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Outcome;
import io.millrace.task.Request;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/*
 * What must hold:
 *
 * Q1  An answer that was given has been received: answer() returns true only if the asker has it.
 * Q2  An asker that gives up, or is told that nobody will answer, has a request that has ended; so has every other
 *     request once its asker has returned.
 * Q3  Nobody waits for an answer that cannot come.
 */
/// Questions and answers: whoever gives up while the other comes, both know of it.
final class RequestScenes {
    private static final Duration MILLI = Duration.ofMillis(1);

    private RequestScenes() {}

    private static void answerOne(Channel<Request<Integer, Integer>> server, boolean[] answered)
            throws InterruptedException {
        Request<Integer, Integer> request = server.receiveOrNull();
        if (request != null) {
            answered[0] = request.answer(question -> question + 1);
            require(!request.isWanted(), "Q2: answered, and not ended");
        }
    }

    static void an_answer_against_an_interrupt_of_the_asker(Stage stage) {
        Channel<Request<Integer, Integer>> server = Request.channel(1);
        var answered = new boolean[1];
        var got = new boolean[1];
        int asking =
                stage.impatient(() -> {
                    try {
                        got[0] = Request.ask(server, 6) == 7;
                    } catch (ChannelClosedException e) {
                        require(server.isClosed(), e); // it came too late
                    }
                });
        stage.thread(() -> stage.interrupt(asking));
        stage.thread(() -> {
            Stage.pause(1);
            server.close();
        });
        stage.thread(() -> answerOne(server, answered));
        stage.afterwards(() -> require(got[0] == answered[0], "Q1", got[0], answered[0]));
    }

    static void an_answer_against_the_deadline_of_the_asker(Stage stage) {
        Channel<Request<Integer, Integer>> server = Request.channel(0);
        var answered = new boolean[1];
        var got = new boolean[1];
        stage.thread(() -> {
            long start = stage.now();
            var outcome = Request.ask(server, 6, MILLI);
            require(
                    outcome.isPresent() || stage.now() - start >= MILLI.toNanos(),
                    "gave up too early");
            got[0] = outcome.isPresent() && outcome.get().equals(new Outcome.Success<>(7));
            server.close();
        });
        stage.thread(() -> answerOne(server, answered));
        stage.afterwards(() -> require(got[0] == answered[0], "Q1", got[0], answered[0]));
    }

    static void a_timed_asker_is_interrupted(Stage stage) {
        Channel<Request<Integer, Integer>> server = Request.channel(0);
        var answered = new boolean[1];
        var got = new boolean[1];
        int asking =
                stage.impatient(() -> {
                    try {
                        got[0] = Request.ask(server, 6, MILLI).isPresent();
                    } finally {
                        server.close();
                    }
                });
        stage.thread(() -> stage.interrupt(asking));
        stage.thread(() -> answerOne(server, answered));
        stage.afterwards(() -> require(got[0] == answered[0], "Q1", got[0], answered[0]));
    }

    /// A server that works off what comes, and two who ask, of whom one gives up.
    static void of_two_askers_one_gives_up(Stage stage) {
        Channel<Request<Integer, Integer>> server = Request.channel(1);
        var answered = new int[1];
        var got = new int[1];
        int impatient =
                stage.impatient(() -> {
                    try {
                        int answer = Request.ask(server, 1);
                        require(answer == 2, answer);
                        got[0]++;
                    } catch (ChannelClosedException e) {
                        require(server.isClosed(), e); // it came too late
                    }
                });
        stage.thread(() -> {
            int answer = Request.ask(server, 3);
            require(answer == 4, answer);
            got[0]++;
            server.close();
        });
        stage.thread(() -> stage.interrupt(impatient));
        stage.thread(() -> {
            for (var request = server.receiveOrNull();
                    request != null;
                    request = server.receiveOrNull()) {
                if (request.answer(question -> question + 1)) {
                    answered[0]++;
                }
            }
        });
        stage.afterwards(() -> require(got[0] == answered[0], "Q1", got[0], answered[0]));
    }

    static void a_server_that_hangs_up_leaves_nobody_waiting(Stage stage) {
        for (int capacity = 0; capacity < 2; capacity++) {
            Channel<Request<Integer, Integer>> server = Request.channel(capacity);
            stage.thread(() -> {
                try {
                    Request.ask(server, 6);
                    require(false, "answered by nobody");
                } catch (CancellationException | ChannelClosedException e) {
                    require(server.isClosed(), e); // Q3
                }
            });
            stage.thread(server::cancel);
        }
    }

    static void a_server_that_hangs_up_against_a_timed_asker(Stage stage) {
        Channel<Request<Integer, Integer>> server = Request.channel(1);
        stage.thread(() -> {
            try {
                var outcome = Request.ask(server, 6, MILLI);
                require(
                        outcome.isEmpty() || outcome.get() instanceof Outcome.Cancelled<Integer>,
                        outcome);
            } catch (ChannelClosedException e) {
                require(server.isClosed(), e);
            }
        });
        stage.thread(server::cancel);
    }

    static void a_handler_that_throws_fails_the_request(Stage stage) {
        Channel<Request<Integer, Integer>> server = Request.channel(0);
        var cause = new Cause("a");
        stage.thread(() -> {
            try {
                Request.ask(server, 6);
                require(false, "no failure told");
            } catch (ExecutionException e) {
                require(cause.equals(e.getCause()), e);
            }
        });
        stage.thread(() ->
                require(
                        server.receive()
                                .answer(question -> {
                                    throw cause;
                                })));
    }

    static void a_handler_that_is_interrupted_cancels_the_request(Stage stage) {
        Channel<Request<Integer, Integer>> server = Request.channel(0);
        Channel<Integer> never = Channel.never();
        stage.thread(() -> {
            try {
                Request.ask(server, 6);
                require(false, "answered by nobody");
            } catch (CancellationException | ChannelClosedException e) {
                // Q3
            }
        });
        int serving =
                stage.impatient(() -> {
                    try {
                        server.receive().answer(question -> never.receive());
                    } finally {
                        server.cancel(); // nobody serves any more
                    }
                });
        stage.thread(() -> stage.interrupt(serving));
    }
}
