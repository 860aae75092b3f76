package io.millrace.examples;

import io.millrace.task.Scope;
import io.millrace.task.Task;
import io.millrace.time.Debounce;
import io.millrace.time.Shaper;
import io.millrace.time.Throttle;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *   keys        m.i.l.l........mill.r.a.c.e........
 *   debounce    ............mill................millrace      once there is quiet
 *
 *   progress    0 1 2 3 4 5 6 7 8 9 10 .. 98 99 100
 *   throttle    0 ..... 4 ..... 8 ......... 97 .. 100         one in a period, and the last is not lost
 */
/// Debounce and throttle: far too many values come in, few go out, and the right ones.
public final class Debouncing {

    private Debouncing() {}

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
        search(out);
        progress(out);
    }

    /// Searches for what was typed, once typing has paused.
    private static void search(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            var typed = Debounce.<String>of(Duration.ofMillis(400));
            Task<?> searcher = scope.go("searcher", () -> print("search for", typed, out));
            String text = "millrace";
            for (int keys = 1; keys <= text.length(); keys++) {
                typed.accept(text.substring(0, keys)); // never waits
                Thread.sleep(keys % 4 == 0 ? 1_000 : 10); // the typist's pace, and pauses
            }
            typed.close();
            searcher.await();
            var stats = typed.stats();
            out.printf("%d keys, %d searches%n", stats.accepted(), stats.taken());
            scope.join();
        }
    }

    /// Shows progress, at most ten times a second.
    private static void progress(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            var done = Throttle.<Integer>of(Duration.ofMillis(100));
            Task<List<Integer>> display = scope.go("display", () -> print("done %", done, out));
            for (int percent = 0; percent <= 100; percent++) {
                done.accept(percent);
                Thread.sleep(5); // stands for real work
            }
            done.close(); // what is held back is let through now
            List<Integer> shown = display.await();
            out.printf("101 values, few shown: %b%n", shown.size() < 30);
            scope.join();
        }
    }

    private static <T> List<T> print(String what, Shaper<T> values, PrintStream out)
            throws InterruptedException {
        var seen = new ArrayList<T>();
        while (values.awaitOrNull() instanceof T value) {
            out.println(what + " " + value);
            seen.add(value);
        }
        return seen;
    }
}
