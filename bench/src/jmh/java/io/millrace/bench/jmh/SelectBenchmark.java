package io.millrace.bench.jmh;

import com.softwaremill.jox.SelectClause;
import io.millrace.channel.Channel;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What does a select cost on one thread, when all its channels have something, or none has?
///
/// The value that was received is sent back, so a ready select is a receive and a send. `bench/jmh
/// Select -prof gc`
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class SelectBenchmark {

    /// How many channels.
    @Param({"2", "8", "64"})
    public int cases;

    private final Integer nothing = -1;
    private final List<Channel<Integer>> millrace = new ArrayList<>();
    private final List<com.softwaremill.jox.Channel<Integer>> jox = new ArrayList<>();
    private Select<Integer> ready;
    private Select<Integer> orElse;
    private SelectClause<Integer>[] joxReady;

    /// Fills the channels, places them in selects.
    @Setup
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array for a generic varargs method
    public void fill() throws InterruptedException {
        var empty = new ArrayList<Clause<Integer>>();
        var full = new ArrayList<Clause<Integer>>();
        joxReady = new SelectClause[cases];
        for (int i = 0; i < cases; i++) {
            Channel<Integer> channel = Channel.buffered(16);
            channel.send(i);
            millrace.add(channel);
            full.add(channel.onReceive(value -> value));
            empty.add(Channel.<Integer>buffered(16).onReceive(value -> value));
            var other = com.softwaremill.jox.Channel.<Integer>newBufferedChannel(16);
            other.send(i);
            jox.add(other);
            joxReady[i] = other.receiveClause();
        }
        empty.add(Select.orElse(() -> nothing));
        ready = Select.of(full);
        orElse = Select.of(empty);
    }

    /// Millrace, a reused select, all ready.
    @Benchmark
    public Integer readyMillrace() throws InterruptedException {
        Integer from = ready.await();
        millrace.get(from).send(from);
        return from;
    }

    /// Jox, clauses reused, all ready.
    @Benchmark
    public Integer readyJox() throws InterruptedException {
        Integer from = com.softwaremill.jox.Select.select(joxReady);
        jox.get(from).send(from);
        return from;
    }

    /// Millrace, a reused select with a default, none ready.
    @Benchmark
    public Integer defaultMillrace() throws InterruptedException {
        return orElse.await();
    }
}
