package io.millrace.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.guard.KeyedRateLimiter;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimitedException;
import io.millrace.guard.RateLimiter;
import io.millrace.task.Concurrently;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/*
 *   GET /mail?ann  ─► ann's bucket ─► 200, or at once 429 with Retry-After
 *   GET /mail?bob  ─► bob's bucket
 *   GET /tour      ─► one line for all ─► 200, when it is your turn
 */
/// A web server on this machine with two kinds of limit: each user has so many requests at once and
/// is turned away after that; and a page that everybody gets, so many a second.
public final class RateLimitedServer implements AutoCloseable {
    private static final int BURST = 5;
    private static final int TOURS_A_SECOND = 50;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final KeyedRateLimiter<String> mail = KeyedRateLimiter.of(Rate.perMinute(1), BURST);
    private final RateLimiter tours = RateLimiter.pacing(Rate.perSecond(TOURS_A_SECOND));
    private final HttpServer server;

    private RateLimitedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mail", this::mail);
        server.createContext("/tour", this::tour);
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void mail(HttpExchange exchange) throws IOException {
        String user = exchange.getRequestURI().getQuery();
        try {
            int status = mail.guard(user).call(() -> 200);
            answer(exchange, status);
        } catch (RateLimitedException e) {
            long seconds = e.retryAfter().orElse(MINUTE).plusMillis(999).toSeconds();
            exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
            answer(exchange, 429);
        } catch (InterruptedException e) {
            answer(exchange, 503);
        }
    }

    private void tour(HttpExchange exchange) throws IOException {
        try {
            tours.acquire();
            answer(exchange, 200);
        } catch (InterruptedException e) {
            answer(exchange, 503);
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        try (var server = new RateLimitedServer();
                var client = HttpClient.newHttpClient()) {
            List<HttpResponse<Void>> ann = server.get(client, "/mail?ann", 20);
            out.println(
                    "ann asks 20 times: "
                            + count(ann, 200)
                            + " answers, "
                            + count(ann, 429)
                            + " times 429");
            long wait =
                    ann.stream()
                            .flatMap(reply -> reply.headers().firstValue("Retry-After").stream())
                            .mapToLong(Long::parseLong)
                            .max()
                            .orElse(0);
            out.println("she may come back within a minute: " + (wait > 0 && wait <= 60));
            List<HttpResponse<Void>> bob = server.get(client, "/mail?bob", 3);
            out.println("bob asks 3 times: " + count(bob, 200) + " answers");
            long start = System.nanoTime();
            List<HttpResponse<Void>> tours = server.get(client, "/tour", 11);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            out.println("11 tours: " + count(tours, 200) + " answers");
            out.println("10 pauses of 20 ms: " + (took.toMillis() >= 10 * 1000 / TOURS_A_SECOND));
        }
    }

    private List<HttpResponse<Void>> get(HttpClient client, String path, int times)
            throws InterruptedException, ExecutionException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:" + server.getAddress().getPort() + path))
                        .build();
        Callable<HttpResponse<Void>> get = () -> client.send(request, BodyHandlers.discarding());
        return Concurrently.all(Collections.nCopies(times, get));
    }

    private static long count(List<HttpResponse<Void>> replies, int status) {
        return replies.stream().filter(reply -> reply.statusCode() == status).count();
    }
}
