package io.millrace.schedules;

import java.util.SplittableRandom;

/// A schedule drawn by a seed: a thread is interrupted every so many points on average, and who
/// runs next is drawn with equal chances.
///
/// How dense the preemptions are is drawn, too, and whether plain fields count: some faults need
/// many switches close together, others two that are far apart.
public final class RandomWalk implements Strategy {
    private static final int DENSITIES = 6;

    private final long seed;
    private final SplittableRandom random;
    private final int onePreemptionIn;
    private final boolean fine;
    private final boolean restless;

    /// Makes the walk of a seed.
    public RandomWalk(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        int kind = random.nextInt(DENSITIES * 4);
        onePreemptionIn = 2 << (kind % DENSITIES);
        fine = kind < DENSITIES * 2;
        restless = random.nextInt(8) == 0;
    }

    @Override
    public long slice() {
        return 1L + random.nextInt(2 * onePreemptionIn - 1);
    }

    @Override
    public int preempt(int others, boolean time) {
        return time && random.nextInt(8) == 0
                ? others + 1
                : others == 0 ? 0 : 1 + random.nextInt(others);
    }

    @Override
    public int next(int ready, boolean time) {
        return time && random.nextInt(4) == 0 ? ready : random.nextInt(ready);
    }

    @Override
    public boolean wakesForNoReason() {
        return restless && random.nextInt(4) == 0;
    }

    @Override
    public boolean isFine() {
        return fine;
    }

    @Override
    public long seed() {
        return random.nextLong();
    }

    @Override
    public String token() {
        return "walk." + seed;
    }
}
