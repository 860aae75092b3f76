package io.millrace.cli.run.report;

/*
 *   source  ->  [ queue ]  ->  consumers  ->  [ results ]  ->  aggregator
 *
 * A stage that others wait for is the narrow one. Looked at from the queue:
 *
 * B1  Consumers starve longer than producers are kept waiting for room: the queue is empty rather than full, and what is
 *     narrow lies before it. That is the source, unless producers spend still more time on waiting for the order.
 * B2  Otherwise it lies behind: it is what the consumers spend most of their time on.
 * B3  When the source has ended nobody waits for it. With an empty queue the last jobs are running, and nothing that one
 *     could turn would make the run faster.
 * B4  A stretch in which consumers did nothing that is known (the run has just begun) says nothing.
 */
/// What keeps a run from being faster.
public enum Bottleneck {
    /// Nothing in particular, or not known yet.
    NONE("none"),
    /// Inputs do not come faster.
    SOURCE("source"),
    /// A slow job at the head holds up the output, and that the reading: `-k`.
    ORDER("order"),
    /// The jobs themselves: more consumers may help, if the machine has something left.
    CONSUMERS("consumers"),
    /// Whoever reads stdout, or the disk that results go to.
    OUTPUT("output"),
    /// A limit that was asked for: a rate, a breaker, a load, a pause before another attempt.
    LIMIT("limit");

    private static final double LITTLE = 0.05;

    private final String word;

    Bottleneck(String word) {
        this.word = word;
    }

    /// Finds the bottleneck of a stretch of time.
    ///
    /// @param ended whether the source has ended
    /// @param queued how many jobs wait to be started
    public static Bottleneck of(Shares shares, boolean ended, long queued) {
        if (shares.busy() + shares.starved() + shares.blocked() + shares.held() < LITTLE) {
            return NONE; // B4
        }
        if (ended && queued == 0) {
            return shares.blocked() > shares.busy() ? OUTPUT : NONE; // B3
        }
        if (!ended && shares.starved() > Math.max(LITTLE, shares.full())) { // B1
            return shares.ordered() > shares.starved() / 2 ? ORDER : SOURCE;
        }
        if (shares.held() >= Math.max(shares.busy(), shares.blocked())) { // B2
            return LIMIT;
        }
        return shares.blocked() > shares.busy() ? OUTPUT : CONSUMERS;
    }

    @Override
    public String toString() {
        return word;
    }
}
