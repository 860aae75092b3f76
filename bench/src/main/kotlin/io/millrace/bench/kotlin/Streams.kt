package io.millrace.bench.kotlin

import io.millrace.bench.Check
import io.millrace.bench.Chunk
import io.millrace.bench.Item
import io.millrace.bench.Order
import io.millrace.bench.Workload
import java.util.concurrent.atomic.AtomicLong
import kotlin.math.max
import kotlinx.coroutines.channels.Channel

/** The twin of ManyRow. */
internal class Many(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val producers = order.get("producers", 1)
    private val consumers = order.get("consumers", 1)
    private val sends = order.share(producers)
    private val receives = order.share(consumers)
    private val items = Item.table()

    override fun run(chunk: Chunk) {
        val line = Channel<Item>(capacity)
        val sum = AtomicLong()
        tasks {
            for (i in 0 until max(producers, consumers)) {
                if (i < consumers) task { sum.addAndGet(receive(line)) }
                if (i < producers) task { send(line) }
            }
        }
        Check.same("sum of what was received", producers * Item.sum(sends.toLong()), sum.get())
    }

    private suspend fun send(line: Channel<Item>) {
        for (i in 0 until sends) line.send(items[i and Item.MASK])
    }

    private suspend fun receive(line: Channel<Item>): Long {
        var sum = 0L
        val inOrder = producers == 1 && consumers == 1
        for (i in 0 until receives) {
            val number = line.receive().number()
            sum += number
            if (inOrder && number != (i and Item.MASK)) {
                Check.same("place in the order", (i and Item.MASK).toLong(), number.toLong())
            }
        }
        return sum
    }
}

/** The twin of PingPongRow. */
internal class PingPong(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val rounds = order.ops()
    private val items = Item.table()

    override fun run(chunk: Chunk) {
        val there = Channel<Item>(capacity)
        val back = Channel<Item>(capacity)
        tasks {
            task { for (i in 0 until rounds) back.send(there.receive()) }
            task {
                var sum = 0L
                for (i in 0 until rounds) {
                    there.send(items[i and Item.MASK])
                    sum += back.receive().number()
                }
                Check.same("sum of what came back", Item.sum(rounds.toLong()), sum)
            }
        }
    }
}

/** The twin of PipelineRow. */
internal class Pipeline(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val stages = order.get("stages")
    private val ops = order.ops()
    private val items = Item.table()

    override fun run(chunk: Chunk) {
        val lines = Array(stages - 1) { Channel<Item>(capacity) }
        tasks {
            task { for (i in 0 until ops) lines[0].send(items[i and Item.MASK]) }
            for (stage in 1 until lines.size) {
                val from = lines[stage - 1]
                val to = lines[stage]
                task { for (i in 0 until ops) to.send(from.receive()) }
            }
            task {
                var sum = 0L
                for (i in 0 until ops) sum += lines.last().receive().number()
                Check.same("sum at the sink", Item.sum(ops.toLong()), sum)
            }
        }
    }
}

/** The twin of FanRow. */
internal class Fan(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val workers = order.get("workers")
    private val workNanos = order.get("work")
    private val ops = order.ops()
    private val items = Item.table()

    override fun run(chunk: Chunk) {
        val jobs = Channel<Item>(capacity)
        val results = Channel<Item>(capacity)
        tasks {
            repeat(workers) {
                task {
                    while (true) {
                        val item = jobs.receive()
                        if (item === Item.LAST) break
                        spin(workNanos)
                        results.send(item)
                    }
                }
            }
            task {
                for (i in 0 until ops) jobs.send(items[i and Item.MASK])
                repeat(workers) { jobs.send(Item.LAST) }
            }
            task {
                var sum = 0L
                for (i in 0 until ops) sum += results.receive().number()
                Check.same("sum of the results", Item.sum(ops.toLong()), sum)
            }
        }
    }
}

/** The twin of LatencyRow. */
internal class Latency(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val paceNanos = order.get("pace")
    private val ops = order.ops()
    private val items = Item.table()

    override fun run(chunk: Chunk) {
        val line = Channel<Item>(capacity)
        val latencies = LongArray(ops)
        tasks {
            task {
                var sum = 0L
                for (i in 0 until ops) {
                    val item = line.receive()
                    latencies[i] = System.nanoTime() - item.stamp()
                    sum += item.number()
                }
                Check.same("sum of what was received", Item.sum(ops.toLong()), sum)
            }
            task {
                for (i in 0 until ops) {
                    val item = items[i and Item.MASK]
                    spin(paceNanos)
                    item.stamp(System.nanoTime())
                    line.send(item)
                }
            }
        }
        chunk.latencies(latencies)
    }
}

private fun spin(nanos: Int) {
    val start = System.nanoTime()
    while (System.nanoTime() - start < nanos) Thread.onSpinWait()
}
