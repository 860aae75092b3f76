package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.context.Key;
import io.millrace.task.Promise;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/// Cancelling a tree of work, with a cause; deadlines; values that travel down; a read from a
/// socket that ends in time.
public final class Contexts {
    private static final Key<String> USER = Key.of("user", String.class);

    private Contexts() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        tree(out);
        deadline(out);
        values(out);
        hooks(out);
    }

    /// The end of a context reaches all below it, and nobody above.
    private static void tree(PrintStream out) throws InterruptedException {
        try (var root = Context.background().withCancel();
                var request = root.withCancel();
                var query = request.withTimeout(Duration.ofHours(1));
                var scope = Scope.open(query)) {
            Task<?> task = scope.go(() -> Channel.never().receive());
            request.cancel(new IOException("the client has gone"));
            task.outcome(); // has heard of it
            out.println("root ended: " + root.isDone());
            out.println("query ended: " + query.cause().orElseThrow().getMessage());
            try {
                scope.join();
            } catch (ExecutionException e) {
                out.println("task ended: " + e.getCause());
            }
        }
    }

    /// Any blocking call ends with its context; here, a server for which nobody has time.
    private static void deadline(PrintStream out)
            throws IOException, InterruptedException, ExecutionException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var context = Context.current().withTimeout(Duration.ofMillis(30));
                var scope = Scope.open()) {
            scope.go(() -> {
                try {
                    context.call(server::accept);
                } catch (ContextEndedException e) {
                    out.println("accept: given up, timeout: " + e.isTimeout());
                }
            });
            scope.join();
        }
    }

    /// A value is found by whatever runs below, without being handed through.
    private static void values(PrintStream out) throws InterruptedException, ExecutionException {
        Context ann = Context.background().with(USER, "ann");
        try (var scope = Scope.open(ann)) {
            Task<String> deep = scope.go(Contexts::greet);
            out.println(deep.await());
            scope.join();
        }
        out.println(ann.with(USER, "bob").call(Contexts::greet));
        out.println(greet());
    }

    private static String greet() {
        return "hello " + Context.current().get(USER).orElse("stranger");
    }

    /// What is to be done when a context ends; and what must still be done then.
    private static void hooks(PrintStream out) throws InterruptedException, ExecutionException {
        var told = new Promise<Throwable>();
        var kept = new Promise<Boolean>();
        try (var context = Context.background().with(USER, "ann").withCancel()) {
            context.afterCancel(() -> {
                Context cleanUp = context.withoutCancel(); // carries the values, does not end
                kept.complete(cleanUp.get(USER).isPresent() && !cleanUp.isDone());
                told.complete(context.cause().orElseThrow());
            });
            var taken = context.afterCancel(() -> told.cancel());
            out.println("a hook was taken back: " + taken.stop());
            context.cancel(new CancellationException("enough"));
            context.cancel(new CancellationException("too late"));
            out.println(
                    "told: " + told.await().getMessage() + "; for the clean-up: " + kept.await());
        }
    }
}
