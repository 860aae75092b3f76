package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedMutexTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final KeyedMutex<String> accounts = new KeyedMutex<>("accounts");

    @AfterEach
    void no_key_is_left_behind() {
        assertEquals(new KeyedMutexStats("accounts", 0, 0), accounts.stats());
    }

    private void awaitWaiting(int count) {
        Eventually.until(count + " wait", () -> accounts.stats().waiting() == count);
    }

    @Test
    void keys_do_not_disturb_each_other() throws Exception {
        accounts.lock("one");
        accounts.lock("two");
        assertTrue(accounts.isLocked("one"));
        assertFalse(accounts.isLocked("three"));
        assertFalse(accounts.tryLock("one"));
        assertTrue(accounts.tryLock("three"));
        assertEquals(3, accounts.stats().keys());
        accounts.unlock("one");
        accounts.unlock("two");
        accounts.unlock("three");
    }

    @Test
    void one_thread_at_a_time_has_a_key() throws Exception {
        int[] counts = new int[3];
        try (var crew = new Crew()) {
            for (int i = 0; i < 9; i++) {
                int index = i % 3;
                crew.go(() -> {
                    for (int k = 0; k < 1_000; k++) {
                        accounts.withLock(
                                "key" + index,
                                () -> {
                                    int before = counts[index];
                                    if (before % 16 == 0) {
                                        Thread.yield();
                                    }
                                    counts[index] = before + 1;
                                });
                    }
                });
            }
            crew.join();
        }
        for (int count : counts) {
            assertEquals(3_000, count);
        }
    }

    @Test
    void whoever_waits_is_served_and_whoever_gives_up_leaves_nothing_behind() throws Exception {
        accounts.lock("key");
        try (var crew = new Crew()) {
            var waiting = crew.go(() -> accounts.lock("key"));
            awaitWaiting(1);
            var cancelled = crew.go(() -> accounts.lock("key"));
            awaitWaiting(2);
            cancelled.interrupt();
            cancelled.failure(InterruptedException.class);
            assertEquals(1, accounts.stats().waiting());
            accounts.unlock("key");
            waiting.get();
        }
        assertTrue(accounts.isLocked("key"));
        accounts.unlock("key");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> accounts.lock("key"));
    }

    @Test
    void a_time_that_is_over_ends_the_wait() throws Exception {
        try (var clock = ManualClock.install()) {
            accounts.lock("key");
            try (var crew = new Crew()) {
                var waiting = crew.go(() -> accounts.tryLock("key", HOUR));
                clock.awaitSleepers(1);
                clock.advance(HOUR);
                assertFalse(waiting.get());
            }
            assertFalse(accounts.tryLock("key", Duration.ZERO));
            accounts.unlock("key");
            assertTrue(accounts.tryLock("key", Duration.ZERO));
            accounts.unlock("key");
        }
    }

    @Test
    void unlocking_what_is_not_locked_throws_and_names_it() throws Exception {
        var e = assertThrows(IllegalStateException.class, () -> accounts.unlock("key"));
        assertEquals(
                "unlock of key key of keyed-mutex 'accounts', which is not locked", e.getMessage());
    }

    @Test
    void a_body_is_run_with_the_lock_and_leaves_it_unlocked_whatever_it_does() throws Exception {
        assertTrue(accounts.withLock("key", () -> accounts.isLocked("key")));
        accounts.withLock("key", () -> assertTrue(accounts.isLocked("key")));
        RunnableOp<IOException> failing =
                () -> {
                    throw new IOException("on purpose");
                };
        assertThrows(IOException.class, () -> accounts.withLock("key", failing));
    }

    @Test
    void interrupts_and_deadlines_at_every_moment_lose_no_lock() throws Exception {
        int[] counts = new int[2];
        var stop = new AtomicBoolean();
        try (var crew = new Crew()) {
            var members = new java.util.ArrayList<Crew.Member<int[]>>();
            for (int i = 0; i < 6; i++) {
                int seed = i;
                members.add(
                        crew.go(() -> {
                            var random = new SplittableRandom(seed);
                            int[] mine = new int[2];
                            for (int k = 0; k < 3_000; k++) {
                                int index = random.nextInt(2);
                                String key = "key" + index;
                                try {
                                    if (random.nextBoolean()) {
                                        accounts.lock(key);
                                    } else if (!accounts.tryLock(
                                            key, Duration.ofNanos(random.nextInt(20_000)))) {
                                        continue;
                                    }
                                } catch (InterruptedException e) {
                                    continue;
                                }
                                mine[index]++;
                                counts[index]++;
                                if (k % 32 == 0) {
                                    Thread.yield();
                                }
                                accounts.unlock(key);
                            }
                            return mine;
                        }));
            }
            var harasser =
                    Thread.ofPlatform()
                            .start(() -> {
                                var random = new SplittableRandom(1);
                                while (!stop.get()) {
                                    members.get(random.nextInt(members.size())).interrupt();
                                    LockSupport.parkNanos(20_000);
                                }
                            });
            int[] sums = new int[2];
            for (var member : members) {
                int[] mine = member.get();
                sums[0] += mine[0];
                sums[1] += mine[1];
            }
            stop.set(true);
            harasser.join();
            assertEquals(sums[0], counts[0]);
            assertEquals(sums[1], counts[1]);
        }
    }

    @Test
    void it_says_its_name() {
        assertEquals("keyed-mutex 'accounts'", accounts.toString());
        assertTrue(new KeyedMutex<Integer>().toString().matches("keyed-mutex 'keyed-mutex-\\d+'"));
        assertEquals("keyed-mutex", accounts.stats().kind());
    }
}
