package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Waiting for the first of several things: merge, timeout, default, quit, a clause that is
/// switched off, priority.
public final class Selects {

    private Selects() {}

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
        merge(out);
        timeoutAndDefault(out);
        quit(out);
        bothWays(out);
        fairOrFirst(out);
    }

    private static Receiver<Integer> count(Scope scope, int from, int to) {
        return scope.produce(
                0,
                numbers -> {
                    for (int n = from; n <= to; n++) {
                        numbers.send(n);
                    }
                });
    }

    /// Two sources, one loop. A source that has ended retires; when both have, the loop ends.
    private static void merge(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Select<Integer> next =
                    Select.of(
                            count(scope, 1, 50).onReceive(n -> n),
                            count(scope, 51, 100).onReceive(n -> n));
            int seen = 0;
            int sum = 0;
            while (next.awaitOrNull() instanceof Integer n) {
                seen++;
                sum += n;
            }
            scope.join();
            out.println("merged " + seen + " numbers, their sum is " + sum);
        }
    }

    private static void timeoutAndDefault(PrintStream out) throws InterruptedException {
        Channel<String> silent = Channel.rendezvous();
        out.println(
                Select.of(
                                silent.onReceive(word -> word),
                                Select.after(Duration.ofMillis(10), () -> "nothing for 10 ms"))
                        .await());
        out.println(
                Select.of(silent.onReceive(word -> word), Select.orElse(() -> "nothing now"))
                        .await());
    }

    /// A context ends the loop of a worker that would go on for ever.
    private static void quit(PrintStream out) throws InterruptedException, ExecutionException {
        Channel<Integer> numbers = Channel.rendezvous();
        try (var context = Context.background().withCancel();
                var scope = Scope.open()) {
            var counter =
                    scope.go(() -> {
                        Select<Boolean> next =
                                Select.of(
                                        numbers.onReceive(_ -> true), context.onDone(() -> false));
                        int count = 0;
                        while (next.await()) {
                            count++;
                        }
                        return count;
                    });
            for (int i = 0; i < 5; i++) {
                numbers.send(i);
            }
            context.cancel();
            out.println("before it was told to quit it received " + counter.await());
            scope.join();
        }
    }

    /// Receives and sends in one select: a queue without a bound between two channels. The clause
    /// that sends is switched off while there is nothing to send.
    private static void bothWays(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Receiver<Integer> in = count(scope, 1, 100);
            Receiver<Integer> queued =
                    scope.produce(
                            0,
                            to -> {
                                var waiting = new ArrayDeque<Integer>();
                                Select<Boolean> next =
                                        Select.of(
                                                in.onReceive(waiting::add, _ -> false),
                                                to.onSend(
                                                                waiting::peekFirst,
                                                                () -> waiting.pollFirst() != null)
                                                        .when(() -> !waiting.isEmpty()));
                                boolean more = true;
                                while (more) {
                                    more = next.await();
                                }
                                for (Integer left : waiting) {
                                    to.send(left);
                                }
                            });
            List<Integer> received = new ArrayList<>();
            queued.forEach(received::add);
            scope.join();
            boolean ordered = received.equals(received.stream().sorted().toList());
            out.println("through a queue: " + received.size() + ", in order: " + ordered);
        }
    }

    /// With two clauses that are always ready, a select takes each about half of the time; a
    /// prioritized one takes the first.
    private static void fairOrFirst(PrintStream out) throws InterruptedException {
        Channel<Integer> urgent = Channel.buffered(1_000);
        Channel<Integer> normal = Channel.buffered(1_000);
        for (int i = 0; i < 1_000; i++) {
            urgent.send(i);
            normal.send(i);
        }
        Select<Boolean> next = Select.of(urgent.onReceive(_ -> true), normal.onReceive(_ -> false));
        int first = 0;
        for (int i = 0; i < 1_000; i++) {
            first += next.await() ? 1 : 0;
        }
        out.println("fair: " + (first > 400 && first < 600 ? "about half" : first + " of 1000"));
        Select<Boolean> ordered = next.prioritized();
        int left = urgent.stats().size();
        int urgentFirst = 0;
        while (ordered.await()) {
            urgentFirst++;
        }
        out.println("prioritized: " + (urgentFirst == left ? "all urgent ones first" : "wrong"));
    }
}
