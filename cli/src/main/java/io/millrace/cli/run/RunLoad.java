package io.millrace.cli.run;

import io.millrace.cli.run.flow.Gate;
import io.millrace.cli.run.flow.Holds;
import io.millrace.cli.run.journal.Journal;
import io.millrace.cli.run.report.Extent;
import io.millrace.cli.run.report.Figures.Slow;
import io.millrace.cli.run.report.Load;
import io.millrace.cli.run.report.Tally;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the parts of a run know of it, added up.
final class RunLoad implements Load {
    private static final long SLOW = 1_000_000_000; // less is not worth a name

    private final RunPlan plan;
    private final Crew crew;
    private final List<Producer> producers; // complete before anybody asks
    private final List<JobConsumer> consumers; // grows
    private final @Nullable Gate gate; // null: nothing keeps a job from being started
    private final @Nullable Journal journal;
    private volatile boolean ended; // set once

    /// Makes the load of a run.
    RunLoad(
            RunPlan plan,
            Crew crew,
            List<Producer> producers,
            List<JobConsumer> consumers,
            @Nullable Gate gate,
            @Nullable Journal journal) {
        this.plan = plan;
        this.crew = crew;
        this.producers = producers;
        this.consumers = consumers;
        this.gate = gate;
        this.journal = journal;
    }

    /// All has been read.
    void end() {
        ended = true;
    }

    @Override
    public long created() {
        return producers.stream().mapToLong(Producer::created).sum();
    }

    @Override
    public long skipped() {
        return journal == null ? 0 : journal.skippedDone() + journal.skippedFailed();
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public Extent extent() {
        Long total = plan.input().total();
        return total != null
                ? new Extent(total, true)
                : Totals.of(plan.input().sources(), created() + skipped());
    }

    @Override
    public int producers() {
        return plan.input().producers();
    }

    @Override
    public int consumers() {
        int now = crew.size();
        return now == 0 ? plan.flow().consumers() : now; // not begun yet
    }

    @Override
    public int buffer() {
        return plan.flow().buffer();
    }

    @Override
    public void consumersSpent(long[] sums, long nanos) {
        consumers.forEach(consumer -> consumer.activity().addTo(sums, nanos));
    }

    @Override
    public long fullNanos() {
        return producers.stream().mapToLong(Producer::fullNanos).sum();
    }

    @Override
    public long orderedNanos() {
        return producers.stream().mapToLong(Producer::orderedNanos).sum();
    }

    @Override
    public Optional<Holds> holds() {
        return Optional.ofNullable(gate).map(Gate::holds);
    }

    @Override
    public List<Slow> slow(int most, long nanos) {
        return consumers.stream()
                .map(consumer -> consumer.currentOrNull(nanos))
                .filter(Objects::nonNull)
                .filter(slow -> slow.nanos() >= SLOW)
                .sorted(Comparator.comparingLong(Slow::nanos).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public Tally tally() {
        return Tally.sum(consumers.stream().map(JobConsumer::tally).toList());
    }
}
