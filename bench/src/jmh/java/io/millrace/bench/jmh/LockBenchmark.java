package io.millrace.bench.jmh;

import io.millrace.sync.Mutex;
import io.millrace.sync.ReadWriteMutex;
import io.millrace.sync.Semaphore;
import io.millrace.sync.WaitGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What does it cost to lock and unlock, to acquire and release, when nobody else is there?
///
/// `bench/jmh Lock -prof gc`
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class LockBenchmark {
    private final Mutex mutex = new Mutex();
    private final ReentrantLock reentrantLock = new ReentrantLock();
    private final Semaphore semaphore = new Semaphore(10);
    private final java.util.concurrent.Semaphore jdkSemaphore =
            new java.util.concurrent.Semaphore(10);
    private final ReadWriteMutex readWriteMutex = new ReadWriteMutex();
    private final ReentrantReadWriteLock readWriteLock = new ReentrantReadWriteLock();
    private int guarded;

    /// Millrace.
    @Benchmark
    public int mutexMillrace() throws InterruptedException {
        mutex.lock();
        int value = ++guarded;
        mutex.unlock();
        return value;
    }

    /// The JDK, without looking at interrupts.
    @Benchmark
    public int mutexReentrantLock() {
        reentrantLock.lock();
        int value = ++guarded;
        reentrantLock.unlock();
        return value;
    }

    /// The JDK, with the same promise: an interrupt makes it throw.
    @Benchmark
    public int mutexReentrantLockInterruptibly() throws InterruptedException {
        reentrantLock.lockInterruptibly();
        int value = ++guarded;
        reentrantLock.unlock();
        return value;
    }

    /// Millrace.
    @Benchmark
    public int semaphoreMillrace() throws InterruptedException {
        semaphore.acquire();
        int value = ++guarded;
        semaphore.release();
        return value;
    }

    /// The JDK.
    @Benchmark
    public int semaphoreJdk() throws InterruptedException {
        jdkSemaphore.acquire();
        int value = ++guarded;
        jdkSemaphore.release();
        return value;
    }

    /// Millrace.
    @Benchmark
    public int readMillrace() throws InterruptedException {
        readWriteMutex.lockRead();
        int value = guarded;
        readWriteMutex.unlockRead();
        return value;
    }

    /// The JDK.
    @Benchmark
    public int readJdk() {
        readWriteLock.readLock().lock();
        int value = guarded;
        readWriteLock.readLock().unlock();
        return value;
    }

    /// Millrace: made anew, counted down, awaited, as a latch has to be.
    @Benchmark
    public WaitGroup groupMillrace() throws InterruptedException {
        var group = new WaitGroup();
        group.add(3);
        group.done();
        group.done();
        group.done();
        group.await();
        return group;
    }

    /// The JDK.
    @Benchmark
    public CountDownLatch groupCountDownLatch() throws InterruptedException {
        var latch = new CountDownLatch(3);
        latch.countDown();
        latch.countDown();
        latch.countDown();
        latch.await();
        return latch;
    }
}
