package io.millrace.lincheck;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/// How much is tried: the short round of every build, or a multiple of it.
enum Effort {
    /// For the engines: the ring with and without its ends, the rendezvous, the channel without
    /// bound.
    WHOLE(20, 1_000),
    /// For a shape or a set of operations that shares its engine with one that is tried as a whole.
    SOME(4, 60);

    /// `-Dmillrace.lincheck.scale=5` takes five times the scenarios, and five times the runs of
    /// each.
    private static final int SCALE = Integer.getInteger("millrace.lincheck.scale", 1);

    private static final int RUNS_OF_A_PROGRAM = 100;

    private final int scenarios;
    private final int runs;

    Effort(int scenarios, int runs) {
        this.scenarios = scenarios;
        this.runs = runs;
    }

    /// Tells whether this is more than the short round of every build.
    static boolean isLong() {
        return SCALE > 1;
    }

    /// Looks for a history of `subject` that `model` cannot have had, in orders that Lincheck
    /// chooses.
    void chooseOrders(Class<?> subject, Class<?> model) {
        check(new ModelCheckingOptions(), subject, model);
    }

    /// The same in orders that the machine makes.
    void letRun(Class<?> subject, Class<?> model) {
        check(new StressOptions(), subject, model);
    }

    /// Two threads: the machine has two cores, and three are beyond what can be tried in a minute.
    private void check(Options<?, ?> options, Class<?> subject, Class<?> model) {
        options.iterations(scenarios * SCALE);
        options.invocationsPerIteration(runs * SCALE);
        options.threads(2);
        options.actorsPerThread(3);
        options.actorsBefore(2);
        options.actorsAfter(1);
        options.minimizeFailedScenario(SCALE == 1); // takes too long for a large one
        options.sequentialSpecification(model);
        options.check(subject);
    }

    /// Runs a small program, which may wait, in many orders.
    static void inManyOrders(Program program) {
        inOrders(RUNS_OF_A_PROGRAM * SCALE * SCALE, program);
    }

    /// The same in ten times as many, for a program that never waits: it has more of them.
    static void inManyMoreOrders(Program program) {
        inOrders(10 * RUNS_OF_A_PROGRAM * SCALE * SCALE, program);
    }

    private static void inOrders(int runs, Program program) {
        Lincheck.runConcurrentTest(
                runs,
                () -> {
                    try {
                        program.run();
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts the program itself", e);
                    }
                });
    }

    /// A program that starts threads, waits for them, and asserts what must hold then.
    interface Program {
        void run() throws InterruptedException;
    }
}
