package io.millrace.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *   a bucket of 5   |||||....|....|....|....|      five at once, then one in each pause
 *   pacing          |....|....|....|....|....|     never two at once, however long nobody came
 */
/// A visitor that spares the server which it visits: its requests go out one by one, with a pause
/// between them, though many tasks make them.
public final class Pacing implements AutoCloseable {
    private static final int PAGES = 11;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger served = new AtomicInteger();

    private Pacing() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        served.incrementAndGet();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
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
        atOnce(out);
        try (var visit = new Pacing()) {
            visit.everyPage(out);
        }
        turns(out);
    }

    /// A bucket keeps what nobody took; a pace does not.
    private static void atOnce(PrintStream out) {
        Rate hourly = Rate.every(Duration.ofHours(1));
        out.println("a bucket of 5, at once: " + granted(RateLimiter.of(hourly, 5)));
        out.println("pacing, at once: " + granted(RateLimiter.pacing(hourly)));
    }

    private static int granted(RateLimiter limiter) {
        int granted = 0;
        while (limiter.tryAcquire()) {
            granted++;
        }
        return granted;
    }

    /// Many tasks, one pace.
    private void everyPage(PrintStream out) throws InterruptedException, ExecutionException {
        var pace = RateLimiter.pacing(Rate.every(PAUSE));
        List<Callable<Integer>> visits = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            var address =
                    URI.create("http://localhost:" + server.getAddress().getPort() + "/" + page);
            visits.add(() -> {
                pace.acquire(); // waits for its turn
                var request = HttpRequest.newBuilder(address).build();
                return client.send(request, BodyHandlers.discarding()).statusCode();
            });
        }
        long start = System.nanoTime();
        long answered = Concurrently.all(visits).stream().filter(status -> status == 204).count();
        var took = Duration.ofNanos(System.nanoTime() - start);
        out.println("pages: " + answered + ", requests that the server saw: " + served);
        Duration pauses = PAUSE.multipliedBy(PAGES - 1);
        out.println("took at least " + pauses.toMillis() + " ms: " + (took.compareTo(pauses) >= 0));
    }

    /// When is it my turn? Who would have to wait too long need not stand in line at all.
    private static void turns(PrintStream out) {
        var pace = RateLimiter.pacing(Rate.every(Duration.ofHours(1)));
        for (int i = 0; i < 3; i++) {
            Duration wait = pace.reserve(1).delay();
            out.println("turn " + i + ": within " + wait.plusSeconds(3599).toHours() + " h");
        }
        Duration patience = Duration.ofHours(2);
        out.println("one more within 2 h: " + pace.tryReserve(1, patience).isPresent());
    }
}
