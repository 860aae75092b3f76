package io.millrace.examples;

import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.CircuitOpenException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/*
 *              3 failures in a row                 after 50 ms
 *   CLOSED ─────────────────────────► OPEN ─────────────────────► HALF_OPEN
 *     ▲                                ▲                             │   │
 *     │                                └──────── a probe fails ──────┘   │
 *     └───────────────────── both probes succeed ───────────────────────┘
 */
/// A service goes down and comes up again, and is left alone meanwhile.
public final class CircuitBreaking {

    /// Fails from its fourth request to its seventh.
    private static final class Service {
        private int requests;

        String get() throws IOException {
            requests++;
            if (requests >= 4 && requests <= 7) {
                throw new IOException("503 Service Unavailable");
            }
            return "200 OK";
        }
    }

    private CircuitBreaking() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws InterruptedException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var service = new Service();
        var breaker =
                CircuitBreaker.builder()
                        .consecutiveFailures(3)
                        .openFor(Duration.ofMillis(50))
                        .probes(2)
                        .onChange(change ->
                                out.println(
                                        "        "
                                                + change.from()
                                                + " -> "
                                                + change.to()
                                                + ": "
                                                + change.why()))
                        .build();
        for (int call = 1; call <= 16; call++) {
            try {
                out.println(call + ": " + breaker.call(service::get));
            } catch (CircuitOpenException e) {
                out.println(call + ": not called");
                Thread.sleep(e.retryAfter().orElse(Duration.ZERO)); // the program's own pause
            } catch (IOException e) {
                out.println(call + ": " + e.getMessage());
            }
        }
        out.println("requests that reached the service: " + service.requests);
    }
}
