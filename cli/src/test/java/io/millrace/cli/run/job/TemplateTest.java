package io.millrace.cli.run.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.cli.run.json.NoValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static String expand(String template, String input) throws Exception {
        return new Template(template).expand(new Job(7, input, 0, null, 0), 3);
    }

    @Test
    void each_token_means_what_it_means_to_gnu_parallel() throws Exception {
        String all = "{}|{.}|{/}|{//}|{/.}|{#}|{%}";
        assertEquals("a/b.c.d|a/b.c|b.c.d|a|b.c|7|3", expand(all, "a/b.c.d"));
        assertEquals("f|f|f|.|f|7|3", expand(all, "f"));
        assertEquals("/f.x|/f|f.x|/|f|7|3", expand(all, "/f.x"));
        assertEquals("a.b/c|a.b/c|c|a.b|c|7|3", expand(all, "a.b/c"));
    }

    @Test
    void what_is_no_token_stays_and_inputs_are_not_looked_into() throws Exception {
        assertEquals("{1} {a} { } {", expand("{1} {a} { } {", "x"));
        assertEquals("{{}.}", expand("{{}.}", "{}"));
        assertFalse(new Template("{1}").hasToken());
    }

    @Test
    void words_stay_words_and_without_a_token_the_input_comes_last() throws Exception {
        var job = new Job(1, "a b'c", 1, null, 0);
        assertEquals(List.of("echo", "a b'c"), CommandLine.ofWords(List.of("echo")).argv(job, 1));
        assertEquals(
                List.of("echo", "<a b'c>", "-n"),
                CommandLine.ofWords(List.of("echo", "<{}>", "-n")).argv(job, 1));
        assertEquals("echo 'a b'\\''c'", CommandLine.ofWords(List.of("echo")).quoted(job, 1));
    }

    @Test
    void in_a_line_for_the_shell_whatever_replaces_a_token_is_quoted() throws Exception {
        var job = new Job(1, "$(rm -rf x)'; y", 1, null, 0);
        assertEquals(
                List.of("/bin/sh", "-c", "cat '$(rm -rf x)'\\''; y' | wc"),
                CommandLine.ofShell("cat {} | wc").argv(job, 1));
        assertEquals("''", ShellQuote.ifNeeded(""));
        assertEquals("a/b-c.d", ShellQuote.ifNeeded("a/b-c.d"));
        assertEquals("'~'", ShellQuote.ifNeeded("~"));
    }

    @Test
    void a_path_takes_a_value_out_of_a_json_input() throws Exception {
        String input = "{\"user\":{\"id\":7,\"n}\":\"x y\"},\"l\":[1]}";
        assertEquals("7-x y-[1]", expand("{$.user.id}-{$.user['n}']}-{$.l}", input));
        assertEquals(input, expand("{$}", input));
        var job = new Job(1, input, 1, null, 0);
        assertEquals(
                List.of("/bin/sh", "-c", "echo 'x y'"),
                CommandLine.ofShell("echo {$.user['n}']}").argv(job, 1));
        assertThrows(NoValueException.class, () -> expand("{$.nobody}", input));
    }

    @Test
    void a_path_that_is_none_is_an_error_but_awk_and_the_shell_are_left_alone() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> new Template("{$.a..b}"));
        assertThrows(IllegalArgumentException.class, () -> new Template("{$.a"));
        assertThrows(IllegalArgumentException.class, () -> new Template("{$[*]}"));
        String awk = "awk '{$1=\"\"; print $2}' {$HOME} ${x} {$";
        assertEquals(awk, expand(awk, "x"));
    }

    @Test
    void a_template_may_be_written_as_a_path_alone() throws Exception {
        assertEquals("1", Template.orPath("$.a").expand(new Job(1, "{\"a\":1}", 0, null, 0), 1));
        assertEquals("$HOME", Template.orPath("$HOME").toString());
        assertThrows(IllegalArgumentException.class, () -> Template.orPath("$.a}b"));
    }
}
