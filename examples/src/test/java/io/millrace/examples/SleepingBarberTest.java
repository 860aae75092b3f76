package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SleepingBarberTest {

    @Test
    void who_finds_no_seat_leaves_and_the_others_are_served_in_order() throws Exception {
        assertEquals(
                """
                came: 10, found a seat: 4, left: 6
                customer A is number 1
                customer B is number 2
                customer C is number 3
                customer D is number 4
                the barber goes home after 4 cuts
                """,
                Printed.by("sleeping-barber").text());
    }

    @Test
    void it_takes_no_options() {
        assertThrows(IllegalArgumentException.class, () -> Printed.by("sleeping-barber", "--fast"));
    }
}
