package io.millrace.bench.jmh;

import com.softwaremill.jox.Select;
import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What do a send and a receive cost together on one thread, and a try that finds nothing?
///
/// `bench/jmh Uncontended -prof gc`
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class UncontendedBenchmark {
    private final Object item = new Object();
    private final Channel<Object> millrace = Channel.buffered(16);
    private final Channel<Object> millraceEmpty = Channel.buffered(16);
    private final Channel<Object> millraceEmptyRendezvous = Channel.rendezvous();
    private final com.softwaremill.jox.Channel<Object> jox =
            com.softwaremill.jox.Channel.newBufferedChannel(16);
    private final com.softwaremill.jox.Channel<Object> joxEmpty =
            com.softwaremill.jox.Channel.newBufferedChannel(16);
    private final ArrayBlockingQueue<Object> array = new ArrayBlockingQueue<>(16);
    private final ArrayBlockingQueue<Object> arrayEmpty = new ArrayBlockingQueue<>(16);
    private final SpscArrayQueue<Object> ring = new SpscArrayQueue<>(16);

    /// Millrace.
    @Benchmark
    public Object pairMillrace() throws InterruptedException {
        millrace.send(item);
        return millrace.receive();
    }

    /// Jox.
    @Benchmark
    public Object pairJox() throws InterruptedException {
        jox.send(item);
        return jox.receive();
    }

    /// The JDK's queue.
    @Benchmark
    public Object pairArrayBlockingQueue() throws InterruptedException {
        array.put(item);
        return array.take();
    }

    /// JCTools, a bound: it cannot wait.
    @Benchmark
    public Object pairJcToolsBound() {
        ring.offer(item);
        return ring.poll();
    }

    /// Millrace.
    @Benchmark
    public Received<Object> tryMillrace() {
        return millraceEmpty.tryReceive();
    }

    /// Millrace, without a buffer.
    @Benchmark
    public Received<Object> tryMillraceRendezvous() {
        return millraceEmptyRendezvous.tryReceive();
    }

    /// Jox, which has no try: a select with a default.
    @Benchmark
    public Object tryJox() throws InterruptedException {
        return Select.select(joxEmpty.receiveClause(), Select.defaultClause(item));
    }

    /// The JDK's queue.
    @Benchmark
    public Object tryArrayBlockingQueue() {
        return arrayEmpty.poll();
    }
}
