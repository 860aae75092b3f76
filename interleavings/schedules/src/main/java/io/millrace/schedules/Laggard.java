package io.millrace.schedules;

import java.util.SplittableRandom;

/// A random walk in which a thread that is interrupted may rest: others run for as long as any can,
/// those that spin until it comes too.
///
/// So whoever waits for a lock by looking runs out of patience, which takes more looks than fair
/// turns ever give it.
public final class Laggard implements Strategy {
    private static final int ONE_REST_IN = 4;
    private static final int LONGEST_REST = 400; // decisions: 64 looks of two threads, twice

    private final long seed;
    private final RandomWalk walk;
    private final SplittableRandom random;

    /// Makes the walk of a seed.
    public Laggard(long seed) {
        this.seed = seed;
        walk = new RandomWalk(seed);
        random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    }

    @Override
    public int rest() {
        return random.nextInt(ONE_REST_IN) == 0 ? 1 + random.nextInt(LONGEST_REST) : 0;
    }

    @Override
    public long slice() {
        return walk.slice();
    }

    @Override
    public int preempt(int others, boolean time) {
        return walk.preempt(others, time);
    }

    @Override
    public int next(int ready, boolean time) {
        return walk.next(ready, time);
    }

    @Override
    public boolean wakesForNoReason() {
        return walk.wakesForNoReason();
    }

    @Override
    public boolean isFine() {
        return walk.isFine();
    }

    @Override
    public long seed() {
        return walk.seed();
    }

    @Override
    public String token() {
        return "rest." + seed;
    }
}
