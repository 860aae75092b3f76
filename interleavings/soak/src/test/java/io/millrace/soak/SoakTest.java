package io.millrace.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The short round, of the normal test command. Its seed is fixed; what the scheduler makes of it
/// is not.
class SoakTest {
    private static final long SEED = 20_261_124;

    @Test
    void
            a_million_operations_race_with_interrupts_timeouts_and_ends_and_every_value_is_accounted_for()
                    throws Exception {
        Tally tally = Soak.race(SEED, soFar -> soFar.operations >= 1_000_000);
        System.out.println(tally);
        assertTrue(tally.isClean(), tally::toString);
        assertEquals(tally.elements, tally.received + tally.undelivered);
        assertTrue(tally.interrupts > 1_000, tally::toString);
        assertTrue(tally.timeouts > 1_000, tally::toString);
        assertTrue(tally.ends >= tally.rounds, tally::toString);
        assertTrue(tally.undelivered > 1_000, tally::toString);
    }

    @Test
    void ten_million_values_pass_through_channels_of_every_shape_once_and_in_order()
            throws Exception {
        Tally tally = Soak.soak(SEED, soFar -> soFar.elements >= 10_000_000, Duration.ofMinutes(1));
        System.out.println(tally);
        assertTrue(tally.isClean(), tally::toString);
        assertEquals(tally.elements, tally.received + tally.undelivered);
        assertTrue(tally.selects > 100_000, tally::toString);
        assertTrue(tally.batches > 100_000, tally::toString);
    }

    @Test
    void what_the_long_round_measures_is_as_promised() throws Exception {
        Waiters waiters = Waiters.measure(10_000);
        assertTrue(waiters.wakeNanos() > 0, waiters::toString);
        QuietChannel quiet = QuietChannel.measure(100_000);
        assertEquals(0, quiet.waiters());
        assertTrue(quiet.growth() < 4 << 20, quiet::toString);
        Fairness fairness = Fairness.measure(150_000, SEED);
        assertTrue(fairness.worst() < 1, fairness::toString);
    }

    @Test
    void books_that_do_not_balance_are_noticed() {
        var books = new Books(10);
        books.sent(0, 4);
        books.received(0);
        books.undelivered(1);
        books.received(2);
        books.received(2); // twice; 3 nowhere; 4 without having been sent
        books.received(4);
        books.sentUpToSomePlace(5, 10);
        books.received(5);
        books.received(7); // behind a gap
        assertEquals(new Books.Balance(5, 6, 1, 1, 3), books.balance());
    }
}
