package io.millrace.bench.kotlin

import io.millrace.bench.Check
import io.millrace.bench.Chunk
import io.millrace.bench.Order
import io.millrace.bench.Workload
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore

/** The twin of LockRow. */
internal class Lock(order: Order) : Workload {
    private val permits = order.get("permits")
    private val size = order.get("tasks")
    private val each = order.share(size)
    private val inside = order.get("inside", 0)
    private val outside = order.get("outside", 0)
    private val worked = size * steps(1, each * (inside + outside))

    override fun run(chunk: Chunk) {
        val mutex = Mutex()
        val semaphore = Semaphore(maxOf(permits, 1))
        val total = AtomicLong()
        val work = AtomicLong()
        var guarded = 0L
        tasks {
            repeat(size) {
                task {
                    var entered = 0L
                    var at = 1L
                    for (i in 0 until each) {
                        if (permits == 0) mutex.lock() else semaphore.acquire()
                        if (permits <= 1) guarded++
                        entered++
                        at = steps(at, inside)
                        if (permits == 0) mutex.unlock() else semaphore.release()
                        at = steps(at, outside)
                    }
                    total.addAndGet(entered)
                    work.addAndGet(at)
                }
            }
        }
        Check.same("work", worked, work.get())
        Check.same("times that somebody went in", size.toLong() * each, total.get())
        if (permits <= 1) Check.same("increments that were counted", size.toLong() * each, guarded)
    }

    private fun steps(from: Long, count: Int): Long {
        var at = from
        repeat(count) {
            at = at xor (at shl 13)
            at = at xor (at ushr 7)
            at = at xor (at shl 17)
        }
        return at
    }
}

/** The twin of GroupRow. What waits for coroutines is their jobs. */
internal class Group(order: Order) : Workload {
    private val size = order.get("tasks")
    private val rounds = order.share(size)

    override fun run(chunk: Chunk) = tasks {
        val ran = AtomicInteger()
        for (round in 1..rounds) {
            List(size) { task { ran.incrementAndGet() } }.joinAll()
            Check.same("tasks that ran", (round * size).toLong(), ran.get().toLong())
        }
    }
}
