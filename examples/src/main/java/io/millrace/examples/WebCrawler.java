package io.millrace.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.channel.Channel;
import io.millrace.sync.Semaphore;
import io.millrace.task.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/*
 *             ┌── found: pages with their links ◄──┐
 *             ▼                                    │
 *   the caller: seen before? no ─► a task, at most 4 at a time
 */
/// Visits every page that can be reached from the first one, each once, four at a time. One task,
/// the caller's, knows what has been seen and how many are on their way: when none is, all is done.
///
/// The site is a small one on this machine, with circles, a dead link and a link to elsewhere.
public final class WebCrawler implements AutoCloseable {
    private static final int AT_A_TIME = 4;
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");
    private static final Map<String, List<String>> SITE =
            Map.of(
                    "/", List.of("/docs", "/blog", "http://elsewhere.invalid/"),
                    "/docs", List.of("/", "/docs/channels", "/docs/select", "/docs/old"),
                    "/docs/channels", List.of("/docs/select", "/docs"),
                    "/docs/select", List.of("/docs/channels"),
                    "/blog", List.of("/blog/1", "/blog/2"),
                    "/blog/1", List.of("/blog/2", "/"),
                    "/blog/2", List.of("/blog/1", "/blog/3"),
                    "/blog/3", List.of(),
                    "/secret", List.of("/"));

    /// A page as it was got.
    private record Page(URI address, int status, List<URI> links) {}

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Semaphore permits = new Semaphore(AT_A_TIME);
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();

    private WebCrawler() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
            List<String> links = SITE.get(path);
            if (links == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var html = new StringBuilder("<h1>" + path + "</h1>\n");
            links.forEach(link -> html.append("<a href=\"" + link + "\">there</a>\n"));
            byte[] page = html.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
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
        try (var crawler = new WebCrawler()) {
            var home =
                    URI.create("http://localhost:" + crawler.server.getAddress().getPort() + "/");
            Map<String, Integer> pages = crawler.crawl(home);
            pages.forEach((path, status) -> out.println(status + " " + path));
            out.println("pages: " + pages.size());
            int repeated = crawler.requests.values().stream().mapToInt(n -> n.get() - 1).sum();
            out.println("asked for twice: " + repeated);
            out.println(
                    "never more than "
                            + AT_A_TIME
                            + " at a time: "
                            + (crawler.most.get() <= AT_A_TIME));
        }
    }

    private Map<String, Integer> crawl(URI home) throws InterruptedException, ExecutionException {
        var seen = new TreeMap<String, Integer>();
        Channel<Page> found = Channel.rendezvous();
        try (var scope = Scope.open()) {
            int onTheirWay = visit(List.of(home), home, seen, found, scope);
            while (onTheirWay > 0) {
                Page page = found.receive();
                onTheirWay--;
                seen.put(page.address.getPath(), page.status);
                onTheirWay += visit(page.links, home, seen, found, scope);
            }
            scope.join();
        }
        return seen;
    }

    /// Starts a task for each link that is on the site and new, and returns how many these are.
    private int visit(
            List<URI> links,
            URI home,
            Map<String, Integer> seen,
            Channel<Page> found,
            Scope scope) {
        int started = 0;
        for (URI link : links) {
            if (home.getAuthority().equals(link.getAuthority())
                    && seen.putIfAbsent(link.getPath(), 0) == null) {
                scope.go("get " + link.getPath(), () -> found.send(get(link)));
                started++;
            }
        }
        return started;
    }

    private Page get(URI address) throws InterruptedException {
        try (var _ = permits.hold()) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            var reply =
                    client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            List<URI> links =
                    LINK.matcher(reply.body())
                            .results()
                            .map((MatchResult link) -> address.resolve(link.group(1)))
                            .toList();
            return new Page(address, reply.statusCode(), links);
        } catch (IOException e) {
            return new Page(address, 599, List.of()); // nobody answered: one page less, no more
        } finally {
            running.decrementAndGet();
        }
    }
}
