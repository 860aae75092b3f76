package io.millrace.schedules.programs;

import io.millrace.schedules.Laggard;
import io.millrace.schedules.RandomWalk;
import io.millrace.schedules.Strategy;
import io.millrace.schedules.model.Program;
import org.jspecify.annotations.Nullable;

/// Random programs under random schedules.
public final class RandomPrograms {
    private static final int SCHEDULES_A_PROGRAM = 20;
    private static final int ONE_LAGGARD_IN = 5;
    private static final int TRIES_TO_SHRINK = 3_000;

    private final long seed;
    private long runs;

    /// @param seed from which programs and schedules are drawn
    public RandomPrograms(long seed) {
        this.seed = seed;
    }

    /// Runs so many programs, under so many schedules each, until one goes wrong or the time is
    /// over.
    ///
    /// @param most how many runs there are to be
    /// @param nanos how long it may take
    public @Nullable Finding check(long most, long nanos) {
        long start = System.nanoTime();
        while (runs < most && System.nanoTime() - start < nanos) {
            Program program = Generator.program(mix(seed + runs / SCHEDULES_A_PROGRAM));
            for (int i = 0; i < SCHEDULES_A_PROGRAM; i++) {
                Finding finding = ProgramRun.of(program, strategy(mix(seed * 31 + runs), i));
                runs++;
                if (finding != null) {
                    return finding;
                }
            }
        }
        return null;
    }

    private static Strategy strategy(long seed, int run) {
        return run % ONE_LAGGARD_IN == 0 ? new Laggard(seed) : new RandomWalk(seed);
    }

    /// Returns how many runs there were.
    public long runs() {
        return runs;
    }

    private static long mix(long value) {
        long x = value * 0x9E3779B97F4A7C15L;
        return (x ^ (x >>> 29)) & Long.MAX_VALUE;
    }

    /// Makes a finding smaller: takes operations out of its program for as long as what is left
    /// goes wrong, too.
    public static Finding shrink(Finding finding) {
        Finding smallest = finding;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Program candidate : smallest.program().smaller()) {
                Finding found = find(candidate);
                if (found != null) {
                    smallest = found;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static @Nullable Finding find(Program program) {
        for (long i = 0; i < TRIES_TO_SHRINK; i++) {
            Finding found = ProgramRun.of(program, strategy(i, (int) i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
