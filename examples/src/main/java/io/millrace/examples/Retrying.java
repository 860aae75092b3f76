package io.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.guard.Backoff;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.Fallback;
import io.millrace.guard.Guards;
import io.millrace.guard.Retry;
import io.millrace.guard.RetryBudget;
import io.millrace.guard.Timeout;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *   GET ── 503 ── wait ──► GET ── 503 ──── wait longer ────► GET ── 200
 *
 *   Fallback ( Retry ( CircuitBreaker ( Timeout ( GET ))))
 */
/// A request that fails is made again: not for ever, not at once, not if that is useless, and not
/// when everything fails. The server is one on this machine.
public final class Retrying implements AutoCloseable {

    /// The server has answered, but not with a page.
    private static final class StatusException extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;
        private final Duration retryAfter; // zero if it does not say

        StatusException(int status, Duration retryAfter) {
            super("status " + status);
            this.status = status;
            this.retryAfter = retryAfter;
        }
    }

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

    private Retrying() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    /// Is busy when it is asked for a page the first three times.
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            int number = requests(path).incrementAndGet();
            if (path.equals("/missing")) {
                exchange.sendResponseHeaders(404, -1);
            } else if (path.equals("/down") || number <= 3) {
                if (path.equals("/polite")) {
                    exchange.getResponseHeaders().set("Retry-After", number == 1 ? "1" : "0");
                }
                exchange.sendResponseHeaders(503, -1);
            } else {
                byte[] page = ("the page, at request " + number).getBytes(UTF_8);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        }
    }

    private AtomicInteger requests(String path) {
        return requests.computeIfAbsent(path, _ -> new AtomicInteger());
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private String get(String path) throws IOException, InterruptedException {
        var address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
        var reply = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
            String seconds = reply.headers().firstValue("Retry-After").orElse("0");
            throw new StatusException(
                    reply.statusCode(), Duration.ofSeconds(Long.parseLong(seconds)));
        }
        return reply.body();
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        try (var site = new Retrying()) {
            site.untilItSucceeds(out);
            site.asTheServerSays(out);
            site.withinABudget(out);
            site.togetherWithOthers(out);
        }
    }

    /// Waits twice as long after each failure; but there is no use in asking again for a page that
    /// does not exist.
    private void untilItSucceeds(PrintStream out) throws IOException, InterruptedException {
        var retry =
                Retry.builder()
                        .attempts(5)
                        .backoff(Backoff.exponential(Duration.ofMillis(5), Duration.ofMillis(100)))
                        .within(Duration.ofSeconds(30))
                        .retryOn(e -> !(e instanceof StatusException s) || s.status >= 500)
                        .onRetry(event -> tell(out, event))
                        .build();
        out.println(retry.call(() -> get("/home")));
        try {
            out.println(retry.call(() -> get("/missing")));
        } catch (StatusException e) {
            out.println(e.getMessage() + ", at request " + requests("/missing"));
        }
    }

    private static void tell(PrintStream out, Retry.Event event) {
        out.println("attempt " + event.attempt() + " in " + event.delay().toMillis() + " ms");
    }

    /// The server knows best when to come back: HTTP's `Retry-After`.
    private void asTheServerSays(PrintStream out) throws IOException, InterruptedException {
        var retry =
                Retry.builder()
                        .attempts(4)
                        .backoff(Backoff.none())
                        .hint(Retrying::retryAfter)
                        .onRetry(event -> tell(out, event))
                        .build();
        out.println(retry.call(() -> get("/polite")));
    }

    private static Optional<Duration> retryAfter(Throwable failure) {
        return failure instanceof StatusException reply
                ? Optional.of(reply.retryAfter)
                : Optional.empty();
    }

    /// A hundred calls, all of which fail: the budget keeps that from becoming four hundred.
    private void withinABudget(PrintStream out) throws InterruptedException {
        var retry =
                Retry.builder()
                        .attempts(4)
                        .backoff(Backoff.none())
                        .budget(RetryBudget.of(10, 10))
                        .build();
        int before = requests("/down").get();
        int failed = 0;
        for (int i = 0; i < 100; i++) {
            try {
                out.println(retry.call(() -> get("/down")));
            } catch (IOException e) {
                failed++;
            }
        }
        int made = requests("/down").get() - before;
        out.println(failed + " calls failed, after " + made + " requests");
    }

    /// Guards around each other: the retry stops when the breaker opens, and the fallback stands
    /// in.
    private void togetherWithOthers(PrintStream out) throws IOException, InterruptedException {
        Fallback<String> guarded =
                Guards.builder()
                        .retry(Retry.builder().attempts(10).backoff(Backoff.none()).build())
                        .circuitBreaker(CircuitBreaker.builder().consecutiveFailures(4).build())
                        .timeout(Timeout.of(Duration.ofSeconds(30)))
                        .build(Fallback.from(e -> "yesterday's page (" + why(e) + ")"));
        int before = requests("/down").get();
        out.println(guarded.call(() -> get("/down")));
        int made = requests("/down").get() - before;
        out.println("requests before the breaker opened: " + made);
    }

    private static String why(Throwable e) {
        return e.getClass().getSimpleName();
    }
}
