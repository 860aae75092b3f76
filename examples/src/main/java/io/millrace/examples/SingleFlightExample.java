package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.sync.SingleFlight;
import io.millrace.sync.WaitGroup;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// A hundred requests for the same page while it is being made: it is made once. A request that is
/// cancelled disturbs nobody; when all have gone the work is cancelled, too.
public final class SingleFlightExample {
    private static final int REQUESTS = 100;

    private SingleFlightExample() {}

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
        var pages = new SingleFlight<String, String>("pages");
        var made = new AtomicInteger();
        Channel<String> database = Channel.rendezvous(); // slow: it answers when we say so
        var arrived = new WaitGroup();
        arrived.add(REQUESTS);
        try (var scope = Scope.open()) {
            List<Task<String>> requests = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                requests.add(
                        scope.go(() -> {
                            try (var flight =
                                    pages.join(
                                            "/home",
                                            () -> {
                                                made.incrementAndGet();
                                                return "<h1>" + database.receive() + "</h1>";
                                            })) {
                                arrived.done();
                                return flight.await(); // without the rest: pages.call("/home", ..)
                            }
                        }));
            }
            arrived.await();
            requests.getFirst().cancel(); // whoever started it, perhaps
            database.send("Welcome");
            scope.join();
            out.println("requests: " + REQUESTS + ", made: " + made);
            out.println("the last one got: " + requests.getLast().await());
        }

        try (var flight = pages.join("/slow", database::receive)) {
            out.println("running: " + pages.stats().keys() + ", ended: " + flight.isDone());
        } // nobody else is left: the work is cancelled
        out.println("running: " + pages.stats().keys());
        out.println("abandoned: " + pages.stats().abandoned());
    }
}
