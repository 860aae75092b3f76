package io.millrace.examples;

import io.millrace.select.Select;
import io.millrace.sync.Barrier;
import io.millrace.sync.BarrierBrokenException;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/*
 *   day       1   2   3   4   5   6   7   8   9
 *   from 6    3  10   5  16   8   4   2   1  home
 *   from 5   16   8   4   2   1  home
 *   from 3           10   5  16   8   4   2   1  home
 */
/// Walkers that walk one stage a day and wait for each other in the evening: half the way back from
/// an even number, to three times as much and one from an odd one, until they are at 1. Some are
/// home sooner than others, and one joins on the way: a barrier whose parties come and go.
public final class Phases {
    private final Barrier evening = new Barrier(0, this::report, "evening");
    private final Scope scope;
    private final PrintStream out;
    private int day; // by whoever is the last in the evening

    private Phases(Scope scope, PrintStream out) {
        this.scope = scope;
        this.out = out;
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        try (var scope = Scope.open()) {
            new Phases(scope, out).start(6, 5);
            scope.join();
        }
        withoutWaiting(out);
        broken(out);
    }

    /// All are parties before the first of them walks.
    private void start(int... places) {
        evening.register(places.length);
        for (int place : places) {
            scope.go("from " + place, () -> walk(place));
        }
    }

    private void walk(int start) throws InterruptedException {
        for (int place = start; place != 1; ) {
            place = place % 2 == 0 ? place / 2 : 3 * place + 1;
            evening.await();
        }
        evening.deregister(); // home: the others need not wait any more
    }

    /// The last of the day does this, before anybody goes on.
    private void report() {
        day++;
        int walkers = evening.parties();
        out.println(walkers > 0 ? "day " + day + ": " + walkers + " walked" : "all are home");
        if (day == 2) {
            start(3);
        }
    }

    /// Who need not wait arrives, and goes on. Who is no party may watch.
    private static void withoutWaiting(PrintStream out) throws InterruptedException {
        var ready = new Barrier(3);
        long first = ready.generation();
        for (String service : List.of("mail", "store", "search")) {
            ready.arrive();
            out.println(service + " is ready");
        }
        ready.awaitEnd(first); // does not wait any more
        String second =
                Select.of(
                                ready.onEnd(first + 1, () -> "they were ready again"),
                                Select.after(Duration.ofMillis(5), () -> "nobody came again"))
                        .await();
        out.println("generations: " + ready.generation() + ", then " + second);
    }

    /// Whoever gives up breaks it for all, so that nobody waits for one that does not come.
    private static void broken(PrintStream out) throws InterruptedException, ExecutionException {
        var meeting = new Barrier(3);
        try (var scope = Scope.open()) {
            Task<String> patient =
                    scope.go(() -> {
                        try {
                            meeting.await();
                            return "met";
                        } catch (BarrierBrokenException e) {
                            return "was told that it is broken";
                        }
                    });
            try {
                meeting.await(Duration.ofMillis(20)); // the third never comes
            } catch (TimeoutException e) {
                out.println("one gave up, the other " + patient.await());
            }
            scope.join();
        }
        meeting.reset();
        out.println("usable again: " + !meeting.isBroken());
    }
}
