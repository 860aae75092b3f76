package io.millrace.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.guard.Fallback;
import io.millrace.guard.Timeout;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/*
 *   the server ── 503, or silence ──► what it said last time ── never asked before ──► "no price"
 *       └──────── 404 ──────────────► an answer like any other: nothing stands in for it
 */
/// Prices from a server that is not always there. What it said last time is better than nothing,
/// and to say so is better than an error. But what is our own mistake must not be hidden.
public final class Fallbacks implements AutoCloseable {

    private enum Mode {
        WELL,
        DOWN,
        SILENT
    }

    /// The server has answered, and did not say a price.
    private static final class StatusException extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;

        StatusException(int status) {
            super("status " + status);
            this.status = status;
        }
    }

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, String> known = new ConcurrentHashMap<>();
    private final Timeout limit = Timeout.of(Duration.ofSeconds(1));
    private volatile Mode mode = Mode.WELL;

    private Fallbacks() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/tea", this::price);
        server.createContext("/gold", this::price);
        server.start(); // there are no others: 404
    }

    private void price(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (mode) {
                case DOWN -> exchange.sendResponseHeaders(503, -1);
                case SILENT -> stopped.await();
                case WELL -> {
                    byte[] price = "250".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, price.length);
                    exchange.getResponseBody().write(price);
                }
            }
        } catch (InterruptedException e) {
            // The server is to end.
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        client.close();
        server.stop(0);
    }

    private String get(String path) throws IOException, InterruptedException {
        var address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
        var reply = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
            throw new StatusException(reply.statusCode());
        }
        known.put(path, reply.body());
        return reply.body();
    }

    /// Returns the price, or what stands in for it.
    private String price(String path) throws IOException, InterruptedException {
        Fallback<String> fallback =
                Fallback.<String>from(e -> known.getOrDefault(path, "no price") + why(e))
                        .when(e -> !(e instanceof StatusException s) || s.status >= 500)
                        .around(limit);
        return fallback.call(() -> get(path));
    }

    private static String why(Throwable e) {
        String why = e instanceof StatusException ? e.getMessage() : e.getClass().getSimpleName();
        return " (" + why + ")";
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
        try (var prices = new Fallbacks()) {
            out.println("tea: " + prices.get("/tea"));
            prices.mode = Mode.DOWN;
            out.println("down, tea: " + prices.price("/tea"));
            out.println("down, gold: " + prices.price("/gold"));
            prices.mode = Mode.SILENT;
            out.println("silent, tea: " + prices.price("/tea"));
            try {
                out.println("dodo: " + prices.price("/dodo"));
            } catch (StatusException e) {
                out.println("dodo: " + e.getMessage()); // nobody sells it: that is an answer
            }
        }
    }
}
