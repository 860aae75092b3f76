package io.millrace.cli.run.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.WebServer;
import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Attempt;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.process.Captured;
import io.millrace.cli.run.process.TempFolder;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One attempt at a time, against servers that behave and others that do not.
class HttpWorkTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    @TempDir Path temp;

    private Attempt attempt(RequestTemplate template, String input, @Nullable Duration timeout)
            throws Exception {
        try (var folder = TempFolder.create(temp.toString());
                var requests = new Requests(template, folder, timeout)) {
            return requests.newWork(1).attempt(new Job(1, input, 0, null, 0), 1, System.nanoTime());
        }
    }

    private Attempt attempt(String request, String input) throws Exception {
        return attempt(new RequestTemplate(request, List.of(), null, null), input, LONG);
    }

    private static String text(Captured captured) throws Exception {
        var out = new ByteArrayOutputStream();
        captured.writeTo(out);
        captured.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_value_never_becomes_more_than_the_part_of_the_url_it_stands_for() throws Exception {
        var targets = new LinkedBlockingQueue<String>();
        try (var server =
                new WebServer(request -> {
                    targets.add(request.getRequestURI().toString());
                    WebServer.send(request, 200, "");
                })) {
            String input = ExactText.decode(new byte[] {'a', '/', (byte) 0xFF, '?'}, 0, 4);
            assertTrue(attempt("GET " + server.url() + "/x/{}?q={}&n={#}", input).ok());
            assertEquals("/x/a%2F%FF%3F?q=a%2F%FF%3F&n=1", targets.take());
            assertTrue(attempt("GET " + server.url() + "/{}", "é b&c=d#e+%41").ok());
            assertEquals("/%C3%A9%20b%26c%3Dd%23e%2B%2541", targets.take());
            String json = "{\"path\":\"../x\",\"ids\":[1,2]}";
            assertTrue(attempt("GET " + server.url() + "?{$.path}={$.ids[1]}", json).ok());
            assertEquals("/?..%2Fx=2", targets.take());
            assertTrue(attempt("GET {}", server.url() + "/é?a=1&b=2").ok());
            assertEquals("/%C3%A9?a=1&b=2", targets.take());
            String host = server.url().substring("http://".length());
            assertTrue(attempt("GET http://{}/{}", host).ok());
            assertEquals("/" + host.replace(":", "%3A"), targets.take());
        }
    }

    @Test
    void an_input_that_makes_no_url_is_told_and_not_tried_again() throws Exception {
        for (String bad : List.of("http://a b/", "file:///etc/passwd", "no url", "", "http://")) {
            Attempt attempt = attempt("GET {}", bad);
            assertFalse(attempt.ok(), bad);
            assertFalse(attempt.mayRetry(), bad);
            assertTrue(text(attempt.stderr()).startsWith("millrace: "), bad);
        }
        for (String bad : List.of("h/x?", "u@h", "h#", "")) {
            assertTrue(
                    text(attempt("GET http://{}/", bad).stderr())
                            .contains("no part of a host's name"));
        }
        Attempt missing = attempt("GET http://localhost/{$.id}", "{}");
        assertEquals("millrace: the input has no $.id\n", text(missing.stderr()));
        assertFalse(missing.mayRetry());
        assertNull(missing.status());
    }

    @Test
    void a_post_without_a_body_sends_the_input_and_headers_have_tokens() throws Exception {
        var bodies = new LinkedBlockingQueue<String>();
        try (var server =
                new WebServer(request -> {
                    byte[] body = request.getRequestBody().readAllBytes();
                    bodies.add(
                            request.getRequestHeaders().getFirst("X-Id")
                                    + " "
                                    + request.getRequestHeaders().getFirst("User-Agent")
                                    + " "
                                    + new String(body, StandardCharsets.UTF_8));
                    WebServer.send(request, 201, "made");
                })) {
            String url = "POST " + server.url() + "/";
            String json = "{\"id\":\"7é\",\"n\":1}";
            var plain = new RequestTemplate(url, List.of(), null, null);
            Attempt made = attempt(plain, json, LONG);
            assertEquals("made", text(made.stdout()));
            assertEquals(201, made.status());
            assertEquals("null millrace " + json, bodies.take());
            var headers = List.of("X-Id: n={$.n}", "user-agent: mine");
            var full = new RequestTemplate(url, headers, "<{$.id}>", null);
            assertTrue(attempt(full, json, LONG).ok());
            assertEquals("n=1 mine <7é>", bodies.take());
            Path file = Files.writeString(temp.resolve("file"), "from the file");
            var upload = new RequestTemplate(url, List.of(), null, "{}");
            assertTrue(attempt(upload, file.toString(), LONG).ok());
            assertEquals("null millrace from the file", bodies.take());
            Files.delete(file);
            Attempt vanished = attempt(upload, file.toString(), LONG);
            assertFalse(vanished.mayRetry());
            assertTrue(text(vanished.stderr()).contains("cannot send a file: " + file));
            var split = new RequestTemplate(url, List.of("X-Id: {}"), null, null);
            Attempt refused = attempt(split, "a\r\nX-Evil: 1", LONG);
            assertTrue(text(refused.stderr()).contains("header X-Id: this value cannot be sent"));
            assertTrue(bodies.isEmpty());
        }
    }

    @Test
    void a_clients_error_is_not_retried_and_a_servers_is() throws Exception {
        var status = new AtomicReference<>(404);
        try (var server = new WebServer(r -> WebServer.send(r, status.get(), "the page"))) {
            String request = "GET " + server.url() + "/{}";
            Attempt missing = attempt(request, "x");
            assertFalse(missing.ok());
            assertFalse(missing.mayRetry());
            assertEquals(404, missing.status());
            assertEquals("", text(missing.stdout()));
            assertEquals(
                    "millrace: "
                            + request.replace("{}", "x")
                            + ": 404 Not Found (not retried)\nthe page\n",
                    text(missing.stderr()));
            for (int code : List.of(400, 401, 403, 409, 410, 422, 501, 505)) {
                status.set(code);
                assertFalse(attempt(request, "x").mayRetry(), "" + code);
            }
            for (int code : List.of(408, 425, 429, 500, 502, 503, 504, 599)) {
                status.set(code);
                Attempt attempt = attempt(request, "x");
                assertTrue(attempt.mayRetry(), "" + code);
                assertEquals(Duration.ZERO, attempt.retryAfter());
            }
        }
    }

    @Test
    void a_server_says_when_to_come_back_in_seconds_or_by_its_own_clock() throws Exception {
        var headers = new AtomicReference<>("");
        try (var server =
                new WebServer.Raw(c -> {
                    WebServer.Raw.write(
                            c,
                            "HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n"
                                    + headers.get()
                                    + "\r\n");
                    c.close();
                })) {
            String request = "GET " + server.url() + "/{}";
            headers.set("Retry-After: 7\r\n");
            Attempt seconds = attempt(request, "x");
            assertEquals(Duration.ofSeconds(7), seconds.retryAfter());
            assertTrue(
                    text(seconds.stderr()).endsWith(": 429 Too Many Requests (Retry-After: 7)\n"));
            headers.set(
                    "Date: Sun, 06 Nov 1994 08:49:30 GMT\r\n"
                            + "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
            assertEquals(Duration.ofSeconds(7), attempt(request, "x").retryAfter());
        }
    }

    @Test
    void a_redirect_is_followed_and_one_without_end_is_not_retried() throws Exception {
        try (var server =
                new WebServer(request -> {
                    if (request.getRequestURI().getPath().equals("/old")) {
                        request.getResponseHeaders().set("Location", "/new");
                        WebServer.send(request, 302, "");
                    } else if (request.getRequestURI().getPath().equals("/round")) {
                        request.getResponseHeaders().set("Location", "/round");
                        WebServer.send(request, 301, "");
                    } else {
                        WebServer.send(request, 200, "here");
                    }
                })) {
            assertEquals("here", text(attempt("GET " + server.url() + "/{}", "old").stdout()));
            Attempt round = attempt("GET " + server.url() + "/{}", "round");
            assertFalse(round.ok());
            assertFalse(round.mayRetry());
            assertEquals(301, round.status());
        }
    }

    @Test
    void a_large_body_goes_through_a_file_and_an_errors_page_is_cut_off() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 17);
        var status = new AtomicReference<>(200);
        try (var server = new WebServer(r -> WebServer.send(r, status.get(), large))) {
            String request = "GET " + server.url() + "/{}";
            Attempt attempt = attempt(request, "x");
            assertTrue(attempt.stdout() instanceof Captured.Part);
            assertEquals(large, text(attempt.stdout()));
            status.set(500);
            Attempt failed = attempt(request, "x");
            assertTrue(failed.stderr().size() < 1 << 16, "" + failed.stderr().size());
        }
        try (var left = Files.list(temp)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void a_server_that_hangs_and_one_that_trickles_are_out_of_time() throws Exception {
        var nothing = new CountDownLatch(1);
        try (var silent = new WebServer.Raw(c -> c.getInputStream().read());
                var slow =
                        new WebServer.Raw(c -> {
                            WebServer.Raw.write(
                                    c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
                            c.getInputStream().read(); // until the client has gone
                            nothing.countDown();
                        })) {
            Attempt hangs =
                    attempt(
                            new RequestTemplate(
                                    "GET " + silent.url() + "/{}", List.of(), null, null),
                            "x",
                            Duration.ofMillis(300));
            assertTrue(hangs.timeout());
            assertFalse(hangs.ok());
            assertTrue(hangs.mayRetry());
            assertEquals(0, hangs.status());
            assertTrue(text(hangs.stderr()).endsWith("/x: no answer in 300ms\n"));
            Attempt trickles =
                    attempt(
                            new RequestTemplate("GET " + slow.url() + "/{}", List.of(), null, null),
                            "x",
                            Duration.ofSeconds(1));
            assertTrue(trickles.timeout());
            assertEquals(200, trickles.status());
            assertEquals("part", text(trickles.stdout()));
            assertTrue(
                    text(trickles.stderr())
                            .endsWith(
                                    "200 OK, but only 4 bytes of the body came: no answer in 1s\n"));
            nothing.await(); // the connection was closed
        }
    }

    @Test
    void a_connection_that_is_refused_reset_or_cut_short_is_told_and_may_be_tried_again()
            throws Exception {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        Attempt refused = attempt("GET http://localhost:" + closed + "/{}", "x");
        assertTrue(refused.mayRetry());
        assertTrue(text(refused.stderr()).contains(": cannot connect: "));
        try (var server =
                new WebServer.Raw(c -> {
                    c.setSoLinger(true, 0);
                    c.close();
                })) {
            Attempt reset = attempt("GET " + server.url() + "/{}", "x");
            assertTrue(reset.mayRetry());
            assertEquals(0, reset.status());
            assertTrue(text(reset.stderr()).contains("onnection reset"));
        }
        try (var server =
                new WebServer.Raw(c -> {
                    WebServer.Raw.write(
                            c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a body");
                    c.close();
                })) {
            Attempt cut = attempt("GET " + server.url() + "/{}", "x");
            assertFalse(cut.ok());
            assertTrue(cut.mayRetry());
            assertEquals("half a body", text(cut.stdout()));
            assertTrue(text(cut.stderr()).contains("200 OK, but only 11 bytes of the body came: "));
        }
        try (var server =
                new WebServer.Raw(c -> {
                    WebServer.Raw.write(c, "what is HTTP?\r\n\r\n");
                    c.close();
                })) {
            Attempt other = attempt("GET " + server.url() + "/{}", "x");
            assertFalse(other.ok());
            assertTrue(text(other.stderr()).startsWith("millrace: GET "));
        }
    }

    @Test
    void an_unknown_host_is_told() throws Exception {
        Attempt attempt = attempt("GET http://{}/", "no-such-host.invalid");
        assertEquals(
                "millrace: GET http://no-such-host.invalid/: unknown host\n",
                text(attempt.stderr()));
    }

    @Test
    void an_interrupt_ends_an_attempt() throws Exception {
        var asked = new CountDownLatch(1);
        try (var silent =
                new WebServer.Raw(c -> {
                    asked.countDown();
                    c.getInputStream().read();
                })) {
            for (Duration timeout : new @Nullable Duration[] {null, LONG}) {
                var template =
                        new RequestTemplate("GET " + silent.url() + "/{}", List.of(), null, null);
                var attempts = new LinkedBlockingQueue<Attempt>();
                Thread consumer =
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        attempts.add(attempt(template, "x", timeout));
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
                asked.await();
                consumer.interrupt();
                Attempt attempt = attempts.take();
                assertEquals(130, attempt.exit());
                assertFalse(attempt.timeout());
                assertTrue(text(attempt.stderr()).endsWith("/x: interrupted\n"));
                consumer.join();
            }
        }
    }

    @Test
    void a_connection_is_used_again() throws Exception {
        try (var server = new WebServer(r -> WebServer.send(r, 200, "x"));
                var folder = TempFolder.create(temp.toString());
                var requests =
                        new Requests(
                                new RequestTemplate(
                                        "GET " + server.url() + "/{}", List.of(), null, null),
                                folder,
                                LONG)) {
            for (int slot = 1; slot <= 3; slot++) {
                var work = requests.newWork(slot);
                for (int i = 0; i < 10; i++) {
                    assertTrue(
                            work.attempt(new Job(i, "a", 0, null, 0), 1, System.nanoTime()).ok());
                }
            }
            assertEquals(1, server.connections());
        }
    }
}
