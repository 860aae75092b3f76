package io.millrace.bench.kotlin

import io.millrace.bench.Check
import io.millrace.bench.Chunk
import io.millrace.bench.Item
import io.millrace.bench.Order
import io.millrace.bench.Workload
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select

/** The twin of SelectRow. Kotlin builds its clauses in every select; there is no other way. */
internal class SelectFrom(order: Order) : Workload {
    private val capacity = order.get("cap")
    private val cases = order.get("cases")
    private val sends = order.share(cases)
    private val items = Item.table()

    override fun run(chunk: Chunk) {
        val lines = Array(cases) { Channel<Item>(capacity) }
        tasks {
            for (line in lines) {
                task { for (i in 0 until sends) line.send(items[i and Item.MASK]) }
            }
            task {
                var sum = 0L
                for (i in 0 until cases * sends) {
                    sum += select { for (line in lines) line.onReceive { it } }.number()
                }
                Check.same("sum of what was selected", cases * Item.sum(sends.toLong()), sum)
            }
        }
    }
}

/** The twin of TryRow. */
internal class Try(order: Order) : Workload {
    private val line = Channel<Item>(order.get("cap"))
    private val tries = order.ops()

    override fun run(chunk: Chunk) = tasks {
        task {
            var empty = 0
            for (i in 0 until tries) if (line.tryReceive().getOrNull() == null) empty++
            Check.same("tries that found nothing", tries.toLong(), empty.toLong())
        }
    }
}

/** The twin of SelectTryRow. Kotlin's select has no default; a timeout of zero is the nearest. */
@OptIn(ExperimentalCoroutinesApi::class) // onTimeout
internal class SelectTry(order: Order) : Workload {
    private val lines = Array(order.get("cases")) { Channel<Item>(order.get("cap")) }
    private val tries = order.ops()

    override fun run(chunk: Chunk) = tasks {
        task {
            var empty = 0
            for (i in 0 until tries) {
                val item = select {
                    for (line in lines) line.onReceive { it }
                    onTimeout(0) { Item.LAST }
                }
                if (item === Item.LAST) empty++
            }
            Check.same("selects that found nothing", tries.toLong(), empty.toLong())
        }
    }
}

/** The twin of UncontendedRow. */
internal class Uncontended(order: Order) : Workload {
    private val line = Channel<Item>(order.get("cap"))
    private val ops = order.ops()
    private val items = Item.table()

    override fun run(chunk: Chunk) = tasks {
        task {
            var sum = 0L
            for (i in 0 until ops) {
                line.send(items[i and Item.MASK])
                sum += line.receive().number()
            }
            Check.same("sum of what was received", Item.sum(ops.toLong()), sum)
        }
    }
}
