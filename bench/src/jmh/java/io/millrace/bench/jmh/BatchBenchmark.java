package io.millrace.bench.jmh;

import io.millrace.channel.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What does an element cost on one thread, when 64 are sent and received at once? Per element.
///
/// `bench/jmh Batch -prof gc`
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class BatchBenchmark {
    private static final int BATCH = 64;
    private final List<Object> items = Arrays.asList(new Object[BATCH]);
    private final List<Object> target = new ArrayList<>(BATCH);
    private final Channel<Object> channel = Channel.buffered(BATCH);

    /// Makes the items.
    public BatchBenchmark() {
        items.replaceAll(_ -> new Object());
    }

    /// One by one, to compare with.
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object oneByOne() throws InterruptedException {
        Object last = null;
        for (int i = 0; i < BATCH; i++) {
            channel.send(items.get(i));
            last = channel.receive();
        }
        return last;
    }

    /// `sendAll` and `receiveSome`, which makes a list.
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object receiveSome() throws InterruptedException {
        channel.sendAll(items);
        return channel.receiveSome(BATCH);
    }

    /// `sendAll` and `drainTo`, into a list that is used again.
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object drainTo() throws InterruptedException {
        target.clear();
        channel.sendAll(items);
        channel.drainTo(target, BATCH);
        return target;
    }
}
