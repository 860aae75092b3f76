package io.millrace.schedules.locks;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.schedules.weave.InWorld;
import org.junit.jupiter.api.Test;

/// Everything in `io.millrace.sync` under many schedules: nobody is inside who should not be, no
/// permit is lost, nobody is left parked.
@InWorld
class LocksShortRoundTest {
    private static final long SECOND = 1_000_000_000L;

    private final LockRounds rounds = new LockRounds();

    @Test
    void random_schedules() {
        LockRounds.Finding finding = rounds.walk(20_260_101, 20 * SECOND);
        System.out.printf("locks: %,d random runs checked%n", rounds.runs());
        assertNull(finding, () -> finding + "\n" + finding.failure().getMessage());
    }

    @Test
    void all_schedules_with_two_preemptions() {
        explore("two preemptions", 2, false);
    }

    @Test
    void all_schedules_with_one_preemption_at_any_field() {
        explore("one preemption at any field", 1, true);
    }

    private void explore(String what, int bound, boolean fine) {
        LockRounds.Finding finding = rounds.explore(bound, fine, 15 * SECOND);
        System.out.printf(
                "locks: %d programs, up to %s: %d complete, %,d schedules%n",
                LockPrograms.all().size(), what, rounds.complete(), rounds.runs());
        assertNull(finding, () -> finding + "\n" + finding.failure().getMessage());
    }
}
