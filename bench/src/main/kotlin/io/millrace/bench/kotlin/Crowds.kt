package io.millrace.bench.kotlin

import io.millrace.bench.Check
import io.millrace.bench.Chunk
import io.millrace.bench.Item
import io.millrace.bench.Order
import io.millrace.bench.Workload
import java.lang.management.ManagementFactory
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch

/** The twin of RingRow. */
internal class Ring(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val size = order.get("tasks")
    private val laps = order.share(size)

    override fun run(chunk: Chunk) {
        val lines = Array(size) { Channel<Item>(capacity) }
        val hops = AtomicLong()
        val starting = AtomicInteger(size - 1)
        val ready = CompletableDeferred<Unit>()
        tasks {
            for (i in 1 until size) {
                val from = lines[i]
                val to = lines[(i + 1) % size]
                task {
                    if (starting.decrementAndGet() == 0) ready.complete(Unit)
                    for (lap in 0 until laps) to.send(from.receive())
                    hops.addAndGet(laps.toLong())
                }
            }
            ready.await()
            chunk.begin() // all tasks are there
            task {
                val token = Item(1)
                for (lap in 0 until laps) {
                    lines[1].send(token)
                    Check.same("the token", 1, lines[0].receive().number().toLong())
                }
                hops.addAndGet(laps.toLong())
            }
        }
        Check.same("hops", laps.toLong() * size, hops.get())
    }
}

/** The twin of SieveRow. */
internal class Sieve(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val primes = order.get("primes")
    private val last = order.get("last")
    private val naturals = Item.numbers(last + 1)

    override fun run(chunk: Chunk) = tasks {
        var line = Channel<Item>(capacity)
        val numbers = line
        task {
            for (i in 2..last) numbers.send(naturals[i])
            numbers.send(Item.LAST)
        }
        var prime = 0
        for (i in 0 until primes) {
            prime = line.receive().number()
            line = filter(line, prime)
        }
        Check.same("prime number $primes", last.toLong(), prime.toLong())
        Check.same("what follows the last", Item.LAST.number().toLong(), line.receive().number().toLong())
    }

    private fun CoroutineScope.filter(from: Channel<Item>, prime: Int): Channel<Item> {
        val to = Channel<Item>(capacity)
        task {
            do {
                val item = from.receive()
                if (item.number() % prime != 0) to.send(item)
            } while (item !== Item.LAST)
        }
        return to
    }
}

/** The twin of SpawnRow. */
internal class Spawn(order: Order) : Workload {
    private val count = order.ops()

    override fun run(chunk: Chunk) {
        val ran = AtomicInteger()
        tasks { repeat(count) { launch { ran.incrementAndGet() } } }
        Check.same("tasks that ran", count.toLong(), ran.get().toLong())
    }
}

/** The twin of ParkedRow. */
internal class Parked(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val parked = order.ops()

    override fun run(chunk: Chunk) {
        repeat(5) { park(minOf(parked, 20_000), Chunk()) } // so that the code is compiled
        park(parked, chunk)
    }

    private fun park(count: Int, chunk: Chunk) {
        val line = Channel<Item>(capacity)
        val before = live()
        val crowd = Crowd(count, line)
        crowd.awaitParked(20)
        val after = live()
        chunk.begin()
        line.close()
        crowd.join()
        chunk.end()
        chunk.bytes(after - before)
        Check.same("items received", 0, crowd.received.get().toLong())
    }

    private fun live(): Long {
        System.gc()
        return ManagementFactory.getMemoryMXBean().heapMemoryUsage.used
    }
}

/** The twin of CloseRow. */
internal class Close(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val waiters = order.ops()

    override fun run(chunk: Chunk) {
        val line = Channel<Item>(capacity)
        val crowd = Crowd(waiters, line)
        crowd.awaitParked(10)
        chunk.begin()
        line.close()
        crowd.join()
        chunk.end()
        Check.same("items received", 0, crowd.received.get().toLong())
    }
}

/** The twin of CancelRow: the job that owns the waiting coroutines is cancelled. */
internal class Cancel(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val waiters = order.ops()

    override fun run(chunk: Chunk) {
        val crowd = Crowd(waiters, Channel(capacity))
        crowd.awaitParked(10)
        chunk.begin()
        crowd.owner.cancel()
        crowd.join()
        chunk.end()
        Check.same("tasks that were cancelled", waiters.toLong(), crowd.cancelled.get().toLong())
    }
}

/** Very many coroutines that wait to receive from one channel. */
private class Crowd(private val size: Int, line: Channel<Item>) {
    val owner = Job()
    val received = AtomicInteger()
    val cancelled = AtomicInteger()
    private val waiting = CountDownLatch(size)
    private val running = CountDownLatch(size)

    init {
        val scope = CoroutineScope(owner + Dispatchers.Default)
        repeat(size) { scope.launch { await(line) } }
    }

    private suspend fun await(line: Channel<Item>) {
        waiting.countDown()
        try {
            if (line.receiveCatching().getOrNull() != null) received.incrementAndGet()
        } catch (e: CancellationException) {
            cancelled.incrementAndGet()
            throw e
        } finally {
            running.countDown()
        }
    }

    /** Waits until all have begun to wait, and [settleMillis] more: the last are on their way into the queue. */
    fun awaitParked(settleMillis: Long) {
        waiting.await()
        Thread.sleep(settleMillis)
    }

    fun join() = running.await()
}
