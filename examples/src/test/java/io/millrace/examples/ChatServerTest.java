package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ChatServerTest {

    @Test
    void everybody_hears_what_the_others_say() throws Exception {
        assertEquals(
                """
                ann reads   * here: ann
                bob reads   * here: ann, bob
                ann reads   * bob has come
                bob reads   ann: hello
                another ann * somebody else is called ann
                cid reads   * here: ann, bob, cid
                cid reads   bob: hello ann, hello cid
                ann reads   * cid has come
                ann reads   bob: hello ann, hello cid
                ann reads   * cid has left
                bob reads   * cid has come
                """,
                Printed.by("chat-server").text());
    }

    @Test
    void it_takes_a_port_alone() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("chat-server", "--fast"));
    }
}
