package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WebCrawlerTest {

    @Test
    void every_page_that_can_be_reached_is_visited_once() throws Exception {
        assertEquals(
                """
                200 /
                200 /blog
                200 /blog/1
                200 /blog/2
                200 /blog/3
                200 /docs
                200 /docs/channels
                404 /docs/old
                200 /docs/select
                pages: 9
                asked for twice: 0
                never more than 4 at a time: true
                """,
                Printed.by("web-crawler").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("web-crawler", "--fast"));
    }
}
