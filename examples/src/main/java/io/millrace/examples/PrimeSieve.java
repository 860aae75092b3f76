package io.millrace.examples;

import io.millrace.channel.Receiver;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *   2, 3, 4, ..  ─► [not by 2] ─► [not by 3] ─► [not by 5] ─► ..
 *                   prime 2       prime 3       prime 5
 */
/// The sieve of Eratosthenes as a chain of tasks: each prime that comes out adds a filter that
/// keeps its multiples back. A filter for every prime is many tasks for little work, which is what
/// this program shows: they cost next to nothing, and end when nobody wants their numbers.
///
/// After McIlroy and Pike. Theirs leaves the filters behind; here the scope cancels them.
public final class PrimeSieve {
    private static final int PRIMES = 500;

    private PrimeSieve() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args how many primes, from 1 to 5000; without it, 500
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        int wanted = args.length == 0 ? PRIMES : wanted(args);
        List<Integer> primes = first(wanted);
        out.println("primes: " + primes.size());
        out.println("the first: " + primes.subList(0, Math.min(10, wanted)));
        out.println("the last: " + primes.getLast());
    }

    private static int wanted(String... args) {
        int wanted =
                args.length == 1 && args[0].matches("[0-9]{1,4}") ? Integer.parseInt(args[0]) : 0;
        if (wanted < 1 || wanted > 5000) {
            throw new IllegalArgumentException(
                    "takes how many primes, from 1 to 5000: '" + String.join(" ", args) + "'");
        }
        return wanted;
    }

    private static List<Integer> first(int wanted) throws InterruptedException, ExecutionException {
        var primes = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers =
                    scope.produce(
                            0,
                            to -> {
                                for (int n = 2; ; n++) {
                                    to.send(n);
                                }
                            });
            while (primes.size() < wanted) {
                int prime = numbers.receive();
                primes.add(prime);
                numbers = without(prime, numbers, scope);
            }
            scope.cancel(); // the filters would go on for ever
        }
        return primes;
    }

    private static Receiver<Integer> without(int prime, Receiver<Integer> from, Scope scope) {
        return scope.produce(
                0,
                to -> {
                    for (int n : from) {
                        if (n % prime != 0) {
                            to.send(n);
                        }
                    }
                });
    }
}
