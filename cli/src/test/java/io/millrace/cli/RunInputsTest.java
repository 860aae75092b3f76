package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Inputs that are not lines, good and bad ones.
class RunInputsTest {
    @TempDir Path folder;

    @Test
    void a_bad_line_and_a_missing_value_fail_their_jobs_and_the_run_goes_on() throws Exception {
        Path results = folder.resolve("results.jsonl");
        String in =
                """
                {"user":{"id":1,"name":"Ada L"}}
                {"user":{"id":2
                {"user":{"id":3}}
                {"user":{"id":4,"name":"$(date)"}}
                """;
        Tool.Ended ended =
                Tool.runOn(
                        in,
                        "-k",
                        "--jsonl",
                        "-",
                        "--retry",
                        "5",
                        "--key",
                        "$.user.id",
                        "-o",
                        results.toString(),
                        "--",
                        "printf",
                        "%s %s\\n",
                        "{$.user.id}",
                        "{$.user.name}");
        assertEquals("1 Ada L\n4 $(date)\n", ended.out());
        assertEquals(1, ended.code());
        Tool.assertContains("millrace: line 2 is not JSON: Unexpected end-of-input", ended.err());
        Tool.assertContains("millrace: the input has no $.user.name\n", ended.err());
        Tool.assertContains("created 4 done 2 failed 2 retried 0 inflight 0", ended.err());
        List<String> lines = Files.readAllLines(results).stream().sorted().toList();
        Tool.assertContains("{\"seq\":1,\"key\":\"1\",\"input\":\"{\\\"user", lines.get(0));
        Tool.assertContains("{\"seq\":2,\"key\":\"{\\\"user\\\":{\\\"id\\\":2#1\",", lines.get(1));
        Tool.assertContains("{\"seq\":3,\"key\":\"3\",", lines.get(2));
    }

    @Test
    void a_job_without_its_key_is_refused_and_the_line_of_the_shell_quotes_values()
            throws Exception {
        String in = "{\"id\":\"it's\"}\n{\"no\":1}\n{\"id\":[1, 2]}\n";
        Tool.Ended ended =
                Tool.runOn(
                        in, "-k", "--jsonl", "-", "--key", "k-{$.id}", "--sh", "echo {$.id} | cat");
        assertEquals("it's\n[1, 2]\n", ended.out());
        assertEquals(1, ended.code());
        Tool.assertContains("millrace: --key k-{$.id}: the input has no $.id\n", ended.err());
    }

    @Test
    void rows_are_objects_and_a_ragged_one_fails_alone() throws Exception {
        Path csv = folder.resolve("people.csv");
        Files.writeString(csv, "\uFEFFid,full name\r\n1,\"Ada\r\nL\"\r\n2\r\n3,Bo,x\r\n4,Cy\r\n");
        Tool.Ended ended =
                Tool.runOn("", "-k", "--csv", csv.toString(), "echo", "{$.id}={$['full name']}");
        assertEquals("1=Ada\r\nL\n4=Cy\n", ended.out());
        assertEquals(1, ended.code());
        Tool.assertContains("millrace: line 4 has 1 field, and the first row 2\n", ended.err());
        Tool.assertContains("millrace: line 5 has 3 fields, and the first row 2\n", ended.err());
        Tool.assertContains("input=csv total=?", ended.err());
        Tool.assertContains("2 failed; first: job 2 \"[\"2\"]\" exit 1", ended.err());
    }

    @Test
    void a_quote_that_is_not_closed_ends_the_input_and_not_the_jobs_before_it() throws Exception {
        Tool.Ended ended = Tool.runOn("a\n1\n2\n\"3\n4\n", "-k", "--csv", "-", "echo", "{$.a}");
        assertEquals("1\n2\n", ended.out());
        assertEquals(4, ended.code());
        Tool.assertContains("millrace: cannot read all of the input: CSV: ", ended.err());
        Tool.assertContains("line 4", ended.err());
    }

