package io.millrace.bench.kotlin

import io.millrace.bench.Check
import io.millrace.bench.Chunk
import io.millrace.bench.Flows.Work
import io.millrace.bench.Item
import io.millrace.bench.Items
import io.millrace.bench.Order
import io.millrace.bench.Tally
import io.millrace.bench.Workload
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.chunked
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.takeWhile

/** The twin of StagesRow. */
internal class Stages(order: Order) : Workload {
    private val buffer = order.get("cap")
    private val items = Items(order.share(Item.TABLE) * Item.TABLE)
    private val first = items.shift(1)
    private val condition = Items.threeOfFour()
    private val second = items.shift(2)
    private val cycle =
        Item.table().map(first::apply).filter(condition::test).map(second::apply).map { it.number() }.toIntArray()

    override fun run(chunk: Chunk) {
        val tally = Tally(cycle)
        tasks {
            val source = items.asFlow()
            if (buffer == 0) {
                source.map { first.apply(it) }
                    .filter { condition.test(it) }
                    .map { second.apply(it) }
                    .collect { tally.add(it) }
            } else {
                source.buffer(buffer)
                    .map { first.apply(it) }
                    .buffer(buffer)
                    .filter { condition.test(it) }
                    .buffer(buffer)
                    .map { second.apply(it) }
                    .buffer(buffer)
                    .collect { tally.add(it) }
            }
        }
        val tables = items.count().toLong() / Item.TABLE
        tally.check(cycle.size * tables, cycle.sumOf { it.toLong() } * tables)
    }
}

/** The twin of MapRow. Kotlin has no ordered parallel map: futures in a buffer are the way that is known. */
@OptIn(ExperimentalCoroutinesApi::class)
internal class ParallelMap(order: Order) : Workload {
    private val workers = order.get("workers")
    private val ordered = order.get("ordered") == 1
    private val spin = order.get("work", 0)
    private val wait = order.get("wait", 0).toLong()
    private val items = Items(order.ops())

    override fun run(chunk: Chunk) {
        val tally = if (ordered) Tally(Tally.tableOrder()) else Tally()
        tasks { (if (ordered) inOrder() else asTheyCome()).collect { tally.add(it) } }
        tally.check(items.count().toLong(), Item.sum(items.count().toLong()))
    }

    private fun inOrder(): Flow<Item> =
        channelFlow { for (item in items) send(async { work(item) }) }
            .buffer(workers - 2) // one more is in the sender's hand, and one is awaited
            .map { it.await() }

    private fun asTheyCome(): Flow<Item> = items.asFlow().flatMapMerge(workers) { item -> flow { emit(work(item)) } }

    private suspend fun work(item: Item): Item {
        if (wait > 0) delay(wait) else Work.spin(spin)
        return item
    }
}

/** The twin of ListsRow. */
@OptIn(ExperimentalCoroutinesApi::class)
internal class Lists(order: Order) : Workload {
    private val buffer = order.get("cap")
    private val size = order.get("size")
    private val items = Items(order.share(size) * size)

    override fun run(chunk: Chunk) {
        val tally = Tally(Tally.tableOrder())
        tasks {
            val source = if (buffer == 0) items.asFlow() else items.asFlow().buffer(buffer)
            source.chunked(size).collect { list ->
                Check.same("items in a list", size.toLong(), list.size.toLong())
                for (item in list) tally.add(item)
            }
        }
        tally.check(items.count().toLong(), Item.sum(items.count().toLong()))
    }
}

/** The twin of BroadcastRow: a shared flow, whose end is an item, since it has none. */
internal class Broadcast(order: Order) : Workload {
    private val buffer = order.get("cap")
    private val consumers = order.get("consumers")
    private val items = Items(order.ops())

    override fun run(chunk: Chunk) {
        val tallies = List(consumers) { Tally(Tally.tableOrder()) }
        val shared = MutableSharedFlow<Item>(extraBufferCapacity = buffer)
        tasks {
            for (tally in tallies) {
                task { shared.takeWhile { it !== Item.LAST }.collect { tally.add(it) } }
            }
            shared.subscriptionCount.first { it == consumers }
            for (item in items) shared.emit(item)
            shared.emit(Item.LAST)
        }
        for (tally in tallies) tally.check(items.count().toLong(), Item.sum(items.count().toLong()))
    }
}

/** The twin of PoolRow: workers that receive from a channel. */
internal class Pool(order: Order) : Workload {
    private val workers = order.get("workers")
    private val queue = order.get("cap")
    private val spin = order.get("work")
    private val ops = order.ops()

    override fun run(chunk: Chunk) {
        val done = AtomicLong()
        tasks {
            val jobs = Channel<() -> Unit>(queue)
            repeat(workers) { task { for (job in jobs) job() } }
            for (i in 0 until ops) {
                jobs.send {
                    if (spin > 0) Work.spin(spin)
                    done.incrementAndGet()
                }
            }
            jobs.close()
        }
        Check.same("jobs done", ops.toLong(), done.get())
    }
}
