package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests, by the tool as a user starts it.
class RunHttpTest {
    @TempDir Path folder;

    @Test
    void every_job_ends_as_its_server_lets_it_and_none_is_lost() throws Exception {
        Map<String, List<Long>> asked = new ConcurrentHashMap<>();
        Path results = folder.resolve("results.jsonl");
        try (var server =
                        new WebServer(request -> {
                            String path = request.getRequestURI().getPath();
                            List<Long> times = asked.computeIfAbsent(path, _ -> new ArrayList<>());
                            times.add(System.nanoTime());
                            boolean first = times.size() == 1;
                            switch (path) {
                                case "/busy" -> {
                                    if (first) {
                                        request.getResponseHeaders().set("Retry-After", "1");
                                    }
                                    WebServer.send(request, first ? 429 : 200, "b\n");
                                }
                                case "/flaky" -> WebServer.send(request, first ? 500 : 200, "f\n");
                                case "/down" -> WebServer.send(request, 503, "no\n");
                                case "/gone" -> WebServer.send(request, 410, "no\n");
                                default -> WebServer.send(request, 200, "ok\n");
                            }
                        });
                var reset =
                        new WebServer.Raw(c -> {
                            c.setSoLinger(true, 0);
                            c.close();
                        });
                var silent = new WebServer.Raw(c -> c.getInputStream().read())) {
            String s = server.url();
            List<String> urls =
                    List.of(
                            s + "/busy",
                            s + "/flaky",
                            s + "/down",
                            s + "/gone",
                            reset.url() + "/",
                            silent.url() + "/",
                            "no url",
                            s + "/1",
                            s + "/2");
            Tool.Ended ended =
                    Tool.runOn(
                            String.join("\n", urls),
                            "-k",
                            "-j",
                            "4",
                            "--timeout",
                            "2s",
                            "--retry",
                            "1",
                            "--backoff",
                            "1ms..2ms",
                            "-o",
                            results.toString(),
                            "--http",
                            "GET {}");
            assertEquals("b\nf\nok\nok\n", ended.out());
            assertEquals(1, ended.code());
            Tool.assertContains("created 9 done 4 failed 5 retried 5 inflight 0", ended.err());
            Tool.assertContains("410 Gone (not retried)\nno\n", ended.err());
            List<Long> busy = asked.getOrDefault("/busy", List.of());
            assertEquals(2, busy.size());
            assertTrue(busy.get(1) - busy.get(0) >= 1_000_000_000L);
            assertEquals(1, asked.getOrDefault("/gone", List.of()).size());
            List<String> lines = Files.readAllLines(results);
            assertEquals(9, lines.size());
            assertResult(lines, urls.get(0), "\"ok\":true", "\"status\":200,\"attempts\":2");
            assertResult(
                    lines, urls.get(2), "\"ok\":false,\"exit\":1", "\"status\":503,\"attempts\":2");
            assertResult(lines, urls.get(3), "\"ok\":false", "\"status\":410,\"attempts\":1");
            assertResult(lines, urls.get(4), "\"status\":null,\"attempts\":2", "onnection reset");
            assertResult(lines, urls.get(5), "\"timeout\":true,\"status\":null", "no answer in 2s");
            assertResult(lines, urls.get(6), "\"attempts\":1", "this is no URL: no url: ");
        }
    }

    private static void assertResult(List<String> lines, String input, String... parts) {
        String line =
                lines.stream()
                        .filter(l -> l.contains("\"input\":\"" + input + "\""))
                        .findFirst()
                        .orElseThrow();
        for (String part : parts) {
            Tool.assertContains(part, line);
        }
    }

    @Test
    void a_body_that_is_larger_than_the_heap_passes_through() throws Exception {
        byte[] block = new byte[1 << 16];
        try (var server =
                new WebServer(request -> {
                    request.sendResponseHeaders(200, 0);
                    try (OutputStream out = request.getResponseBody()) {
                        for (int i = 0; i < 1024; i++) {
                            out.write(block);
                        }
                    }
                })) {
            Path out = folder.resolve("out");
            Tool.Ended ended =
                    new Tool()
                            .option("-Xmx32m")
                            .runInto(
                                    out,
                                    "1\n2\n",
                                    "run",
                                    "-q",
                                    "-k",
                                    "--http",
                                    "GET " + server.url() + "/{}");
            assertEquals(0, ended.code(), ended.err());
            assertEquals(2L * (1 << 26), Files.size(out));
        }
    }

    @Test
    void two_signals_end_requests_that_hang() throws Exception {
        var asked = new CountDownLatch(2);
        try (var silent =
                new WebServer.Raw(c -> {
                    asked.countDown();
                    c.getInputStream().read();
                })) {
            Process process =
                    new Tool()
                            .start(
                                    "run",
                                    "-j",
                                    "2",
                                    "--http",
                                    "GET " + silent.url() + "/{}",
                                    ":::",
                                    "1",
                                    "2",
                                    "3");
            asked.await();
            Tool.signal("INT", process);
            Tool.signal("TERM", process);
            Tool.Ended ended = Tool.end(process);
            assertEquals(130, ended.code());
            Tool.assertContains("/1: interrupted", ended.err());
            Tool.assertContains("created 3 done 0 failed 2", ended.err());
        }
    }

    @Test
    void a_dry_run_shows_what_would_be_asked() throws Exception {
        Tool.Ended ended =
                Tool.runOn(
                        "",
                        "--dry-run",
                        "--http",
                        "PUT http://localhost:1/{}/x?id={#}",
                        ":::",
                        "a b",
                        "é/ü");
        assertEquals(
                "PUT http://localhost:1/a%20b/x?id=1\nPUT http://localhost:1/%C3%A9%2F%C3%BC/x?id=2\n",
                ended.out());
        assertEquals(0, ended.code());
    }
}
