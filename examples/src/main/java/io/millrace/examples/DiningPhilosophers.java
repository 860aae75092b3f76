package io.millrace.examples;

import io.millrace.sync.Barrier;
import io.millrace.sync.Mutex;
import io.millrace.sync.Semaphore;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/*
 *            P0
 *        f0      f1
 *     P4            P1        each eats with the fork on the left and the one on the right
 *       f4        f2
 *         P3 f3 P2
 */
/// Five philosophers share five forks, and each needs two to eat. All take the left one first: at
/// times each has one, and waits for ever. Two remedies: a waiter who lets four of them sit down,
/// or one who takes the right fork first, so that no circle closes.
public final class DiningPhilosophers {
    private static final int SEATS = 5;
    private static final int MEALS = 1000;

    private final List<Mutex> forks = Stream.generate(Mutex::new).limit(SEATS).toList();
    private final AtomicInteger eating = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger eaten = new AtomicInteger();

    private DiningPhilosophers() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        out.println("all take the left fork: " + deadlock());
        var waiter = new Semaphore(SEATS - 1, "waiter");
        out.println(
                "a waiter seats four: "
                        + new DiningPhilosophers()
                                .dine((table, seat) -> {
                                    try (var _ = waiter.hold()) {
                                        table.eat(table.left(seat), table.right(seat));
                                    }
                                }));
        out.println(
                "one takes the right fork first: "
                        + new DiningPhilosophers()
                                .dine((table, seat) -> {
                                    boolean asymmetric = seat == SEATS - 1;
                                    table.eat(
                                            asymmetric ? table.right(seat) : table.left(seat),
                                            asymmetric ? table.left(seat) : table.right(seat));
                                }));
    }

    private Mutex left(int seat) {
        return forks.get(seat);
    }

    private Mutex right(int seat) {
        return forks.get((seat + 1) % SEATS);
    }

    /// How a philosopher comes to a meal.
    private interface Manners {
        void meal(DiningPhilosophers table, int seat) throws InterruptedException;
    }

    private String dine(Manners manners) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            for (int seat = 0; seat < SEATS; seat++) {
                int mine = seat;
                scope.go(
                        "philosopher-" + mine,
                        () -> {
                            for (int i = 0; i < MEALS; i++) {
                                manners.meal(this, mine);
                            }
                        });
            }
            scope.join();
        }
        return eaten
                + " meals, never more than "
                + SEATS / 2
                + " at once: "
                + (most.get() <= SEATS / 2);
    }

    private void eat(Mutex first, Mutex second) throws InterruptedException {
        first.withLock(() ->
                second.withLock(() -> {
                    most.accumulateAndGet(eating.incrementAndGet(), Math::max);
                    eaten.incrementAndGet();
                    eating.decrementAndGet();
                }));
    }

    /// All have taken their left fork before the first reaches for the right one: so it happens
    /// every time. Who cannot have it in time lays the other one down; without a time-out, they
    /// would starve.
    private static String deadlock() throws InterruptedException, ExecutionException {
        var table = new DiningPhilosophers();
        var allHaveOne = new Barrier(SEATS);
        var allHaveTried = new Barrier(SEATS);
        try (var scope = Scope.open()) {
            var hungry =
                    IntStream.range(0, SEATS)
                            .mapToObj(seat ->
                                    scope.go(() -> {
                                        table.left(seat).lock();
                                        allHaveOne.await();
                                        boolean both =
                                                table.right(seat).tryLock(Duration.ofMillis(20));
                                        allHaveTried
                                                .await(); // or a fork that was laid down would help
                                        // a neighbour
                                        if (both) {
                                            table.right(seat).unlock();
                                        }
                                        table.left(seat).unlock();
                                        return both ? 0 : 1;
                                    }))
                            .toList();
            int starved = 0;
            for (var philosopher : hungry) {
                starved += philosopher.await();
            }
            scope.join();
            return "each has one, and " + starved + " of " + SEATS + " wait in vain for the other";
        }
    }
}
