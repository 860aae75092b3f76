package io.millrace.task;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Sender;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A question on its way to a server, with the promise of the answer: Go's channel of requests that
/// carry reply channels.
///
/// ```java
/// Channel<Request<String, User>> users = Request.channel(16);
/// scope.go(() -> {
///     for (var request : users) {
///         request.answer(name -> find(name));
///     }
/// });
/// User user = Request.ask(users, "ann");
/// ```
///
/// Nobody waits for an answer that cannot come: a request that its channel could not deliver is
/// cancelled, and one whose handler throws fails. Nobody works for who has gone: an asker that
/// gives up cancels its request, and [#answer] passes over it. If the answer comes at that very
/// moment the asker has it: [#answer] and [#ask(Sender, Object)] never contradict each other. A
/// server that may end before its channel does has to [cancel][Channel#cancel] that: the requests
/// that are left in it are then cancelled, too.
///
/// **Waiting. Cancellation. Ordering and memory.** See [#ask]. **Errors.** What the handler throws
/// goes to the asker, as the cause of an [ExecutionException]; an [Error] ends the server as well.
///
/// @param question what is asked
/// @param reply ends with the answer
/// @param <Q> the type of the question
/// @param <A> the type of the answer
public record Request<Q, A extends @Nullable Object>(Q question, Promise<A> reply) {

    /// Answers questions.
    ///
    /// @param <Q> the type of the question
    /// @param <A> the type of the answer
    @FunctionalInterface
    public interface Handler<Q, A extends @Nullable Object> {

        /// Returns the answer.
        A answer(Q question) throws Exception;
    }

    /// Makes the record.
    public Request {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(reply, "reply");
    }

    /// Makes a request that nobody has answered.
    public Request(Q question) {
        this(question, new Promise<>());
    }

    /// Makes a channel for requests: those that nobody will receive, because it was cancelled, are
    /// cancelled.
    ///
    /// @param capacity how many requests may queue up; 0 for none
    /// @throws IllegalArgumentException if `capacity` is negative
    public static <Q, A extends @Nullable Object> Channel<Request<Q, A>> channel(int capacity) {
        Channel.Builder<Request<Q, A>> builder =
                Channel.<Request<Q, A>>builder()
                        .onUndelivered(request ->
                                request.reply.cancel(
                                        new CancellationException("nobody received the request")));
        return capacity == 0 ? builder.build() : builder.capacity(capacity).build();
    }

    /// Sends a question to `server` and waits for the answer.
    ///
    /// **Waiting.** For room in the channel, then for the answer. **Cancellation.** An interrupt
    /// makes it throw, and cancels the request; if the answer came first it is returned, and the
    /// interrupt stays pending. **Ordering and memory.** As for the channel and the promise.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException with what the handler threw as the cause
    /// @throws CancellationException if nobody will answer
    /// @throws ChannelClosedException if the server takes no more requests
    public static <Q, A extends @Nullable Object> A ask(
            Sender<? super Request<Q, A>> server, Q question)
            throws InterruptedException, ExecutionException {
        var request = new Request<Q, A>(question);
        try {
            server.send(request);
            return request.reply.await();
        } catch (InterruptedException e) {
            return Ended.value(request.reply, request.giveUpOrEnd(e));
        } finally {
            request.giveUp();
        }
    }

    /// As [#ask(Sender, Object)], but for at most `timeout` in all; then the request is cancelled.
    ///
    /// @return how the request ended, or empty if the time was over first
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ChannelClosedException if the server takes no more requests
    public static <Q, A extends @Nullable Object> Optional<Outcome<A>> ask(
            Sender<? super Request<Q, A>> server, Q question, Duration timeout)
            throws InterruptedException {
        long deadline = Door.now() + Door.nanos(timeout);
        var request = new Request<Q, A>(question);
        try {
            boolean sent =
                    Select.of(
                                    server.onSend(() -> request, () -> true),
                                    Select.after(timeout, () -> false))
                            .await();
            Optional<Outcome<A>> answer =
                    sent
                            ? request.reply.outcome(Duration.ofNanos(deadline - Door.now()))
                            : Optional.empty();
            return answer.isPresent() || request.giveUp()
                    ? answer
                    : Optional.of(request.reply.ended()); // it came just now
        } catch (InterruptedException e) {
            return Optional.of(request.giveUpOrEnd(e));
        } finally {
            request.giveUp();
        }
    }

    /// Cancels the request; does nothing if there is an answer.
    ///
    /// @return whether there was none
    private boolean giveUp() {
        return reply.cancel();
    }

    /// Gives up because of an interrupt; if the answer came first, leaves that pending.
    ///
    /// @return how the request ended
    private Outcome<A> giveUpOrEnd(InterruptedException interrupted) throws InterruptedException {
        if (giveUp()) {
            throw interrupted;
        }
        Thread.currentThread().interrupt(); // W3: who answered believes that it was heard
        return reply.ended();
    }

    /// Tells whether somebody still waits for the answer; for handlers that take long.
    public boolean isWanted() {
        return !reply.isDone();
    }

    /// Answers with what `handler` returns or throws. Does not call it if nobody waits for the
    /// answer any more.
    ///
    /// @return whether the asker has this answer: false if nobody waits, or waited until now
    /// @throws InterruptedException what `handler` throws if the server is to stop; the request is
    ///   cancelled
    public boolean answer(Handler<? super Q, ? extends A> handler) throws InterruptedException {
        Objects.requireNonNull(handler, "handler");
        if (!isWanted()) {
            return false;
        }
        try {
            return reply.complete(handler.answer(question));
        } catch (InterruptedException e) {
            reply.cancel(e);
            throw e;
        } catch (Exception e) {
            return reply.fail(e);
        } catch (Throwable e) { // the server fails with it, and the asker must not wait for ever
            reply.fail(e);
            throw e;
        }
    }
}
