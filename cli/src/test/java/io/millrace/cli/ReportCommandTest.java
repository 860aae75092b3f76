package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportCommandTest {
    private static final String JOB =
            "case {} in 3) echo '<script>alert(1)</script> & more' >&2; exit 5;; 4) kill -9 $$;; esac";

    @TempDir Path folder;

    private String journal() {
        return folder.resolve("<v>.jrn").toString();
    }

    private Tool.Ended report(String... more) throws Exception {
        var args = new java.util.ArrayList<>(java.util.List.of("report", journal()));
        args.addAll(java.util.List.of(more));
        return new Tool().run("", args.toArray(String[]::new));
    }

    private void run(String inputs, String... options) throws Exception {
        var args =
                new java.util.ArrayList<>(java.util.List.of("run", "-q", "--journal", journal()));
        args.addAll(java.util.List.of(options));
        args.addAll(java.util.List.of("--sh", JOB));
        assertEquals(1, new Tool().run(inputs, args.toArray(String[]::new)).code());
    }

    @Test
    void a_report_has_the_jobs_the_failures_the_times_and_the_runs() throws Exception {
        run("1\n2\n3\n4\n");
        run("1\n2\n3\n4\n5\n", "--resume");
        Tool.Ended ended = report();
        assertEquals(0, ended.code(), ended.err());
        String text = ended.out();
        assertTrue(text.startsWith("<v>.jrn: 5 jobs: 3 done, 2 failed\n"), text);
        assertTrue(text.contains("failed  exit 5: 1\nfailed  signal KILL: 1\n"), text);
        assertTrue(text.contains("exit 1, 4 skipped\n"), text);
        assertTrue(text.contains("run time, of attempts: p50 "), text);
        assertTrue(text.contains("time in the queue, of jobs: p50 "), text);
        assertTrue(text.lines().anyMatch(line -> line.matches(" +\\S+  signal KILL 4")), text);
    }

    @Test
    void a_page_is_whole_and_says_in_words_what_it_draws() throws Exception {
        run("1\n2\n3\n4\n");
        Path page = folder.resolve("v.html");
        Tool.Ended ended = report("--html", page.toString());
        assertEquals(0, ended.code(), ended.err());
        String html = Files.readString(page);
        assertFalse(html.contains("<script"), html);
        assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"), html);
        assertFalse(html.matches("(?s).*(src|href)=.*"), "nothing is fetched");
        assertTrue(html.contains("prefers-color-scheme: dark"));
        // Written so that an XML parser takes the body: what is not closed or not escaped shows.
        String body = html.substring(html.indexOf("<body>"));
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(body.replace("</html>", ""))));
        var charts = document.getElementsByTagName("svg");
        assertEquals(4, charts.getLength());
        for (int i = 0; i < charts.getLength(); i++) {
            var chart = (org.w3c.dom.Element) charts.item(i);
            assertEquals("img", chart.getAttribute("role"));
            assertFalse(chart.getElementsByTagName("title").item(0).getTextContent().isEmpty());
            assertFalse(chart.getElementsByTagName("desc").item(0).getTextContent().isEmpty());
        }
    }

    @Test
    void what_is_no_journal_is_an_error() throws Exception {
        Tool.Ended missing = report();
        assertEquals(4, missing.code());
        assertTrue(missing.err().contains("no such file or folder"), missing.err());
        Files.writeString(Path.of(journal()), "text");
        Tool.Ended text = report();
        assertEquals(4, text.code());
        assertTrue(text.err().contains("millrace report: "), text.err());
        assertFalse(text.err().contains("fault"), text.err());
    }
}
