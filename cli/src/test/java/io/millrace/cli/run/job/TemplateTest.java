package io.millrace.cli.run.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static String expand(String template, String input) {
        return new Template(template).expand(new Job(7, input, 0, null, 0), 3);
    }

    @Test
    void each_token_means_what_it_means_to_gnu_parallel() {
        String all = "{}|{.}|{/}|{//}|{/.}|{#}|{%}";
        assertEquals("a/b.c.d|a/b.c|b.c.d|a|b.c|7|3", expand(all, "a/b.c.d"));
        assertEquals("f|f|f|.|f|7|3", expand(all, "f"));
        assertEquals("/f.x|/f|f.x|/|f|7|3", expand(all, "/f.x"));
        assertEquals("a.b/c|a.b/c|c|a.b|c|7|3", expand(all, "a.b/c"));
    }

    @Test
    void what_is_no_token_stays_and_inputs_are_not_looked_into() {
        assertEquals("{1} {a} { } {", expand("{1} {a} { } {", "x"));
        assertEquals("{{}.}", expand("{{}.}", "{}"));
        assertFalse(new Template("{1}").hasToken());
    }

    @Test
    void words_stay_words_and_without_a_token_the_input_comes_last() {
        var job = new Job(1, "a b'c", 1, null, 0);
        assertEquals(List.of("echo", "a b'c"), CommandLine.ofWords(List.of("echo")).argv(job, 1));
        assertEquals(
                List.of("echo", "<a b'c>", "-n"),
                CommandLine.ofWords(List.of("echo", "<{}>", "-n")).argv(job, 1));
        assertEquals("echo 'a b'\\''c'", CommandLine.ofWords(List.of("echo")).quoted(job, 1));
    }

    @Test
    void in_a_line_for_the_shell_whatever_replaces_a_token_is_quoted() {
        var job = new Job(1, "$(rm -rf x)'; y", 1, null, 0);
        assertEquals(
                List.of("/bin/sh", "-c", "cat '$(rm -rf x)'\\''; y' | wc"),
                CommandLine.ofShell("cat {} | wc").argv(job, 1));
        assertEquals("''", ShellQuote.ifNeeded(""));
        assertEquals("a/b-c.d", ShellQuote.ifNeeded("a/b-c.d"));
        assertEquals("'~'", ShellQuote.ifNeeded("~"));
    }
}
