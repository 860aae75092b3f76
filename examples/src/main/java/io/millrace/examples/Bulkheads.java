package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.guard.Bulkhead;
import io.millrace.guard.BulkheadFullException;
import io.millrace.guard.CallTimedOutException;
import io.millrace.guard.Fallback;
import io.millrace.guard.Timeout;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *   requests ─┬─► [ 3 places, 2 wait ] ─► reports, which hang
 *             └─► [ 3 places         ] ─► prices, which do not
 */
/// Two services behind one front: when one of them hangs, it takes the places of its own bulkhead
/// and no more, and the other goes on as if nothing had happened. A time limit and a fallback turn
/// what is refused, or takes too long, into an answer.
public final class Bulkheads {
    private static final int REQUESTS = 20;

    private Bulkheads() {}

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
        aHangingService(out);
        anAnswerAllTheSame(out);
    }

    private static void aHangingService(PrintStream out)
            throws InterruptedException, ExecutionException {
        var reports = Bulkhead.builder(3).name("reports").queue(2).build();
        var prices = Bulkhead.of(3);
        Channel<String> hangs = Channel.rendezvous(); // nobody answers until the end
        try (var scope = Scope.open()) {
            List<Task<String>> stuck = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                stuck.add(scope.go(() -> reports.call(hangs::receive)));
            }
            awaitRunning(reports, 3);
            int refused = 0;
            for (int i = 0; i < 2; i++) {
                stuck.add(scope.go(() -> reports.call(hangs::receive)));
            }
            awaitWaiting(reports, 2);
            for (int i = 0; i < REQUESTS; i++) {
                try {
                    reports.call(hangs::receive);
                } catch (BulkheadFullException e) {
                    refused++;
                }
            }
            int answered = 0;
            for (int i = 0; i < REQUESTS; i++) {
                answered += prices.call(() -> 1);
            }
            out.println("reports that hang: " + reports.stats().running());
            out.println("waiting behind them: " + reports.stats().waiting());
            out.println("refused at once: " + refused);
            out.println("prices that were answered meanwhile: " + answered);
            for (int i = 0; i < stuck.size(); i++) {
                hangs.send("report");
            }
            int late = 0;
            for (Task<String> report : stuck) {
                late += report.await().equals("report") ? 1 : 0;
            }
            scope.join();
            out.println("reports that came in the end: " + late);
        }
    }

    private static void awaitRunning(Bulkhead bulkhead, int calls) throws InterruptedException {
        while (bulkhead.stats().running() < calls) {
            Thread.sleep(1); // nothing tells when a call has begun
        }
    }

    private static void awaitWaiting(Bulkhead bulkhead, int calls) throws InterruptedException {
        while (bulkhead.stats().waiting() < calls) {
            Thread.sleep(1); // nothing tells when a call has joined the queue
        }
    }

    /// The fallback is outermost: it answers for whatever goes wrong further in.
    private static void anAnswerAllTheSame(PrintStream out) throws InterruptedException {
        var limit = Timeout.of(Duration.ofMillis(20));
        Fallback<String> page =
                Fallback.to("yesterday's report")
                        .when(e ->
                                e instanceof CallTimedOutException
                                        || e instanceof BulkheadFullException)
                        .around(limit);
        Channel<String> hangs = Channel.never();
        out.println("the page shows: " + page.call(hangs::receive));
        out.println("and if all is well: " + page.call(() -> "today's report"));
        out.println("calls that took too long: " + limit.stats().timedOut());
    }
}
