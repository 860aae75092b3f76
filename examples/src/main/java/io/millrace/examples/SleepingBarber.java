package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Sent;
import io.millrace.task.Promise;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *   customers ─► [ c | c | c ]  waiting room ─► barber's chair
 *       └── full? they leave
 */
/// A barber sleeps until a customer comes. Who finds a seat in the waiting room waits to be called,
/// first come, first served; who finds none leaves at once.
public final class SleepingBarber {
    private static final int SEATS = 3;
    private static final int RUSH = 10;

    private record Customer(String name, Promise<String> cut) {}

    private SleepingBarber() {}

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
        Channel<Customer> room =
                Channel.<Customer>builder().name("waiting room").capacity(SEATS).build();
        Channel<Integer> scissors = Channel.rendezvous(); // a cut takes until somebody sends
        try (var scope = Scope.open()) {
            var barber =
                    scope.go(
                            "barber",
                            () -> {
                                int cuts = 0;
                                for (Customer customer : room) { // sleeps while the room is empty
                                    scissors.receive();
                                    customer.cut.complete(customer.name + " is number " + ++cuts);
                                }
                                return cuts;
                            });

            var first = customer(0);
            room.send(first);
            awaitEmpty(room); // the barber has woken up: the first sits in the chair
            List<Customer> seated = new ArrayList<>(List.of(first));
            int left = 0;
            for (int i = 1; i < RUSH; i++) {
                Customer next = customer(i);
                if (room.trySend(next) == Sent.SENT) {
                    seated.add(next);
                } else {
                    left++;
                }
            }
            out.println("came: " + RUSH + ", found a seat: " + seated.size() + ", left: " + left);
            for (Customer customer : seated) {
                scissors.send(0);
                out.println(customer.cut.await());
            }
            room.close();
            out.println("the barber goes home after " + barber.await() + " cuts");
            scope.join();
        }
    }

    private static Customer customer(int number) {
        return new Customer("customer " + (char) ('A' + number), new Promise<>());
    }

    private static void awaitEmpty(Channel<?> room) throws InterruptedException {
        while (room.stats().size() > 0) {
            Thread.sleep(1); // nothing tells when a chair has become free
        }
    }
}
