package io.millrace.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.cli.run.job.Job;
import io.millrace.context.Context;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The crew with consumers that stop at every job until the test lets them go on.
class CrewTest {
    private final Channel<Share> jobs = Channel.unbounded();
    private final Context.Cancellable reading = Context.background().withCancel();
    private final Crew crew = new Crew(jobs, reading, 100);
    private final Channel<Started> started = Channel.unbounded();
    private final Channel<String> waits = Channel.unbounded();

    private record Started(long seq, int slot, Channel<Boolean> go) {}

    private Task<?> hire(Scope scope, Crew.Place place) {
        return scope.go(
                "consumer-" + place.slot(),
                () -> {
                    while (place.nextOrNull(what -> waits.trySend(place.slot() + " " + what))
                            instanceof Share share) {
                        while (place.keeps(share, what -> waits.trySend(place.slot() + " " + what))
                                && share.nextOrNull() instanceof Job job) {
                            Channel<Boolean> go = Channel.buffered(1);
                            started.send(new Started(job.seq(), place.slot(), go));
                            go.receive();
                        }
                    }
                    waits.trySend(place.slot() + " HOME");
                });
    }

    private void share(long first, int count) throws InterruptedException {
        String[] inputs = new String[count];
        java.util.Arrays.fill(inputs, "x");
        var share = new Share(first, inputs, null, null, null, 0, null);
        for (int i = 0; i < Math.min(count, crew.size()); i++) {
            jobs.send(share);
        }
    }

    private void await(String wait) throws InterruptedException {
        while (!waits.receive().equals(wait)) {
            // another consumer's
        }
    }

    /// Returns what so many consumers tell that ends like this; some may tell it twice.
    private Set<String> told(String end, int count) throws InterruptedException {
        var told = new TreeSet<String>();
        while (told.size() < count) {
            String next = waits.receive();
            if (next.endsWith(end)) {
                told.add(next);
            }
        }
        return told;
    }

    private Map<Long, Started> receive(int count) throws InterruptedException {
        var found = new HashMap<Long, Started>();
        for (int i = 0; i < count; i++) {
            Started job = started.receive();
            found.put(job.seq(), job);
        }
        return found;
    }

    private void finish(TreeSet<Long> seen) throws Exception {
        jobs.close();
        while (crew.nextTaskOrNull() instanceof Task<?> task) {
            while (!task.isDone()) {
                switch (started.tryReceive(java.time.Duration.ofMillis(1))) {
                    case io.millrace.channel.Received.Value<Started>(var job) -> {
                        assertTrue(seen.add(job.seq()), "twice: " + job.seq());
                        job.go().send(true);
                    }
                    default -> {}
                }
            }
            task.await();
        }
    }

    @Test
    void one_more_takes_a_job_at_once_and_one_fewer_goes_home_after_its_job() throws Exception {
        try (var scope = Scope.open()) {
            crew.open(1, place -> hire(scope, place));
            for (int i = 1; i <= 6; i++) {
                share(i, 1);
            }
            Started first = started.receive();
            assertEquals(1, first.slot());
            assertTrue(crew.resize(2));
            Started second = started.receive();
            assertEquals(2, second.slot());
            assertTrue(crew.resize(1));
            second.go().send(true);
            await("2 HOME");
            assertTrue(started.tryReceive() instanceof io.millrace.channel.Received.Empty);
            first.go().send(true);
            Started third = started.receive();
            assertEquals(1, third.slot(), "it goes on alone");
            third.go().send(true);
            var seen = new TreeSet<>(List.of(1L, 2L, 3L));
            finish(seen);
            assertEquals(6, seen.size());
            assertFalse(crew.resize(2), "after the end");
        }
    }

    @Test
    void one_that_waits_for_a_job_goes_home_at_once() throws Exception {
        try (var scope = Scope.open()) {
            crew.open(3, place -> hire(scope, place));
            assertEquals(Set.of("1 STARVED", "2 STARVED", "3 STARVED"), told(" STARVED", 3));
            assertTrue(crew.resize(1));
            assertEquals(Set.of("2 HOME", "3 HOME"), told(" HOME", 2));
            finish(new TreeSet<>());
        }
    }

    @Test
    void g2_a_share_whose_consumer_leaves_is_finished_by_the_others() throws Exception {
        try (var scope = Scope.open()) {
            crew.open(1, place -> hire(scope, place));
            share(1, 40); // with one ticket, as there is one consumer
            Started first = started.receive();
            crew.resize(2);
            share(41, 1);
            Started other = started.receive();
            assertEquals(2, other.slot());
            crew.resize(1); // it is the second that leaves; so make the first leave as well
            other.go().send(true);
            await("2 HOME");
            crew.resize(3);
            first.go().send(true);
            var seen = new TreeSet<>(List.of(1L, 41L));
            finish(seen);
            assertEquals(41, seen.size());
        }
    }

    @Test
    void g2_many_changes_lose_no_job_and_do_none_twice() throws Exception {
        try (var scope = Scope.open()) {
            crew.open(4, place -> hire(scope, place));
            var seen = new TreeSet<Long>();
            long seq = 1;
            for (int round = 0; round < 200; round++) {
                share(seq, 1 + round % 7);
                seq += 1 + round % 7;
                crew.resize(1 + (round * 7) % 5);
                for (Started job : receive(1).values()) {
                    assertTrue(seen.add(job.seq()), "twice: " + job.seq());
                    job.go().send(true);
                }
            }
            finish(seen);
            assertEquals(IntStream.range(1, (int) seq).boxed().count(), seen.size());
        }
    }

    @Test
    void while_it_is_paused_nobody_takes_a_job_and_the_end_waits() throws Exception {
        try (var scope = Scope.open()) {
            crew.open(2, place -> hire(scope, place));
            share(1, 8);
            Map<Long, Started> two = receive(2);
            crew.setPaused(true);
            for (Started job : two.values()) {
                job.go().send(true);
            }
            await("1 HELD");
            assertTrue(started.tryReceive() instanceof io.millrace.channel.Received.Empty);
            crew.setPaused(false);
            var seen = new TreeSet<>(two.keySet());
            finish(seen);
            assertEquals(8, seen.size());
        }
    }

    @Test
    void a_stop_ends_a_pause() throws Exception {
        try (var scope = Scope.open()) {
            crew.setPaused(true);
            crew.open(2, place -> hire(scope, place));
            share(1, 3);
            await("1 HELD");
            reading.cancel();
            var seen = new TreeSet<Long>();
            finish(seen); // they are handed out; the consumer passes them over
            assertEquals(3, seen.size());
        }
    }
}
