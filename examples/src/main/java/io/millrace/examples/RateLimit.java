package io.millrace.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.channel.Channel;
import io.millrace.guard.KeyedRateLimiter;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Reservation;
import io.millrace.select.Select;
import io.millrace.task.Concurrently;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *   requests ──► [ permits: 50 a second, 5 at once ] ──► GET ──► the server
 *                        │
 *                        └──► none there: is not made, or waits in line
 */
/// A server that answers so many requests of each customer and says 429 to the rest, and a customer
/// that keeps to it.
public final class RateLimit implements AutoCloseable {
    private static final Rate HOURLY = Rate.every(Duration.ofHours(1));
    private static final Rate FIFTY_A_SECOND = Rate.perSecond(50);
    private static final int QUOTA = 5;
    private static final int ALL = 20;

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

    private RateLimit() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mail/", exchange -> serve(exchange, QUOTA));
        server.createContext("/news/", exchange -> serve(exchange, Integer.MAX_VALUE));
        server.start();
    }

    private void serve(HttpExchange exchange, int quota) throws IOException {
        int number = requests(exchange.getRequestURI().getPath()).incrementAndGet();
        exchange.sendResponseHeaders(number <= quota ? 204 : 429, -1);
        exchange.close();
    }

    private AtomicInteger requests(String path) {
        return requests.computeIfAbsent(path, _ -> new AtomicInteger());
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private int get(String path) throws IOException, InterruptedException {
        var address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
        var request = HttpRequest.newBuilder(address).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        try (var service = new RateLimit()) {
            service.withoutALimit(out);
            service.notMade(out);
            service.waitInLine(out);
        }
        reserve(out);
        eachUser(out);
        orSomethingElse(out);
    }

    /// Makes the call twenty times at once, and counts how often it had that result.
    private static long count(int result, Callable<Integer> call)
            throws InterruptedException, ExecutionException {
        return Concurrently.all(Collections.nCopies(ALL, call)).stream()
                .filter(each -> each == result)
                .count();
    }

    /// The server has to turn most of them away.
    private void withoutALimit(PrintStream out) throws InterruptedException, ExecutionException {
        long refused = count(429, () -> get("/mail/ann"));
        out.println("without a limit: " + requests("/mail/ann") + " requests, 429: " + refused);
    }

    /// What would be turned away is not asked for.
    private void notMade(PrintStream out) throws InterruptedException, ExecutionException {
        var limiter = RateLimiter.of(HOURLY, QUOTA);
        long refused = count(429, () -> limiter.tryAcquire() ? get("/mail/bob") : 0);
        out.println("with a limit: " + requests("/mail/bob") + " requests, 429: " + refused);
    }

    /// All are made, but not faster than allowed: who comes first is served first.
    private void waitInLine(PrintStream out) throws InterruptedException, ExecutionException {
        var limiter = RateLimiter.of(FIFTY_A_SECOND, QUOTA);
        long start = System.nanoTime();
        long answered =
                count(
                        204,
                        () -> {
                            limiter.acquire();
                            return get("/news/cid");
                        });
        var took = Duration.ofNanos(System.nanoTime() - start);
        out.println("in line: " + answered + " answers");
        out.println("15 of them had to wait, 20 ms each: " + (took.toMillis() >= 15 * 20));
    }

    /// Learns when it may act, and gives the permits back.
    private static void reserve(PrintStream out) {
        var limiter = RateLimiter.of(HOURLY, 1);
        Reservation now = limiter.reserve(1);
        Reservation later = limiter.reserve(1);
        out.println("first reservation: wait " + now.delay());
        out.println("second reservation: wait " + rounded(later.delay()));
        out.println("given back in time: " + later.cancel());
        out.println("third reservation: wait " + rounded(limiter.reserve(1).delay()));
    }

    private static Duration rounded(Duration duration) {
        return Duration.ofMinutes((duration.toSeconds() + 30) / 60);
    }

    /// Gives each user a limit of their own; who stays away is forgotten.
    private static void eachUser(PrintStream out) {
        var limiter = KeyedRateLimiter.<String>of(HOURLY, 2);
        for (String user : List.of("ann", "ann", "ann", "bob")) {
            out.println(user + ": " + (limiter.tryAcquire(user) ? "served" : "turned away"));
        }
    }

    /// Waits for a permit or for whatever else comes first.
    private static void orSomethingElse(PrintStream out) throws InterruptedException {
        var limiter = RateLimiter.builder(Rate.zero()).initial(0).build();
        Channel<String> news = Channel.buffered(1);
        news.send("the shop is closing");
        Select<String> next =
                Select.of(limiter.onPermit(() -> "a permit"), news.onReceive(text -> text));
        out.println("what came first: " + next.await());
    }
}
