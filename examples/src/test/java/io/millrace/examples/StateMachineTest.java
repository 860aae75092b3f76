package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StateMachineTest {

    @Test
    void it_goes_from_state_to_state() throws Exception {
        assertEquals(
                """
                Cart[cents=450] -> Cart[cents=450]
                Cart[cents=450] -> Cart[cents=450]
                Cart[cents=450] -> Paid[cents=500]
                Paid[cents=500] -> Shipped[parcel=P-1]
                Shipped[parcel=P-1] -> Delivered[]
                Delivered[] -> Delivered[]
                in the end: delivered
                Cart[cents=450] -> Paid[cents=500]
                Paid[cents=500] -> Cancelled[refund=500]
                Cancelled[refund=500] -> Cancelled[refund=500]
                in the end: cancelled, refund 500
                """,
                Printed.by("state-machine").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("state-machine", "--fast"));
    }
}
