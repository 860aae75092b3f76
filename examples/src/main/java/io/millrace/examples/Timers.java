package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import io.millrace.time.TimedCall;
import io.millrace.time.Timer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/*
 *   heartbeats   o  o  o  o  o
 *   idle timer   |->|->|->|->|->---------------> fires
 *                each moves it on
 */
/// Timers: one that every event moves on, one that is called off, one that calls.
public final class Timers {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private Timers() {}

    /// What the select below waits for.
    sealed interface Event {
        record Heartbeat(int number) implements Event {}

        record Idle() implements Event {}
    }

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
        idle(out);
        calls(out);
        stale(out);
    }

    /// Gives up on a peer that has not been heard of for a second.
    private static void idle(PrintStream out) throws InterruptedException, ExecutionException {
        Channel<Integer> heartbeats = Channel.rendezvous();
        Timer idle = Timer.after(PATIENCE);
        Select<Event> next =
                Select.of(heartbeats.onReceive(Event.Heartbeat::new), idle.onFire(Event.Idle::new));
        try (var scope = Scope.open()) {
            scope.go(
                    "peer",
                    () -> {
                        for (int number = 1; number <= 5; number++) {
                            heartbeats.send(number);
                            Thread.sleep(20); // the peer's own pace
                        }
                    });
            boolean alive = true;
            while (alive) {
                switch (next.await()) {
                    case Event.Heartbeat(int number) -> {
                        out.println("heartbeat " + number);
                        idle.reset(PATIENCE); // an earlier fire can no longer come
                    }
                    case Event.Idle _ -> {
                        out.println("no heartbeat for " + PATIENCE.toSeconds() + " s: gone");
                        alive = false;
                    }
                }
            }
            scope.join();
        }
    }

    /// Calls something later, unless it is called off.
    private static void calls(PrintStream out) throws InterruptedException {
        TimedCall never = Timer.call(Duration.ofHours(1), () -> out.println("never"));
        out.println("called off in time: " + never.stop());

        var called = new CountDownLatch(1);
        Timer.call(
                Duration.ofMillis(20),
                () -> { // on a virtual thread of its own
                    out.println("called");
                    called.countDown();
                });
        called.await();
    }

    /// Shows that a fire that nobody took is gone after a reset: nothing has to be drained.
    private static void stale(PrintStream out) throws InterruptedException {
        Timer timer = Timer.after(Duration.ZERO);
        out.println("taken back: " + timer.reset(Duration.ofHours(1)));
        out.println("a stale fire: " + timer.tryAwait());
        timer.reset(Duration.ofMillis(20));
        timer.await();
        out.println("fired, and stop comes too late: " + !timer.stop());
    }
}
