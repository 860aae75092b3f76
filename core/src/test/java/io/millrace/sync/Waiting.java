package io.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.observe.Observable;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;

/// Something that can be waited for, and all that the tests of waiting need to know of it.
///
/// It is made in the state in which whoever comes has to wait.
///
/// @param thing what thread dumps name
/// @param op waits; afterwards whoever waited has it
/// @param serve lets one who waits have it
/// @param putBack gives back what was waited for: whoever comes has to wait again
/// @param waiting how many wait
record Waiting(Observable thing, Op op, Runnable serve, Runnable putBack, IntSupplier waiting) {

    private static final Duration DAY = Duration.ofDays(1);

    interface Op {
        void run() throws Exception;
    }

    /// Everything in this package that can be waited for, in every form.
    static List<Waiting> all() {
        return List.of(
                mutex(Mutex::lock),
                mutex(mutex -> assertTrue(mutex.tryLock(DAY))),
                mutex(mutex -> assertEquals(1, Select.of(mutex.onLock(() -> 1), never()).await())),
                semaphore(Semaphore::acquire),
                semaphore(semaphore -> assertTrue(semaphore.tryAcquire(DAY))),
                semaphore(semaphore -> semaphore.hold()),
                semaphore(semaphore ->
                        assertEquals(1, Select.of(semaphore.onAcquire(() -> 1), never()).await())),
                reader(ReadWriteMutex::lockRead),
                reader(mutex -> assertTrue(mutex.tryLockRead(DAY))),
                reader(mutex ->
                        assertEquals(1, Select.of(mutex.onLockRead(() -> 1), never()).await())),
                writer(ReadWriteMutex::lockWrite),
                writer(mutex -> assertTrue(mutex.tryLockWrite(DAY))),
                writer(mutex ->
                        assertEquals(1, Select.of(mutex.onLockWrite(() -> 1), never()).await())),
                group(WaitGroup::await),
                group(group -> assertTrue(group.await(DAY))),
                group(group -> assertEquals(1, Select.of(group.onDone(() -> 1), never()).await())),
                end((barrier, generation) -> barrier.awaitEnd(generation)),
                end((barrier, generation) -> assertTrue(barrier.awaitEnd(generation, DAY))),
                end((barrier, generation) ->
                        assertEquals(
                                1, Select.of(barrier.onEnd(generation, () -> 1), never()).await())),
                condition(Condition::await),
                condition(condition -> assertTrue(condition.await(DAY))));
    }

    private interface On<T> {
        void run(T thing) throws Exception;
    }

    private interface OnGeneration {
        void run(Barrier barrier, long generation) throws Exception;
    }

    private static io.millrace.select.Clause<Integer> never() {
        return Channel.<Integer>never().onReceive(value -> value);
    }

    private static Waiting mutex(On<Mutex> op) {
        var mutex = new Mutex();
        assertTrue(mutex.tryLock());
        return new Waiting(
                mutex, () -> op.run(mutex), mutex::unlock, () -> {}, () -> mutex.stats().waiting());
    }

    private static Waiting semaphore(On<Semaphore> op) {
        var semaphore = new Semaphore(1);
        assertTrue(semaphore.tryAcquire());
        return new Waiting(
                semaphore,
                () -> op.run(semaphore),
                semaphore::release,
                () -> {},
                () -> semaphore.stats().waiting());
    }

    private static Waiting reader(On<ReadWriteMutex> op) {
        var mutex = new ReadWriteMutex();
        assertTrue(mutex.tryLockWrite());
        return new Waiting(
                mutex,
                () -> op.run(mutex),
                mutex::unlockWrite,
                () -> {
                    mutex.unlockRead();
                    assertTrue(mutex.tryLockWrite());
                },
                () -> mutex.stats().waitingReaders());
    }

    private static Waiting writer(On<ReadWriteMutex> op) {
        var mutex = new ReadWriteMutex();
        assertTrue(mutex.tryLockWrite());
        return new Waiting(
                mutex,
                () -> op.run(mutex),
                mutex::unlockWrite,
                () -> {},
                () -> mutex.stats().waitingWriters());
    }

    private static Waiting group(On<WaitGroup> op) {
        var group = new WaitGroup();
        group.add(1);
        return new Waiting(
                group,
                () -> op.run(group),
                group::done,
                () -> group.add(1),
                () -> group.stats().waiting());
    }

    private static Waiting end(OnGeneration op) {
        var barrier = new Barrier(1);
        return new Waiting(
                barrier,
                () -> op.run(barrier, barrier.generation()),
                barrier::arrive,
                () -> {},
                () -> barrier.stats().waiting());
    }

    private static Waiting condition(On<Condition> op) {
        var mutex = new Mutex();
        var condition = mutex.condition();
        return new Waiting(
                condition,
                () -> mutex.withLock(() -> op.run(condition)),
                condition::signal,
                () -> {},
                () -> condition.stats().waiting());
    }
}
