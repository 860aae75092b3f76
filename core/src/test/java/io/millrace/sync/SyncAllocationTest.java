package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Allocation;
import io.millrace.fixture.Crew;
import org.junit.jupiter.api.Test;

/// What nobody has to wait for costs no memory.
class SyncAllocationTest {
    private static final int ROUNDS = 100_000;

    private static void use(Mutex mutex, Semaphore semaphore, ReadWriteMutex rw, WaitGroup group)
            throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            mutex.lock();
            mutex.unlock();
            semaphore.acquire();
            semaphore.release();
            semaphore.acquire(300);
            semaphore.release(300);
            rw.lockRead();
            rw.unlockRead();
            rw.lockWrite();
            rw.downgrade();
            rw.unlockRead();
            group.add(1);
            group.done();
            group.await();
        }
    }

    @Test
    void what_nobody_waits_for_allocates_nothing() {
        var mutex = new Mutex();
        var semaphore = new Semaphore(1_000);
        var rw = new ReadWriteMutex();
        var group = new WaitGroup();
        try (var crew = new Crew(Crew.Kind.PLATFORM)) {
            long bytes =
                    crew.<Long>go(
                                    () -> {
                                        use(mutex, semaphore, rw, group);
                                        long before = Allocation.bytes();
                                        use(mutex, semaphore, rw, group);
                                        return Allocation.bytes() - before;
                                    })
                            .get();
            assertTrue(bytes < ROUNDS, () -> bytes + " bytes in " + ROUNDS + " rounds");
        }
    }
}
