package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.task.Scope;
import io.millrace.task.Shutdown;
import io.millrace.task.ShutdownReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// A service that is told to end: it takes nothing new, finishes what it has, cancels what takes
/// too long, and names what does not listen.
///
/// With `--wait` it serves until it gets a signal: try Ctrl-C.
public final class GracefulShutdown {

    private GracefulShutdown() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length == 1 && args[0].equals("--wait")) {
            untilSignal(out);
            return;
        }
        if (args.length > 0) {
            throw new IllegalArgumentException("takes --wait or nothing: '" + args[0] + "'");
        }
        drained(out);
        cancelled(out);
        abandoned(out);
    }

    /// All jobs that were taken in are done.
    private static void drained(PrintStream out) throws InterruptedException, ExecutionException {
        Channel<Integer> jobs = Channel.buffered(100);
        var done = new AtomicInteger();
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .stopIntake(Duration.ofSeconds(1), jobs::close)
                                .drain(Duration.ofSeconds(5))
                                .open()) {
            for (int i = 0; i < 50; i++) {
                jobs.send(i);
            }
            for (int i = 0; i < 2; i++) {
                scope.go(() -> {
                    for (int _ : jobs) {
                        Thread.sleep(1); // the work
                        done.incrementAndGet();
                    }
                });
            }
            ShutdownReport report = shutdown.run();
            scope.join();
            out.println(
                    "drained: " + report.isClean() + ", done: " + done + ", more: " + offer(jobs));
        }
    }

    private static String offer(Channel<Integer> jobs) throws InterruptedException {
        try {
            jobs.send(0);
            return "taken";
        } catch (ChannelClosedException e) {
            return "refused";
        }
    }

    /// A job that would take too long hears of it, and gives up.
    private static void cancelled(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open();
                var shutdown = Shutdown.of(scope).drain(Duration.ofMillis(20)).open()) {
            scope.go(() -> Thread.sleep(Duration.ofHours(1))); // never ends by itself
            ShutdownReport report = shutdown.run();
            scope.join();
            out.println("a slow job: " + report.endedBy() + ", left: " + report.left().size());
        }
    }

    /// A job that does not listen is left behind, and named, with its stack.
    private static void abandoned(PrintStream out) throws InterruptedException, ExecutionException {
        Channel<String> release = Channel.rendezvous();
        try (var scope = Scope.open();
                var shutdown =
                        Shutdown.of(scope)
                                .name("service")
                                .drain(Duration.ofMillis(20))
                                .cancel(Duration.ofMillis(20))
                                .open()) {
            scope.go(
                    "deaf",
                    () -> {
                        while (true) {
                            try {
                                release.receive();
                                return;
                            } catch (InterruptedException e) {
                                // That was the request to end.
                            }
                        }
                    });
            ShutdownReport report = shutdown.run();
            out.println("a deaf job: " + report.endedBy());
            report.text()
                    .lines()
                    .filter(line -> line.contains("still running"))
                    .forEach(out::println);
            release.send("now"); // a real service would end the process here
            scope.join();
        }
    }

    /// Serves until SIGTERM or SIGINT.
    private static void untilSignal(PrintStream out)
            throws InterruptedException, ExecutionException {
        Channel<Integer> jobs = Channel.buffered(10);
        var done = new AtomicInteger();
        try (var scope = Scope.open();
                var _ =
                        Shutdown.of(scope)
                                .stopIntake(Duration.ofSeconds(1), jobs::close)
                                .drain(Duration.ofSeconds(5))
                                .onReport(report -> {
                                    out.println(report.isClean() ? "drained" : report.text());
                                    out.flush();
                                })
                                .onExit()
                                .open()) {
            scope.go(() -> {
                for (int i = 0; !jobs.isClosed(); i++) {
                    try {
                        jobs.send(i);
                    } catch (ChannelClosedException e) {
                        return; // told to end
                    }
                }
            });
            scope.go(() -> {
                for (int _ : jobs) {
                    Thread.sleep(5); // stands for real work
                    done.incrementAndGet();
                }
            });
            out.println("serving; end it with Ctrl-C");
            out.flush();
            scope.join();
        }
    }
}
