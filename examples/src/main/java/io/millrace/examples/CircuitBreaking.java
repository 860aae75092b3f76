package io.millrace.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.CircuitOpenException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *              3 failures in a row                after 250 ms
 *   CLOSED ─────────────────────────► OPEN ─────────────────────► HALF_OPEN
 *     ▲                                ▲                             │   │
 *     │                                └──────── a probe fails ──────┘   │
 *     └───────────────────── both probes succeed ───────────────────────┘
 */
/// A server, one on this machine, goes down and comes up again, and is left alone meanwhile.
public final class CircuitBreaking implements AutoCloseable {
    private static final int FIRST_FAILURE = 4;
    private static final int LAST_FAILURE = 7;

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger requests = new AtomicInteger();

    private CircuitBreaking() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    /// Is down from its fourth request to its seventh.
    private void serve(HttpExchange exchange) throws IOException {
        int request = requests.incrementAndGet();
        boolean down = request >= FIRST_FAILURE && request <= LAST_FAILURE;
        exchange.sendResponseHeaders(down ? 503 : 200, -1);
        exchange.close();
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private int get() throws IOException, InterruptedException {
        var address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        var request = HttpRequest.newBuilder(address).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
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
        var breaker =
                CircuitBreaker.builder()
                        .consecutiveFailures(3)
                        .failedResult(
                                status -> status.equals(503)) // exceptions are failures anyway
                        .openFor(Duration.ofMillis(250))
                        .probes(2)
                        .onChange(change ->
                                out.println(
                                        "        "
                                                + change.from()
                                                + " -> "
                                                + change.to()
                                                + ": "
                                                + change.why()))
                        .build();
        try (var service = new CircuitBreaking()) {
            for (int call = 1; call <= 12; call++) {
                try {
                    out.println(call + ": " + breaker.call(service::get));
                } catch (CircuitOpenException e) {
                    out.println(call + ": not called");
                    Thread.sleep(e.retryAfter().orElse(Duration.ZERO)); // the program's own pause
                }
            }
            out.println("requests that reached the server: " + service.requests);
        }
    }
}
