package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Overflow;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sent;
import io.millrace.task.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Channels: with and without a buffer, their three ends, loops over them, a sieve made of them.
public final class Channels {

    private Channels() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        rendezvous(out);
        buffer(out);
        ends(out);
        overflow(out);
        out.println("primes: " + primes(15));
    }

    /// Without a buffer a send and a receive meet: when the send is over, the value is there.
    private static void rendezvous(PrintStream out)
            throws InterruptedException, ExecutionException {
        Channel<String> words = Channel.rendezvous();
        try (var scope = Scope.open()) {
            scope.go(() -> words.send("hello"));
            out.println("received: " + words.receive());
            scope.join();
        }
    }

    /// A buffer lets the sender run ahead, so far and no further.
    private static void buffer(PrintStream out) throws InterruptedException {
        Channel<Integer> numbers = Channel.buffered(2);
        numbers.send(1);
        numbers.send(2);
        out.println("a third one: " + (numbers.trySend(3) == Sent.FULL ? "full" : "sent"));
        numbers.close(); // what is buffered can still be received
        List<Integer> received = new ArrayList<>();
        for (int n : numbers) {
            received.add(n);
        }
        out.println("received " + received + ", closed again: " + numbers.close());
    }

    /// A clean end, a broken-off stream, a receiver that hangs up.
    private static void ends(PrintStream out) throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers =
                    scope.produce(
                            0,
                            to -> {
                                for (int n = 1; ; n++) {
                                    to.send(n); // throws when nobody wants more
                                }
                            });
            out.println("the first three: " + numbers.stream().limit(3).toList());
            numbers.cancel();
            scope.join(); // a producer whose receiver hung up has not failed
        }
        Channel<Integer> broken = Channel.buffered(2);
        broken.send(1);
        broken.fail(new IOException("the disk is full"));
        out.println("before it broke off: " + broken.receive());
        try {
            broken.receive();
        } catch (ChannelClosedException e) {
            out.println("then: " + e.closed().cause());
        }
        switch (broken.tryReceive()) { // never throws, never waits
            case Received.Value<Integer>(var n) -> out.println("value " + n);
            case Received.Empty<Integer> _ -> out.println("empty");
            case Received.Ended<Integer> _ -> out.println("ended");
        }
    }

    /// Who would rather lose values than wait says which.
    private static void overflow(PrintStream out) {
        List<Integer> lost = new ArrayList<>();
        Channel<Integer> latest =
                Channel.<Integer>builder()
                        .capacity(2)
                        .overflow(Overflow.DROP_OLDEST)
                        .onUndelivered(lost::add)
                        .build();
        for (int n = 1; n <= 5; n++) {
            latest.trySend(n);
        }
        latest.close();
        out.println("kept " + latest.stream().toList() + ", lost " + lost);
    }

    /// The sieve of Eratosthenes as a chain of channels: each link takes out the multiples of one
    /// prime.
    private static List<Integer> primes(int count) throws InterruptedException {
        List<Integer> primes = new ArrayList<>();
        try (var scope = Scope.open()) {
            Receiver<Integer> numbers =
                    scope.produce(
                            0,
                            to -> {
                                for (int n = 2; ; n++) {
                                    to.send(n);
                                }
                            });
            while (primes.size() < count) {
                int prime = numbers.receive();
                primes.add(prime);
                Receiver<Integer> source = numbers;
                numbers =
                        scope.produce(
                                0,
                                to -> {
                                    for (int n : source) {
                                        if (n % prime != 0) {
                                            to.send(n);
                                        }
                                    }
                                });
            }
        } // ends all of them
        return primes;
    }
}