    @Test
    void several_inputs_are_read_one_after_the_other_or_at_once() throws Exception {
        Path jsonl = Files.writeString(folder.resolve("j"), "{\"a\":1}\n");
        Path csv = Files.writeString(folder.resolve("c"), "a\n2\n");
        String[] inputs = {
            "--jsonl",
            jsonl.toString(),
            "--csv",
            csv.toString(),
            "--stdin",
            "--sh",
            "echo {}",
            ":::",
            "x"
        };
        var first = new ArrayList<>(List.of("-k"));
        first.addAll(List.of(inputs));
        Tool.Ended inTurn = Tool.runOn("y\nz\n", first.toArray(String[]::new));
        assertEquals("x\n{\"a\":1}\n{\"a\":\"2\"}\ny\nz\n", inTurn.out());
        Tool.assertContains("input=arguments+jsonl+csv+stdin total=? producers=1", inTurn.err());
        var all = new ArrayList<>(List.of("-p", "4", "--total", "5"));
        all.addAll(List.of(inputs));
        Tool.Ended atOnce = Tool.runOn("y\nz\n", all.toArray(String[]::new));
        assertEquals(
                inTurn.out().lines().sorted().toList(), atOnce.out().lines().sorted().toList());
        Tool.assertContains("total=5 producers=4", atOnce.err());
        Tool.assertContains("created 5 done 5", atOnce.err());
    }

    @Test
    void a_watched_folder_gives_what_comes_until_it_is_stopped() throws Exception {
        Path watched = Files.createDirectories(folder.resolve("watched"));
        moveIn(watched, "first");
        Process process =
                new Tool()
                        .start("run", "-q", "--dir", watched.toString(), "--watch", "echo", "{/}");
        assertEquals("first", process.inputReader().readLine());
        moveIn(watched, "second");
        assertEquals("second", process.inputReader().readLine());
        Tool.signal("INT", process);
        assertEquals(130, process.waitFor());
    }

    /// Moves a file there that was last changed long ago.
    private void moveIn(Path watched, String name) throws Exception {
        Path made = Files.writeString(folder.resolve(name), name);
        Files.setLastModifiedTime(made, FileTime.from(Instant.now().minusSeconds(3600)));
        Files.move(made, watched.resolve(name));
    }

    @Test
    void a_file_that_vanishes_fails_its_job() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a"), "x\n");
        Files.writeString(tree.resolve("b"), "x\n");
        Tool.Ended ended =
                Tool.runOn(
                        "",
                        "-j",
                        "1",
                        "--dir",
                        tree.toString(),
                        "--sh",
                        "cat {}; s=$?; rm -f " + tree + "/*; exit $s");
        assertEquals("x\n", ended.out());
        assertEquals(1, ended.code());
        Tool.assertContains("No such file", ended.err());
        Tool.assertContains("created 2 done 1 failed 1", ended.err());
    }

    @Test
    void a_handler_gets_the_json_of_the_row() throws Exception {
        Path java = folder.resolve("Upper.java");
        Files.writeString(
                java,
                "class Upper { public String handle(String row) { return row.toUpperCase(); } }");
        Tool.Ended ended = Tool.runOn("a,b\n1,x\n", "--csv", "-", "--java", java.toString());
        assertEquals("{\"A\":\"1\",\"B\":\"X\"}\n", ended.out());
    }

    @Test
    void rows_pass_through_and_are_not_held() throws Exception {
        // 50 MB in a heap of 24 MB.
        Path csv = folder.resolve("many.csv");
        try (var out = Files.newBufferedWriter(csv)) {
            out.write("number,text\n");
            for (int i = 0; i < 200_000; i++) {
                out.write(i + "," + "x".repeat(250) + "\n");
            }
        }
        Path java = folder.resolve("Length.java");
        Files.writeString(java, "class Length { public void handle(String row) {} }");
        Tool.Ended ended =
                new Tool()
                        .option("-Xmx24m")
                        .run("", "run", "--csv", csv.toString(), "--java", java.toString());
        assertEquals(0, ended.code(), ended.err());
        Tool.assertContains("created 200000 done 200000", ended.err());
    }
}
