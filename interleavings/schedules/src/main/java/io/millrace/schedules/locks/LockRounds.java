package io.millrace.schedules.locks;

import io.millrace.schedules.BoundedSearch;
import io.millrace.schedules.RandomWalk;
import io.millrace.schedules.Strategy;
import io.millrace.schedules.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs the programs under random schedules, and under all with few preemptions.
public final class LockRounds {

    /// A run that went wrong.
    ///
    /// @param program what was run
    /// @param schedule the word of its strategy
    /// @param failure what is wrong
    public record Finding(LockProgram program, String schedule, Throwable failure) {

        @Override
        public String toString() {
            Throwable cause = failure.getCause();
            return "VIOLATION "
                    + failure
                    + (cause == null ? "" : "\n  because of " + cause)
                    + "\nreplay: '"
                    + schedule
                    + " @ "
                    + PREFIX
                    + program
                    + "'";
        }
    }

    private static final String PREFIX = "program ";
    private static final int WARM_UP = 200;

    private final List<LockProgram> programs;
    private long runs;
    private int complete;

    /// Makes rounds of all programs, of which none has been run.
    public LockRounds() {
        this(LockPrograms.all());
    }

    /// Makes rounds of some programs, of which none has been run.
    public LockRounds(List<LockProgram> programs) {
        this.programs = List.copyOf(programs);
    }

    /// Tells whether a text is the name of a program, as a [Finding] writes it.
    public static boolean isName(String text) {
        return text.startsWith(PREFIX);
    }

    /// Runs a program by its name.
    ///
    /// @return what went wrong; null if nothing did
    public static @Nullable Finding replay(String name, Strategy strategy, Trace trace) {
        LockProgram program =
                LockPrograms.all().stream()
                        .filter(one -> name.equals(PREFIX + one))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("no such program: " + name));
        Throwable failure = Stage.play(program, strategy, trace);
        return failure == null ? null : new Finding(program, strategy.token(), failure);
    }

    /// Returns how many runs were checked.
    public long runs() {
        return runs;
    }

    /// Returns how many programs were run under all schedules that were asked for.
    public int complete() {
        return complete;
    }

    /// Runs every program again and again, each time under another schedule.
    ///
    /// @param seed of the first schedule
    /// @param nanos after how much time to stop
    public @Nullable Finding walk(long seed, long nanos) {
        long start = System.nanoTime();
        for (long next = seed; System.nanoTime() - start < nanos; next++) {
            for (LockProgram program : programs) {
                Finding finding = play(program, new RandomWalk(next));
                if (finding != null) {
                    return finding;
                }
            }
        }
        return null;
    }

    /// Runs every program under all schedules with so many preemptions at most, for an equal share
    /// of the time.
    public @Nullable Finding explore(int bound, boolean fine, long nanos) {
        long end = System.nanoTime() + nanos;
        for (int i = 0; i < programs.size(); i++) {
            long start = System.nanoTime();
            long share = (end - start) / (programs.size() - i);
            Finding early = warmUp(programs.get(i));
            if (early != null) {
                return early;
            }
            var search = new BoundedSearch(bound, fine);
            boolean left = true;
            while (left && System.nanoTime() - start < share) {
                Finding finding = play(programs.get(i), search);
                if (finding != null) {
                    return finding;
                }
                left = search.advance();
            }
            complete += left ? 0 : 1;
        }
        return null;
    }

    /// Runs a program a few times, so that all of its classes are there: a class that is
    /// initialised in the middle of a run passes points that are not passed again.
    private @Nullable Finding warmUp(LockProgram program) {
        Finding finding = null;
        for (long seed = 1; finding == null && seed <= WARM_UP; seed++) {
            finding = play(program, new RandomWalk(seed));
        }
        return finding;
    }

    private @Nullable Finding play(LockProgram program, Strategy strategy) {
        runs++;
        Throwable failure;
        try {
            failure = Stage.play(program, strategy);
        } catch (IllegalStateException e) { // the program is not deterministic
            throw new IllegalStateException("in '" + program + "': " + e.getMessage(), e);
        }
        return failure == null ? null : new Finding(program, strategy.token(), failure);
    }
}
