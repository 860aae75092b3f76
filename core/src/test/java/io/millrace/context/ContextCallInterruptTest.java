package io.millrace.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Whose interrupt is it? A call takes back its own, and no other.
class ContextCallInterruptTest {
    private final Context.Cancellable outer = Context.background().withCancel();
    private final Context.Cancellable inner = Context.background().withCancel();

    @Test
    void an_interrupt_of_an_outer_call_outlasts_an_inner_one_that_took_back_its_own() {
        Context.Cancellable between = Context.background().withCancel();
        var ended =
                assertThrows(
                        ContextEndedException.class,
                        () -> outer.call(() -> between.call(() -> receiveAfterBothEnded())));
        assertSame(outer.cause().orElseThrow(), ended.getCause());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    private Object receiveAfterBothEnded() throws InterruptedException {
        assertThrows(
                ContextEndedException.class,
                () ->
                        inner.call(() -> {
                            inner.cancel();
                            outer.cancel();
                            throw new InterruptedException();
                        }));
        return Channel.never().receive(); // the outer context has ended: this must not wait
    }

    @Test
    void an_inner_call_does_not_interrupt_again_for_an_outer_one_whose_interrupt_was_consumed() {
        outer.call(() -> {
            outer.cancel();
            assertTrue(Thread.interrupted());
            assertThrows(
                    ContextEndedException.class,
                    () ->
                            inner.call(() -> {
                                inner.cancel();
                                throw new InterruptedException();
                            }));
            assertFalse(Thread.currentThread().isInterrupted());
            return "cleaned up";
        });
    }

    @Test
    void an_outer_interrupt_that_is_pending_outlasts_an_inner_call_that_gave_up() {
        var ended =
                assertThrows(
                        ContextEndedException.class,
                        () ->
                                outer.call(() -> {
                                    outer.cancel(); // and nobody has noticed yet
                                    return receiveAfterBothEnded();
                                }));
        assertSame(outer.cause().orElseThrow(), ended.getCause());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void an_interrupt_that_was_pending_before_the_call_is_pending_after_it() {
        Thread.currentThread().interrupt();
        assertEquals(
                "done",
                inner.call(() -> {
                    inner.cancel();
                    return "done";
                }));
        assertTrue(Thread.interrupted());
    }

    @Test
    void who_hears_of_the_end_from_the_context_itself_has_given_up_like_any_other()
            throws Exception {
        var told = new CountDownLatch(1);
        var gaveUp = new CountDownLatch(1);
        Thread canceller =
                Thread.ofVirtual()
                        .unstarted(() -> inner.cancel(new IllegalStateException("enough")));
        var ended =
                assertThrows(
                        ContextEndedException.class,
                        () ->
                                inner.call(() -> {
                                    // Told before the call is, since it came later: holds up the
                                    // canceller.
                                    inner.afterCancel(
                                            Runnable::run,
                                            () -> {
                                                told.countDown();
                                                awaitAnyway(gaveUp);
                                            });
                                    canceller.start();
                                    awaitAnyway(told);
                                    throw new CancellationException("the context says so");
                                }));
        gaveUp.countDown();
        canceller.join();
        assertEquals("enough", ended.getCause().getMessage());
        assertInstanceOf(CancellationException.class, ended.getSuppressed()[0]);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    private static void awaitAnyway(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_socket_that_the_end_closed_has_given_up() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            var failure = new Throwable[1];
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    inner.call(() -> accepted.getInputStream().read());
                                } catch (ContextEndedException | IOException e) {
                                    failure[0] = e;
                                }
                            });
            Eventually.until("the reader waits", () -> reader.getState() == Thread.State.WAITING);
            inner.cancel();
            reader.join();
            assertInstanceOf(ContextEndedException.class, failure[0]);
            assertTrue(client.isConnected());
        }
    }
}
