package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// The first page of Millrace: tasks in a scope, a channel between them, a select over two.
public final class Quickstart {

    private Quickstart() {}

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
        out.println("sum of squares: " + sumOfSquares());
        events(out);
    }

    /// Shares the work among three tasks. Whatever fails, nothing keeps running and nothing is
    /// lost: the scope cancels the rest, waits for it, and throws.
    private static long sumOfSquares() throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers =
                    scope.produce(
                            8, // so many may queue up; then the producer waits
                            out -> {
                                for (int n = 1; n <= 100; n++) {
                                    out.send(n);
                                }
                            });

            List<Task<Long>> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(
                        scope.go(() -> {
                            long sum = 0;
                            while (numbers.receiveOrNull() instanceof Integer n) {
                                sum += n * n;
                            }
                            return sum;
                        }));
            }
            scope.join();

            long total = 0;
            for (Task<Long> worker : workers) {
                total += worker.await();
            }
            return total;
        }
    }

    /// What the loop below waits for: the compiler checks that its switch forgets nothing.
    sealed interface Event {
        record Order(String what) implements Event {}

        record Payment(int cents) implements Event {}

        record Silence() implements Event {}
    }

    /// Waits for the first of several things, again and again, until all channels have ended.
    private static void events(PrintStream out) throws InterruptedException, ExecutionException {
        Channel<String> orders = Channel.rendezvous();
        Channel<Integer> payments = Channel.buffered(4);
        Select<Event> next =
                Select.of(
                        orders.onReceive(Event.Order::new),
                        payments.onReceive(Event.Payment::new),
                        Select.after(Duration.ofSeconds(5), Event.Silence::new));

        try (var scope = Scope.open()) {
            scope.go(() -> {
                orders.send("tea");
                orders.close();
                payments.send(250);
                payments.close();
            });
            while (next.awaitOrNull() instanceof Event event) {
                switch (event) {
                    case Event.Order(var what) -> out.println("order: " + what);
                    case Event.Payment(var cents) -> out.println("payment: " + cents);
                    case Event.Silence _ -> out.println("nothing for five seconds");
                }
            }
            scope.join();
        }
    }
}
