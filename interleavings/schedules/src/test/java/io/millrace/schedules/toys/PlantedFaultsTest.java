package io.millrace.schedules.toys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.schedules.BoundedSearch;
import io.millrace.schedules.RandomWalk;
import io.millrace.schedules.Strategy;
import io.millrace.schedules.model.Program;
import io.millrace.schedules.programs.Finding;
import io.millrace.schedules.programs.ProgramRun;
import io.millrace.schedules.weave.InWorld;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Faults that were put into a toy are found, by random schedules and by the search; and nothing is
/// found where there is no fault.
@InWorld
class PlantedFaultsTest {
    private static final int WALKS = 4_000;
    private static final int SCHEDULES = 20_000;

    private static final List<Program> PROGRAMS =
            List.of(
                            "buffered1: send a | receive-or-null a",
                            "rendezvous: send a | close a",
                            "buffered1: send a; close a | receive-or-null a; receive-or-null a",
                            "rendezvous: receive-or-null a | try-send a | interrupt 0",
                            "rendezvous rendezvous: select a?* b?* | try-send a | try-send b",
                            "rendezvous rendezvous: select a?* b?* | close b; try-send a",
                            "rendezvous: send a | stats a; send a | receive-or-null a",
                            "buffered1: try-send a; try-send a | try-receive a")
                    .stream()
                    .map(Program::parse)
                    .toList();

    @Test
    void random_schedules_find_every_fault() {
        List<Fault> missed = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            if (fault != Fault.NONE && walk(fault) == null) {
                missed.add(fault);
            }
        }
        assertEquals(List.of(), missed);
    }

    @Test
    void the_search_finds_every_fault() {
        List<Fault> missed = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            if (fault != Fault.NONE && search(fault, 2) == null) {
                missed.add(fault);
            }
        }
        assertEquals(List.of(), missed);
    }

    @Test
    void nothing_is_found_where_there_is_no_fault() {
        assertNull(walk(Fault.NONE));
        assertNull(search(Fault.NONE, 2));
    }

    @Test
    void the_token_of_a_finding_shows_it_again() {
        for (Finding found : List.of(walked(), searched())) {
            Finding again =
                    run(found.program(), Strategy.parse(found.schedule()), Fault.LOST_WAKE_UP);
            assertNotNull(again, found::toString);
            assertEquals(found.toString(), again.toString());
        }
    }

    private static Finding walked() {
        return java.util.Objects.requireNonNull(walk(Fault.LOST_WAKE_UP));
    }

    private static Finding searched() {
        return java.util.Objects.requireNonNull(search(Fault.LOST_WAKE_UP, 1));
    }

    private static @Nullable Finding walk(Fault fault) {
        for (int seed = 0; seed < WALKS; seed++) {
            for (Program program : PROGRAMS) {
                Finding found = run(program, new RandomWalk(seed), fault);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Finding search(Fault fault, int bound) {
        for (Program program : PROGRAMS) {
            var search = new BoundedSearch(bound, false);
            int schedules = 0;
            do {
                Finding found = run(program, search, fault);
                if (found != null) {
                    return found;
                }
            } while (search.advance() && ++schedules < SCHEDULES);
        }
        return null;
    }

    private static @Nullable Finding run(Program program, Strategy strategy, Fault fault) {
        return ProgramRun.of(
                program,
                strategy,
                null,
                (running, history) -> new ToySubject(running, history, fault));
    }
}
