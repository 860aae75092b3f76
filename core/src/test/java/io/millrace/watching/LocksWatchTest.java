package io.millrace.watching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.observe.Observable;
import io.millrace.observe.Snapshot;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import io.millrace.sync.Barrier;
import io.millrace.sync.KeyedMutex;
import io.millrace.sync.Memo;
import io.millrace.sync.Mutex;
import io.millrace.sync.Once;
import io.millrace.sync.Preference;
import io.millrace.sync.ReadWriteMutex;
import io.millrace.sync.Semaphore;
import io.millrace.sync.SemaphoreStats;
import io.millrace.sync.SingleFlight;
import io.millrace.sync.WaitGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A watch sees locks and meeting points as it sees channels.
class LocksWatchTest {

    private static List<Observable> oneOfEach() {
        var mutex = new Mutex("m");
        return List.of(
                mutex,
                mutex.condition("c"),
                new ReadWriteMutex(Preference.WRITERS, "rw"),
                new KeyedMutex<String>("k"),
                new Semaphore(3, "s"),
                new WaitGroup("g"),
                new Barrier(2, "b"),
                new Once("o"),
                new Memo<>(() -> 1, "v"),
                new SingleFlight<String, String>("f"));
    }

    @Test
    void the_figures_of_everything_are_in_its_snapshot() {
        try (var watch = Watch.open()) {
            var all = oneOfEach();
            Snapshot snapshot = watch.snapshot();
            assertEquals(
                    all.stream().map(Observable::stats).toList(),
                    snapshot.entries().stream().map(Snapshot.Entry::stats).toList());
            assertEquals(
                    List.of("m", "c", "rw", "k", "s", "g", "b", "o", "v", "f"),
                    snapshot.entries().stream().map(entry -> entry.stats().name()).toList());
            assertTrue(
                    snapshot.entries().stream()
                            .allMatch(entry -> entry.origin().startsWith("LocksWatchTest.java:")));
            assertEquals(
                    3, snapshot.of(SemaphoreStats.class).findFirst().orElseThrow().available());
            assertEquals(10, all.size()); // and they are alive until here
        }
    }

    @Test
    void what_was_made_before_is_seen_once_somebody_waits_for_it() throws Exception {
        var semaphore = new Semaphore(1, "seats");
        semaphore.acquire();
        try (var watch = Watch.open();
                var crew = new Crew()) {
            assertEquals(List.of(), watch.snapshot().entries());
            var member = crew.go(() -> semaphore.acquire());
            member.awaitParked();
            assertEquals(semaphore.stats(), watch.snapshot().entries().getFirst().stats());
            WaitStats.Parked parked = watch.snapshot().waits().parked().getFirst();
            assertEquals("acquire", parked.doing());
            assertEquals("semaphore 'seats'", parked.blocker());
            semaphore.release();
            member.get();
        }
    }
}
