package io.millrace.examples;

import com.sun.net.httpserver.HttpServer;
import io.millrace.task.Concurrently;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *            ┌─ web    replica 1, replica 2
 *   query ───┼─ image  replica 1, replica 2
 *            └─ video  replica 1 (slow), replica 2
 *
 *   1.0  one after the other      as long as all three
 *   2.0  all at once              as long as the slow one
 *   2.1  what has come in time    without the slow one's
 *   3.0  the same with a hedge    who does not answer for a while: the second replica is asked, too
 */
/// A search in three indexes, each on two servers of this machine, one of which is slow: in turn,
/// at once, with a time limit, with a hedge. Whoever loses is cancelled: no request goes on for
/// nobody.
///
/// After Pike's talk on Go's concurrency patterns, whose losers were left behind.
public final class ReplicaSearch implements AutoCloseable {
    private static final Duration FAST = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofMillis(800);
    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofMillis(150);
    private static final List<String> INDEXES = List.of("web", "image", "video");
    private static final String QUERY = "millrace";

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger cancelled = new AtomicInteger();

    private ReplicaSearch() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        for (String index : INDEXES) {
            for (int replica = 1; replica <= 2; replica++) {
                boolean slow = index.equals("video") && replica == 1;
                serve("/" + index + "/" + replica, index, slow ? SLOW : FAST);
            }
        }
        server.start();
    }

    private void serve(String path, String index, Duration time) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        Thread.sleep(time); // stands for the time that an index takes
                        byte[] answer = (index + " of " + QUERY).getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, answer.length);
                        exchange.getResponseBody().write(answer);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        server.stop(0);
    }

    private String ask(String index, int replica) throws IOException, InterruptedException {
        var uri = "http://localhost:" + server.getAddress().getPort() + "/" + index + "/" + replica;
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create(uri)).build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            cancelled.incrementAndGet();
            throw e;
        }
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
        try (var search = new ReplicaSearch()) {
            search.ask("web", 1); // opens the first connection, which takes a while
            Timed serial = Timed.of(search::inTurn);
            Timed concurrent = Timed.of(search::atOnce);
            Timed limited = Timed.of(() -> search.inTime(index -> search.ask(index, 1)));
            Timed hedged = Timed.of(() -> search.inTime(search::hedged));
            out.println("1.0 in turn:      " + serial.results);
            out.println("2.0 at once:      " + concurrent.results);
            out.println("2.1 in time:      " + limited.results);
            out.println("3.0 with a hedge: " + hedged.results);
            out.println("at once is faster than in turn: " + (concurrent.nanos < serial.nanos));
            out.println("with a hedge is faster than both: " + (hedged.nanos < concurrent.nanos));
            out.println("requests that lost and were cancelled: " + search.cancelled);
        }
    }

    private List<String> inTurn() throws IOException, InterruptedException {
        var results = new ArrayList<String>();
        for (String index : INDEXES) {
            results.add(ask(index, 1));
        }
        return results;
    }

    private List<String> atOnce() throws InterruptedException, ExecutionException {
        return Concurrently.all(
                INDEXES.stream().<Callable<String>>map(index -> () -> ask(index, 1)).toList());
    }

    /// A search in one index.
    private interface Question {
        String ask(String index) throws Exception;
    }

    /// Returns what has come when the time is up.
    private List<String> inTime(Question question) throws InterruptedException, ExecutionException {
        var results = new ArrayList<String>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (var scope = Scope.open()) {
            List<Task<String>> tasks =
                    INDEXES.stream().map(index -> scope.go(() -> question.ask(index))).toList();
            for (Task<String> task : tasks) {
                var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                if (task.outcome(left).isPresent()) {
                    results.add(task.await());
                }
            }
            scope.cancel(); // whoever is late
        }
        return results;
    }

    private String hedged(String index) throws InterruptedException, ExecutionException {
        return Concurrently.hedge(PATIENCE, List.of(() -> ask(index, 1), () -> ask(index, 2)));
    }

    /// What a search found, and how long it took.
    private record Timed(List<String> results, long nanos) {
        static Timed of(Callable<List<String>> search)
                throws IOException, InterruptedException, ExecutionException {
            long start = System.nanoTime();
            try {
                return new Timed(search.call(), System.nanoTime() - start);
            } catch (IOException | InterruptedException | ExecutionException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
