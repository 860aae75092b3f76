package io.millrace.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.guard.CallTimedOutException;
import io.millrace.guard.Timeout;
import io.millrace.task.Outcome;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/*
 *   a limit      GET ──────────────┤ interrupted: the request is given up
 *   a deadline   GET ── GET ── GET ┤ of all of them together
 *   patience     GET ──────────────┼──────────► goes on; only nobody waits for it any more
 */
/// A server that hangs, and three ways not to hang with it: a limit for one call, a deadline for
/// all that is done for a request, and an end to one's own patience.
public final class Timeouts implements AutoCloseable {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Timeouts() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/quick", this::answer);
        server.createContext("/hangs", this::hang);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] page = "a page".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    private void hang(HttpExchange exchange) throws IOException {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            // The server is to end.
        }
        exchange.close();
    }

    @Override
    public void close() {
        stopped.countDown();
        client.close();
        server.stop(0);
    }

    private String get(String path) throws IOException, InterruptedException {
        var address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
        var request = HttpRequest.newBuilder(address).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        try (var pages = new Timeouts()) {
            pages.limit(out);
            pages.deadline(out);
            pages.patience(out);
        }
    }

    /// A guard: each call has so much time, and is interrupted when that is over.
    private void limit(PrintStream out) throws IOException, InterruptedException {
        out.println("in time: " + Timeout.of(LONG).call(() -> get("/quick")));
        var limit = Timeout.of("pages", SHORT);
        try {
            out.println(limit.call(() -> get("/hangs")));
        } catch (CallTimedOutException e) {
            out.println("given up after " + e.limit().toMillis() + " ms");
        }
        out.println("timed out: " + limit.stats().timedOut());
        out.println("interrupted now: " + Thread.currentThread().isInterrupted());
    }

    /// A context: all that is done within it has so much time together, however deep it is done.
    private void deadline(PrintStream out) throws Exception {
        try (var ctx = Context.current().withTimeout(SHORT)) {
            out.println(ctx.call(() -> get("/hangs")));
        } catch (ContextEndedException e) {
            out.println("a deadline was the cause: " + e.isTimeout());
        }
    }

    /// A wait with a limit ends the wait and nothing else.
    private void patience(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Task<String> page = scope.go(() -> get("/hangs"));
            out.println("here within 100 ms: " + page.outcome(SHORT).isPresent());
            out.println("still asked for: " + !page.isDone());
            page.cancel(); // that is something else
            out.println("cancelled: " + (page.outcome() instanceof Outcome.Cancelled));
            scope.join();
        }
    }
}
