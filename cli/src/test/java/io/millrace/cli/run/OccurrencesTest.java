package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OccurrencesTest {

    @Test
    void each_input_is_counted_for_itself_however_many_there_are() {
        var occurrences = new Occurrences();
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 20_000; i++) {
                assertEquals(round, occurrences.count("input " + i));
            }
        }
    }
}
