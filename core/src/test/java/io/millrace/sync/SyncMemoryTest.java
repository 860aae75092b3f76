package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.fixture.AtPark;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.Heap;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Very many that wait, and very many that gave up.
class SyncMemoryTest {
    private static final int WAITERS = 100_000;
    private static final int CANCELLED = 1_000_000;

    /// A waiter that is left in a line takes at least 40 bytes: a twentieth of them would be seen.
    private static final long MOST_GROWTH = 2 << 20;

    private static void cancel(List<Waiting> things, int times) {
        try (var _ = AtPark.each(() -> Thread.currentThread().interrupt())) {
            for (int i = 0; i < times; i++) {
                Waiting it = things.get(i % things.size());
                assertThrows(InterruptedException.class, it.op()::run);
            }
        }
    }

    @Test
    void a_million_cancelled_waits_leave_no_memory_behind() {
        List<Waiting> things = Waiting.all();
        cancel(things, 20_000); // so that classes and pools are there
        long before = Heap.used();
        cancel(things, CANCELLED);
        long growth = Heap.used() - before;
        for (Waiting it : things) {
            assertEquals(0, it.waiting().getAsInt(), it.thing()::toString);
        }
        assertTrue(growth < MOST_GROWTH, () -> "the heap has grown by " + growth + " bytes");
    }

    @Test
    void a_million_keys_and_calls_leave_no_memory_behind() throws Exception {
        var mutex = new KeyedMutex<Integer>();
        var flights = new SingleFlight<Integer, Integer>();
        use(mutex, flights, 10_000);
        long before = Heap.used();
        use(mutex, flights, CANCELLED / 10);
        long growth = Heap.used() - before;
        assertEquals(0, mutex.stats().keys());
        assertEquals(0, flights.stats().keys());
        assertTrue(growth < MOST_GROWTH, () -> "the heap has grown by " + growth + " bytes");
    }

    private static void use(
            KeyedMutex<Integer> mutex, SingleFlight<Integer, Integer> flights, int times)
            throws Exception {
        for (int i = 0; i < times; i++) {
            int key = i;
            for (int k = 0; k < 9; k++) {
                mutex.lock(key * 9 + k);
                mutex.unlock(key * 9 + k);
            }
            assertEquals(key, flights.call(key, () -> key));
        }
    }

    private interface Wait {
        void run() throws Exception;
    }

    private static void crowd(Wait wait, java.util.function.IntSupplier waiting, Wait serve)
            throws Exception {
        try (var crew = new Crew(Crew.Kind.VIRTUAL)) {
            for (int i = 0; i < WAITERS; i++) {
                crew.go(wait::run);
            }
            Eventually.until("all wait", () -> waiting.getAsInt() == WAITERS);
            serve.run();
            crew.join();
        }
        assertEquals(0, waiting.getAsInt());
    }

    @Test
    void a_hundred_thousand_wait_for_a_mutex() throws Exception {
        var mutex = new Mutex();
        int[] count = new int[1];
        mutex.lock();
        crowd(() -> mutex.withLock(() -> count[0]++), () -> mutex.stats().waiting(), mutex::unlock);
        assertEquals(WAITERS, count[0]);
    }

    @Test
    void a_hundred_thousand_wait_for_a_semaphore() throws Exception {
        var semaphore = new Semaphore(3);
        var count = new AtomicInteger();
        semaphore.acquire(3);
        crowd(
                () -> {
                    try (var _ = semaphore.hold(1 + count.incrementAndGet() % 3)) {
                        Thread.yield();
                    }
                },
                () -> semaphore.stats().waiting(),
                () -> semaphore.release(3));
        assertEquals(3, semaphore.available());
    }

    @Test
    void a_hundred_thousand_wait_for_a_read_write_mutex() throws Exception {
        var mutex = new ReadWriteMutex();
        var number = new AtomicInteger();
        int[] writes = new int[1];
        mutex.lockWrite();
        crowd(
                () -> {
                    if (number.incrementAndGet() % 10 == 0) {
                        mutex.withWrite(() -> writes[0]++);
                    } else {
                        mutex.withRead(() -> assertTrue(mutex.readers() > 0));
                    }
                },
                () -> mutex.stats().waitingReaders() + mutex.stats().waitingWriters(),
                mutex::unlockWrite);
        assertEquals(WAITERS / 10, writes[0]);
    }

    @Test
    void a_hundred_thousand_wait_for_a_wait_group_a_barrier_a_once_and_a_signal() throws Exception {
        var group = new WaitGroup();
        group.add(1);
        crowd(group::await, () -> group.stats().waiting(), group::done);
        var barrier = new Barrier(WAITERS + 1);
        crowd(barrier::await, () -> barrier.stats().waiting(), barrier::await);
        var once = new Once();
        Channel<Integer> go = Channel.rendezvous();
        try (var crew = new Crew()) {
            crew.go(() -> once.run(go::receive));
            Eventually.until("it runs", () -> go.stats().waitingReceivers() == 1);
            crowd(() -> once.run(() -> {}), () -> once.stats().waiting(), () -> go.send(1));
        }
        var mutex = new Mutex();
        var condition = mutex.condition();
        boolean[] ready = new boolean[1];
        crowd(
                () -> mutex.withLock(() -> condition.await(() -> ready[0])),
                () -> condition.stats().waiting(),
                () ->
                        mutex.withLock(() -> {
                            ready[0] = true;
                            condition.signalAll();
                        }));
    }

    @Test
    void a_hundred_thousand_selects_wait_for_a_mutex_or_a_semaphore() throws Exception {
        var mutex = new Mutex();
        var semaphore = new Semaphore(1);
        mutex.lock();
        semaphore.acquire();
        var locked = mutex.onLock(() -> true);
        var acquired = semaphore.onAcquire(() -> false);
        var count = new ArrayList<AtomicInteger>(List.of(new AtomicInteger(), new AtomicInteger()));
        crowd(
                () -> {
                    if (Select.of(locked, acquired).await()) {
                        count.get(0).incrementAndGet();
                        mutex.unlock();
                    } else {
                        count.get(1).incrementAndGet();
                        semaphore.release();
                    }
                },
                () -> Math.min(mutex.stats().waiting(), semaphore.stats().waiting()),
                () -> {
                    mutex.unlock();
                    semaphore.release();
                });
        assertEquals(WAITERS, count.get(0).get() + count.get(1).get());
        assertEquals(0, mutex.stats().waiting() + semaphore.stats().waiting());
        assertTrue(mutex.tryLock());
        assertTrue(semaphore.tryAcquire());
    }
}
