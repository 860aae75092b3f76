package io.millrace.bench.kotlin

import io.millrace.bench.Check
import io.millrace.bench.Meter
import io.millrace.bench.Order
import io.millrace.bench.Workload
import kotlin.system.exitProcess
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/**
 * Measures Kotlin's channels on one row: `kotlin SHAPE key=number..`, with the same meter as the rivals in Java.
 *
 * Each row is the twin of a class in `io.millrace.bench.row`, with coroutines on [Dispatchers.Default] for tasks.
 */
fun main(words: Array<String>) {
    val order = Order.parse(*words)
    Meter(row(order), order).measure(System.out)
    exitProcess(0)
}

private fun row(order: Order): Workload =
    when (order.shape) {
        "many",
        "batch" -> Many(order) // one at a time: Kotlin has no batches
        "ping-pong" -> PingPong(order)
        "ring" -> Ring(order)
        "select" -> SelectFrom(order)
        "try" -> Try(order)
        "select-try" -> SelectTry(order)
        "pipeline" -> Pipeline(order)
        "uncontended" -> Uncontended(order)
        "sieve" -> Sieve(order)
        "fan" -> Fan(order)
        "latency" -> Latency(order)
        "parked" -> Parked(order)
        "spawn" -> Spawn(order)
        "lock" -> Lock(order)
        "group" -> Group(order)
        "close" -> Close(order)
        "cancel" -> Cancel(order)
        "stages" -> Stages(order)
        "map" -> ParallelMap(order)
        "lists" -> Lists(order)
        "broadcast" -> Broadcast(order)
        "pool" -> Pool(order)
        else -> throw IllegalArgumentException("${order.shape}: no such row")
    }

/** Runs [body] and all coroutines that it starts; the first that throws ends the process. */
internal fun tasks(body: suspend CoroutineScope.() -> Unit) {
    try {
        runBlocking(Dispatchers.Default) { body() }
    } catch (t: Throwable) {
        Check.fail(t)
    }
}

/** Starts a coroutine that may be cancelled but must not fail. */
internal fun CoroutineScope.task(body: suspend () -> Unit) = launch {
    try {
        body()
    } catch (e: CancellationException) {
        throw e
    } catch (t: Throwable) {
        Check.fail(t)
    }
}
