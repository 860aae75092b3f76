package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Interrupts, deadlines and selects fall on busy locks at every moment. Afterwards nothing is
/// held, nobody is left waiting, and what was done under the locks was done exactly as often as the
/// operations said.
class SyncAccountingTest {
    private static final int MEMBERS = 8;
    private static final int EACH = 6_000;

    private interface Member {
        void run(SplittableRandom random, int round) throws InterruptedException;
    }

    /// Lets a crew do that again and again, and interrupts its members at random.
    private static void harassed(Member job) throws InterruptedException {
        var stop = new AtomicBoolean();
        try (var crew = new Crew()) {
            var members = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < MEMBERS; i++) {
                int seed = i;
                members.add(
                        crew.go(() -> {
                            var random = new SplittableRandom(seed);
                            for (int round = 0; round < EACH; round++) {
                                try {
                                    job.run(random, round);
                                } catch (InterruptedException e) {
                                    // the next round
                                }
                            }
                        }));
            }
            var harasser =
                    Thread.ofPlatform()
                            .start(() -> {
                                var random = new SplittableRandom(42);
                                while (!stop.get()) {
                                    members.get(random.nextInt(MEMBERS)).interrupt();
                                    LockSupport.parkNanos(10_000);
                                }
                            });
            try {
                crew.join();
            } finally {
                stop.set(true);
                harasser.join();
            }
        }
    }

    private static Duration moment(SplittableRandom random) {
        return Duration.ofNanos(random.nextInt(30_000));
    }

    private static void sometimesYield(SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            Thread.yield();
        }
    }

    @Test
    void no_mutex_is_lost() throws Exception {
        var mutex = new Mutex();
        var other = new Mutex();
        int[] plain = new int[2]; // each under its mutex
        var counted = new AtomicLong();
        harassed((random, round) -> {
            Mutex locked = mutex;
            switch (random.nextInt(4)) {
                case 0 -> mutex.lock();
                case 1 -> {
                    if (!mutex.tryLock(moment(random))) {
                        return;
                    }
                }
                case 2 -> {
                    if (!mutex.tryLock()) {
                        return;
                    }
                }
                default ->
                        locked =
                                Select.of(mutex.onLock(() -> mutex), other.onLock(() -> other))
                                        .await();
            }
            int index = locked == mutex ? 0 : 1;
            int before = plain[index];
            sometimesYield(random);
            plain[index] = before + 1;
            counted.incrementAndGet();
            locked.unlock();
        });
        assertEquals(counted.get(), plain[0] + plain[1]);
        for (Mutex each : new Mutex[] {mutex, other}) {
            assertFalse(each.isLocked());
            assertEquals(0, each.stats().waiting());
            assertTrue(each.tryLock());
        }
        assertEquals(counted.get() + 2, mutex.stats().acquired() + other.stats().acquired());
        assertTrue(mutex.stats().gaveUp() > 0, "some gave up");
    }

    @Test
    void no_permit_is_lost() throws Exception {
        int size = 5;
        var semaphore = new Semaphore(size);
        var other = new Semaphore(1);
        var held = new AtomicInteger();
        harassed((random, round) -> {
            int n = 1 + random.nextInt(3);
            switch (random.nextInt(4)) {
                case 0 -> semaphore.acquire(n);
                case 1 -> {
                    if (!semaphore.tryAcquire(n, moment(random))) {
                        return;
                    }
                }
                case 2 -> {
                    if (!semaphore.tryAcquire(n)) {
                        return;
                    }
                }
                default -> {
                    boolean mine =
                            Select.of(
                                            semaphore.onAcquire(n, () -> true),
                                            other.onAcquire(() -> false))
                                    .await();
                    if (!mine) {
                        sometimesYield(random);
                        other.release();
                        return;
                    }
                }
            }
            assertTrue(held.addAndGet(n) <= size);
            sometimesYield(random);
            held.addAndGet(-n);
            semaphore.release(n);
        });
        assertEquals(size, semaphore.available());
        assertEquals(1, other.available());
        assertEquals(0, semaphore.stats().waiting() + other.stats().waiting());
        assertTrue(semaphore.tryAcquire(size));
        assertTrue(semaphore.stats().gaveUp() > 0, "some gave up");
    }

    @Test
    void no_permit_is_lost_while_the_size_changes() throws Exception {
        int least = 3;
        int most = 6;
        var semaphore = new Semaphore(least);
        var held = new AtomicInteger();
        harassed((random, round) -> {
            if (random.nextInt(10) == 0) {
                semaphore.resize(least + random.nextInt(most - least + 1));
            }
            int n = 1 + random.nextInt(least);
            if (random.nextBoolean()) {
                semaphore.acquire(n);
            } else if (!semaphore.tryAcquire(n, moment(random))) {
                return;
            }
            assertTrue(held.addAndGet(n) <= most);
            sometimesYield(random);
            held.addAndGet(-n);
            semaphore.release(n);
        });
        semaphore.resize(most);
        assertEquals(most, semaphore.available());
        assertTrue(semaphore.tryAcquire(most));
    }

    @ParameterizedTest
    @EnumSource
    void no_read_or_write_lock_is_lost(Preference preference) throws Exception {
        var mutex = new ReadWriteMutex(preference);
        int writer = 1_000;
        var active = new AtomicInteger();
        int[] plain = new int[1];
        var counted = new AtomicLong();
        harassed((random, round) -> {
            boolean writes =
                    switch (random.nextInt(6)) {
                        case 0, 1 -> {
                            mutex.lockRead();
                            yield false;
                        }
                        case 2 -> {
                            mutex.lockWrite();
                            yield true;
                        }
                        case 3 -> {
                            if (!mutex.tryLockRead(moment(random))) {
                                yield mutex.tryLockWrite() || giveUp();
                            }
                            yield false;
                        }
                        case 4 -> mutex.tryLockWrite(moment(random)) || giveUp();
                        default ->
                                Select.of(
                                                mutex.onLockRead(() -> false),
                                                mutex.onLockWrite(() -> true))
                                        .await();
                    };
            if (writes) {
                assertEquals(writer, active.addAndGet(writer));
                int before = plain[0];
                sometimesYield(random);
                plain[0] = before + 1;
                counted.incrementAndGet();
                if (random.nextBoolean()) {
                    active.addAndGet(1 - writer);
                    mutex.downgrade();
                } else {
                    active.addAndGet(-writer);
                    mutex.unlockWrite();
                    return;
                }
            } else {
                assertTrue(active.incrementAndGet() < writer);
            }
            sometimesYield(random);
            active.decrementAndGet();
            mutex.unlockRead();
        });
        assertEquals(counted.get(), plain[0]);
        assertEquals(0, mutex.readers());
        assertEquals(0, mutex.stats().waitingReaders() + mutex.stats().waitingWriters());
        assertTrue(mutex.tryLockWrite());
    }

    private static boolean giveUp() throws InterruptedException {
        throw new InterruptedException();
    }

    @Test
    void no_wait_for_a_group_is_lost() throws Exception {
        var group = new WaitGroup();
        harassed((random, round) -> {
            group.add(1);
            sometimesYield(random);
            group.done();
            if (random.nextBoolean()) {
                group.await();
            } else {
                group.await(moment(random));
            }
        });
        assertEquals(0, group.count());
        assertEquals(0, group.stats().waiting());
    }

    @Test
    void no_signal_is_lost() throws Exception {
        var mutex = new Mutex();
        var changed = mutex.condition();
        int[] tokens = {3}; // under mutex
        harassed((random, round) -> {
            boolean taken =
                    mutex.withLock(() -> {
                        boolean there =
                                random.nextBoolean()
                                        ? awaited(changed, tokens)
                                        : changed.await(() -> tokens[0] > 0, moment(random));
                        if (there) {
                            tokens[0]--;
                        }
                        return there;
                    });
            if (!taken) {
                return;
            }
            sometimesYield(random);
            boolean returned = false;
            while (!returned) {
                try {
                    mutex.withLock(() -> {
                        tokens[0]++;
                        changed.signalAll();
                    });
                    returned = true;
                } catch (InterruptedException e) {
                    // It has to be put back.
                }
            }
        });
        assertEquals(3, tokens[0]);
        assertEquals(0, changed.stats().waiting());
        assertFalse(mutex.isLocked());
    }

    private static boolean awaited(Condition changed, int[] tokens) throws InterruptedException {
        changed.await(() -> tokens[0] > 0);
        return true;
    }

    /// Whoever arrives hears the same of a generation: it has ended, or it is broken. It is the
    /// members who interrupt each other, so many times in so many rounds: how often that hits
    /// depends neither on the machine nor on its load.
    @Test
    void a_generation_ends_for_all_of_its_parties_or_for_none() throws Exception {
        int parties = 3;
        var barrier = new Barrier(parties);
        var ended = new ConcurrentHashMap<Long, Integer>(); // for how many a generation has ended
        var rounds = new AtomicInteger(2 * EACH); // of all: until they are over, enough take part
        try (var crew = new Crew()) {
            var members = new CopyOnWriteArrayList<Crew.Member<Void>>();
            for (int i = 0; i < MEMBERS; i++) {
                var random = new SplittableRandom(i);
                members.add(
                        crew.go(() -> {
                            while (rounds.decrementAndGet() >= 0) {
                                if (random.nextInt(16) == 0 && members.size() == MEMBERS) {
                                    members.get(random.nextInt(MEMBERS)).interrupt();
                                }
                                meet(barrier, random, ended);
                            }
                        }));
            }
            Eventually.until("all rounds are over", () -> rounds.get() < 0);
            Eventually.until(
                    "all leave",
                    () -> {
                        barrier.reset(); // the last are too few to meet
                        return members.stream().allMatch(Crew.Member::isDone);
                    });
            crew.join();
        }
        assertEquals(0, barrier.stats().waiting());
        assertEquals(0, barrier.arrived());
        try (var crew = new Crew()) {
            for (int i = 0; i < parties; i++) {
                crew.go(() -> ended.merge(barrier.await(), 1, Integer::sum));
            }
            crew.join();
        }
        ended.forEach((generation, count) ->
                assertEquals(parties, count, () -> "generation " + generation + " ended for some"));
        assertEquals(parties, ended.get(barrier.generation() - 1), "nobody disturbed the last");
    }

    private static void meet(
            Barrier barrier, SplittableRandom random, ConcurrentMap<Long, Integer> ended) {
        try {
            long generation =
                    random.nextInt(16) == 0 ? barrier.await(moment(random)) : barrier.await();
            ended.merge(generation, 1, Integer::sum);
        } catch (BarrierBrokenException | TimeoutException | InterruptedException e) {
            if (barrier.isBroken()) { // otherwise it would break what gathers, and that the next
                barrier.reset();
            }
        }
    }
}
