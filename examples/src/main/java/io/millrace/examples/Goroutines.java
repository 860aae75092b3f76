package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.task.Policy;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// Tasks: as many as you like, owned by a scope, so that none is lost and no failure is; a chain of
/// ten thousand of them.
public final class Goroutines {
    private static final int LINKS = 10_000;

    private Goroutines() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args how many links the chain has, 10000 if not given
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        int links = links(args);
        results(out);
        failures(out);
        cancellation(out);
        out.println("daisy chain: " + daisyChain(links));
    }

    private static int links(String... args) {
        if (args.length == 0) {
            return LINKS;
        }
        if (args.length > 1 || !args[0].matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(
                    "takes one whole number from 1 to 999999: '" + args[0] + "'");
        }
        return Integer.parseInt(args[0]);
    }

    /// A task has a result; the scope waits for all of them.
    private static void results(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.builder().name("sums").open()) {
            Task<Integer> low = scope.go(() -> sum(1, 50));
            Task<Integer> high = scope.go("high", () -> sum(51, 100));
            scope.join();
            out.println(low.name() + " and " + high.name() + ": " + (low.await() + high.await()));
        }
    }

    private static int sum(int from, int to) {
        int sum = 0;
        for (int n = from; n <= to; n++) {
            sum += n;
        }
        return sum;
    }

    /// What a task throws reaches whoever owns it; the other tasks are cancelled, or not.
    private static void failures(PrintStream out) throws InterruptedException {
        for (Policy policy : new Policy[] {Policy.FAIL_FAST, Policy.COLLECT_ALL}) {
            try (var scope = Scope.builder().policy(policy).open()) {
                scope.go(() -> {
                    throw new IOException("no such host");
                });
                Task<Boolean> other =
                        scope.go(() -> {
                            Thread.sleep(50); // stands for real work
                            return true;
                        });
                try {
                    scope.join();
                } catch (ExecutionException e) {
                    out.println(
                            policy
                                    + ": "
                                    + e.getCause()
                                    + "; succeeded: "
                                    + scope.stats().succeeded()
                                    + ", cancelled: "
                                    + scope.stats().cancelled()
                                    + (other.isDone() ? "" : ", still running"));
                }
            }
        }
    }

    /// Leaving the scope ends what runs in it: a goroutine that nobody reads from is no leak.
    private static void cancellation(PrintStream out) throws InterruptedException {
        Task<Object> forgotten;
        try (var scope = Scope.open()) {
            forgotten = scope.go(() -> Channel.never().receive());
            out.println("forgotten, ended: " + forgotten.isDone());
        }
        out.println("after the scope, ended: " + forgotten.isDone());
        out.println("in time: " + forgotten.outcome(Duration.ZERO).isPresent());
    }

    /// Each link receives a number from its right, adds one, and sends it to its left.
    private static int daisyChain(int links) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Channel<Integer> leftmost = Channel.rendezvous();
            Channel<Integer> left = leftmost;
            for (int i = 0; i < links; i++) {
                Channel<Integer> to = left;
                Channel<Integer> from = Channel.rendezvous();
                scope.go(() -> to.send(from.receive() + 1));
                left = from;
            }
            Channel<Integer> rightmost = left;
            scope.go(() -> rightmost.send(1));
            int received = leftmost.receive();
            scope.join();
            return received;
        }
    }
}
