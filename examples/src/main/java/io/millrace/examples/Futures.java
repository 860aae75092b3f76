package io.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.channel.Channel;
import io.millrace.task.Concurrently;
import io.millrace.task.Outcome;
import io.millrace.task.Promise;
import io.millrace.task.Request;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Values that come later: tasks, promises, several calls at once, questions to a server.
public final class Futures {
    private static final Duration LONG = Duration.ofSeconds(30);

    private Futures() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        task(out);
        promise(out);
        interop(out);
        together(out);
        hedge(out);
        requests(out);
    }

    /// The usual future: a task, which belongs to a scope, so that its failure cannot be missed.
    private static void task(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Task<Integer> answer = scope.go(() -> 6 * 7);
            out.println("task: " + answer.await());
            scope.join();
        }
    }

    /// A value that another task provides on its way: the port on which a server listens.
    private static void promise(PrintStream out)
            throws IOException, InterruptedException, ExecutionException {
        var port = new Promise<Integer>();
        try (var scope = Scope.open()) {
            scope.go(() -> {
                try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    port.complete(server.getLocalPort());
                    try (var client = server.accept()) {
                        client.getOutputStream().write("hello".getBytes(UTF_8));
                    }
                }
            });
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port.await())) {
                out.println(
                        "promise: " + new String(socket.getInputStream().readAllBytes(), UTF_8));
            }
            scope.join();
        }
        out.println("completed twice: " + port.complete(0));
        out.println("in time: " + new Promise<String>().outcome(Duration.ofMillis(5)).isPresent());
    }

    /// To and from the JDK's futures.
    private static void interop(PrintStream out) throws Exception {
        Promise<String> from =
                Promise.of(CompletableFuture.supplyAsync(() -> "from a CompletableFuture"));
        out.println(from.await());
        var promise = new Promise<String>();
        CompletableFuture<Integer> length = promise.toCompletableFuture().thenApply(String::length);
        promise.complete("four");
        out.println("to a CompletableFuture: " + length.get(1, TimeUnit.SECONDS));
    }

    /// Several calls at once. Whatever comes of them, none is left running.
    private static void together(PrintStream out) throws InterruptedException {
        try {
            out.println("all: " + Concurrently.all(() -> "a", () -> "b", () -> "c"));
            out.println("any: " + Concurrently.any(Futures::slow, Futures::broken, () -> "x"));
            out.println("race: " + Concurrently.race(Futures::slow, Futures::broken));
        } catch (ExecutionException e) {
            out.println("race: " + e.getCause());
        }
    }

    private static String slow() throws InterruptedException {
        Thread.sleep(LONG); // stands for a slow service
        return "slow";
    }

    private static String broken() throws IOException {
        throw new IOException("broken");
    }

    /// The second mirror is asked when the first is slow, or at once when it fails.
    private static void hedge(PrintStream out) throws InterruptedException, ExecutionException {
        var mirrors =
                List.<Callable<String>>of(Futures::slow, Futures::broken, () -> "the third mirror");
        out.println("hedge: " + Concurrently.hedge(Duration.ofMillis(20), mirrors));
    }

    /// A server that owns its state and is asked through a channel, each question with its own
    /// place for the answer.
    private static void requests(PrintStream out) throws InterruptedException, ExecutionException {
        Channel<Request<Integer, Integer>> server = Request.channel(0);
        try (var scope = Scope.open()) {
            scope.go(() -> {
                int total = 0; // no lock: one task owns it
                for (var request : server) {
                    if (request.question() < 0) {
                        request.answer(_ -> {
                            throw new IOException("no negative amounts");
                        });
                        continue;
                    }
                    total += request.question();
                    request.reply().complete(total);
                }
            });
            out.println("server: " + Request.ask(server, 5) + ", then " + Request.ask(server, 7));
            switch (Request.ask(server, -1, LONG).orElseThrow()) {
                case Outcome.Success<Integer>(var total) -> out.println("server: " + total);
                case Outcome.Failure<Integer>(var cause) ->
                        out.println("server: " + cause.getMessage());
                case Outcome.Cancelled<Integer> _ -> out.println("server: nobody answers");
            }
            server.close();
            scope.join();
        }
    }
}
