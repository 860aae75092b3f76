package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PubSubTest {

    @Test
    void it_prints_who_heard_what() throws Exception {
        assertEquals(
                """
                the books: [orders.eu.new=tea, orders.us.new=coffee, orders.eu.cancelled=tea]
                the European warehouse: [orders.eu.new=tea, orders.eu.cancelled=tea]
                who pays back: [orders.eu.cancelled=tea]
                interested in news: 0
                who came late: [3, 4, 5, 6]
                drops the oldest: has [99, 100], dropped 98
                drops the newest: has [1, 2], dropped 98
                mails sent: 2
                attempts for nobody: 3
                dead letter: to nobody after 3 attempts: java.io.IOException: no such address
                """,
                Printed.by("pubsub").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("pubsub", "--fast"));
    }
}
