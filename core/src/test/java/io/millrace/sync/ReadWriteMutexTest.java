package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.ManualClock;
import io.millrace.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadWriteMutexTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int WRITER = 10_000; // in the counter of activity

    private static void awaitWaiting(ReadWriteMutex mutex, int readers, int writers) {
        Eventually.until(
                readers + " readers and " + writers + " writers wait",
                () ->
                        mutex.stats().waitingReaders() == readers
                                && mutex.stats().waitingWriters() == writers);
    }

    private static void assertFree(ReadWriteMutex mutex) {
        ReadWriteMutexStats stats = mutex.stats();
        assertEquals(0, stats.readers());
        assertFalse(stats.writing());
        assertEquals(0, stats.waitingReaders());
        assertEquals(0, stats.waitingWriters());
        assertTrue(mutex.tryLockWrite());
        mutex.unlockWrite();
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("K134")
    void readers_overlap_while_nobody_writes(Preference preference) throws Exception {
        var mutex = new ReadWriteMutex(preference);
        try (var crew = new Crew()) {
            Channel<Integer> leave = Channel.rendezvous();
            for (int i = 0; i < 5; i++) {
                crew.go(() -> mutex.withRead(leave::receive));
            }
            Eventually.until("all read", () -> mutex.readers() == 5);
            for (int i = 0; i < 5; i++) {
                leave.send(i);
            }
            crew.join();
        }
        assertFree(mutex);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("K135")
    void a_writer_is_never_there_with_anybody_else(Preference preference) throws Exception {
        var mutex = new ReadWriteMutex(preference);
        var active = new AtomicInteger();
        var most = new AtomicInteger();
        int[] plain = new int[1];
        try (var crew = new Crew()) {
            for (int i = 0; i < 6; i++) {
                crew.go(() -> {
                    for (int k = 0; k < 1_000; k++) {
                        mutex.withRead(() -> {
                            int now = active.incrementAndGet();
                            assertTrue(now < WRITER, "a reader with a writer");
                            most.accumulateAndGet(now, Math::max);
                            Thread.yield();
                            active.decrementAndGet();
                        });
                    }
                });
                crew.go(() -> {
                    for (int k = 0; k < 300; k++) {
                        mutex.withWrite(() -> {
                            assertEquals(WRITER, active.addAndGet(WRITER));
                            plain[0]++;
                            Thread.yield();
                            active.addAndGet(-WRITER);
                        });
                    }
                });
            }
            crew.join();
        }
        assertEquals(1_800, plain[0]);
        assertTrue(most.get() > 1, "readers overlapped");
        assertFree(mutex);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("K136")
    void tries_under_each_lock(Preference preference) throws Exception {
        var mutex = new ReadWriteMutex(preference);
        assertTrue(mutex.tryLockWrite());
        assertTrue(mutex.isWriting());
        assertFalse(mutex.tryLockRead());
        assertFalse(mutex.tryLockWrite());
        assertFalse(mutex.tryLockRead(Duration.ZERO));
        assertFalse(mutex.tryLockWrite(Duration.ofSeconds(-1)));
        mutex.unlockWrite();
        assertTrue(mutex.tryLockRead());
        assertTrue(mutex.tryLockRead(HOUR));
        assertEquals(2, mutex.readers());
        assertFalse(mutex.tryLockWrite());
        mutex.unlockRead();
        assertFalse(mutex.tryLockWrite());
        mutex.unlockRead();
        assertTrue(mutex.tryLockWrite(HOUR));
        mutex.unlockWrite();
        assertFree(mutex);
    }

    @Test
    @Conformance("K137")
    void unlocking_what_is_not_locked_like_that_throws_and_names_it() throws Exception {
        var mutex = new ReadWriteMutex(Preference.FAIR, "names");
        var e = assertThrows(IllegalStateException.class, mutex::unlockRead);
        assertEquals(
                "unlockRead of read-write-mutex 'names', which is not locked for reading",
                e.getMessage());
        assertThrows(IllegalStateException.class, mutex::unlockWrite);
        assertThrows(IllegalStateException.class, mutex::downgrade);
        mutex.lockRead();
        assertThrows(IllegalStateException.class, mutex::unlockWrite);
        assertThrows(IllegalStateException.class, mutex::downgrade);
        assertEquals(1, mutex.readers());
        mutex.unlockRead();
        mutex.lockWrite();
        assertThrows(IllegalStateException.class, mutex::unlockRead);
        try (var crew = new Crew()) { // and the same the long way
            var reader = crew.go(mutex::lockRead);
            awaitWaiting(mutex, 1, 0);
            assertThrows(IllegalStateException.class, mutex::unlockRead);
            mutex.unlockWrite();
            reader.get();
            var writer = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 0, 1);
            assertThrows(IllegalStateException.class, mutex::unlockWrite);
            mutex.unlockRead();
            writer.get();
        }
        mutex.unlockWrite();
        assertFree(mutex);
    }

    @Test
    void fair_serves_in_the_order_in_which_they_came() throws Exception {
        var mutex = new ReadWriteMutex();
        assertEquals(Preference.FAIR, mutex.preference());
        mutex.lockRead();
        try (var crew = new Crew()) {
            var writer = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 0, 1);
            assertFalse(mutex.tryLockRead(), "a writer waits");
            var two = crew.go(mutex::lockRead);
            awaitWaiting(mutex, 1, 1);
            var three = crew.go(mutex::lockRead);
            awaitWaiting(mutex, 2, 1);
            var last = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 2, 2);
            mutex.unlockRead();
            writer.get();
            assertFalse(two.isDone());
            mutex.unlockWrite();
            two.get();
            three.get();
            assertFalse(last.isDone());
            mutex.unlockRead();
            mutex.unlockRead();
            last.get();
        }
        mutex.unlockWrite();
        assertFree(mutex);
    }

    @Test
    void readers_that_are_preferred_pass_writers_that_wait() throws Exception {
        var mutex = new ReadWriteMutex(Preference.READERS);
        mutex.lockRead();
        try (var crew = new Crew()) {
            var writer = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 0, 1);
            assertTrue(mutex.tryLockRead());
            mutex.lockRead();
            for (int i = 0; i < 3; i++) {
                assertFalse(writer.isDone());
                mutex.unlockRead();
            }
            writer.get();
            var second = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 0, 1);
            var reader = crew.go(mutex::lockRead);
            awaitWaiting(mutex, 1, 1);
            mutex.unlockWrite();
            reader.get();
            assertFalse(second.isDone());
            mutex.unlockRead();
            second.get();
        }
        mutex.unlockWrite();
        assertFree(mutex);
    }

    @Test
    void writers_that_are_preferred_pass_readers_that_wait() throws Exception {
        var mutex = new ReadWriteMutex(Preference.WRITERS);
        mutex.lockWrite();
        try (var crew = new Crew()) {
            var reader = crew.go(mutex::lockRead);
            awaitWaiting(mutex, 1, 0);
            var writer = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 1, 1);
            mutex.unlockWrite();
            writer.get();
            assertFalse(reader.isDone());
            mutex.unlockWrite();
            reader.get();
            var next = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 0, 1);
            assertFalse(mutex.tryLockRead());
            mutex.unlockRead();
            next.get();
        }
        mutex.unlockWrite();
        assertFree(mutex);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("K138")
    void a_writer_that_gives_up_lets_the_readers_behind_it_go(Preference preference)
            throws Exception {
        var mutex = new ReadWriteMutex(preference);
        mutex.lockRead();
        try (var crew = new Crew()) {
            var writer = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 0, 1);
            var reader = crew.go(mutex::lockRead);
            if (preference != Preference.READERS) {
                awaitWaiting(mutex, 1, 1);
            }
            writer.interrupt();
            writer.failure(InterruptedException.class);
            reader.get();
        }
        assertEquals(2, mutex.readers());
        mutex.unlockRead();
        mutex.unlockRead();
        assertFree(mutex);
        assertEquals(1, mutex.stats().gaveUp());
    }

    @Test
    void a_writer_becomes_a_reader_and_no_other_writer_comes_in_between() throws Exception {
        var mutex = new ReadWriteMutex();
        mutex.lockWrite();
        mutex.downgrade();
        assertEquals(1, mutex.readers());
        assertTrue(mutex.tryLockRead());
        mutex.unlockRead();
        mutex.unlockRead();
        mutex.lockWrite();
        try (var crew = new Crew()) { // and the same the long way
            var reader = crew.go(mutex::lockRead);
            awaitWaiting(mutex, 1, 0);
            var writer = crew.go(mutex::lockWrite);
            awaitWaiting(mutex, 1, 1);
            mutex.downgrade();
            reader.get();
            assertEquals(2, mutex.readers());
            assertFalse(writer.isDone());
            mutex.unlockRead();
            mutex.unlockRead();
            writer.get();
        }
        mutex.unlockWrite();
        assertFree(mutex);
    }

    @Test
    void a_body_is_run_with_the_lock_and_leaves_it_unlocked_whatever_it_does() throws Exception {
        var mutex = new ReadWriteMutex();
        assertEquals(1, mutex.withRead(mutex::readers));
        assertTrue(mutex.withWrite(mutex::isWriting));
        mutex.withRead(() -> assertEquals(1, mutex.readers()));
        mutex.withWrite(() -> assertTrue(mutex.isWriting()));
        RunnableOp<IOException> failing =
                () -> {
                    throw new IOException("on purpose");
                };
        assertThrows(IOException.class, () -> mutex.withRead(failing));
        assertThrows(IOException.class, () -> mutex.withWrite(failing));
        assertFree(mutex);
    }

    @Test
    void a_time_that_is_over_ends_the_wait() throws Exception {
        try (var clock = ManualClock.install()) {
            var mutex = new ReadWriteMutex();
            mutex.lockWrite();
            try (var crew = new Crew()) {
                var reader = crew.go(() -> mutex.tryLockRead(HOUR));
                var writer = crew.go(() -> mutex.tryLockWrite(HOUR));
                clock.awaitSleepers(2);
                clock.advance(HOUR);
                assertFalse(reader.get());
                assertFalse(writer.get());
                var locked = crew.go(() -> mutex.tryLockRead(HOUR));
                clock.awaitSleepers(1);
                mutex.unlockWrite();
                assertTrue(locked.get());
            }
            mutex.unlockRead();
            assertFree(mutex);
        }
    }

    @ParameterizedTest
    @EnumSource
    void selects_stand_in_line_like_everybody_else(Preference preference) throws Exception {
        var mutex = new ReadWriteMutex(preference);
        Select<String> select =
                Select.of(mutex.onLockRead(() -> "read"), Channel.never().onReceive(v -> "?"));
        Select<String> writing =
                Select.of(mutex.onLockWrite(() -> "write"), Channel.never().onReceive(v -> "?"));
        assertEquals("read", select.await());
        mutex.unlockRead();
        assertEquals("write", writing.await());
        try (var crew = new Crew()) {
            var reader = crew.go(select::await);
            awaitWaiting(mutex, 1, 0);
            mutex.unlockWrite();
            assertEquals("read", reader.get());
            var writer = crew.go(writing::await);
            awaitWaiting(mutex, 0, 1);
            mutex.unlockRead();
            assertEquals("write", writer.get());
        }
        mutex.unlockWrite();
        assertFree(mutex);
    }

    @ParameterizedTest
    @EnumSource
    void a_select_for_both_kinds_of_lock_gets_one_of_them(Preference preference) throws Exception {
        var mutex = new ReadWriteMutex(preference);
        var held = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int i = 0; i < 6; i++) {
                crew.go(() -> {
                    Select<Boolean> select =
                            Select.of(mutex.onLockRead(() -> true), mutex.onLockWrite(() -> false));
                    for (int k = 0; k < 500; k++) {
                        if (select.await()) {
                            assertTrue(held.incrementAndGet() < WRITER);
                            Thread.yield();
                            held.decrementAndGet();
                            mutex.unlockRead();
                        } else {
                            assertEquals(WRITER, held.addAndGet(WRITER));
                            Thread.yield();
                            held.addAndGet(-WRITER);
                            mutex.unlockWrite();
                        }
                    }
                });
            }
            crew.join();
        }
        assertFree(mutex);
    }

    @Test
    void it_says_its_name() {
        var mutex = new ReadWriteMutex(Preference.READERS, "names");
        assertEquals("read-write-mutex 'names'", mutex.toString());
        assertTrue(
                new ReadWriteMutex()
                        .toString()
                        .matches("read-write-mutex 'read-write-mutex-\\d+'"));
        assertEquals(
                new ReadWriteMutexStats("names", Preference.READERS, 0, false, 0, 0, 0, 0),
                mutex.stats());
        assertEquals("read-write-mutex", mutex.stats().kind());
    }
}
