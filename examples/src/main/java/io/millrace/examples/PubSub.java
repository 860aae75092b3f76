package io.millrace.examples;

import io.millrace.pubsub.AckSubscription;
import io.millrace.pubsub.DeadLetter;
import io.millrace.pubsub.Message;
import io.millrace.pubsub.SlowSubscriber;
import io.millrace.pubsub.Subscription;
import io.millrace.pubsub.Topic;
import io.millrace.pubsub.Topics;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *                          ╭──► orders.>        the books
 *   orders.eu.new ──► topics ──► orders.eu.*    the European warehouse
 *                          ╰──► *.*.cancelled   who pays back
 */
/// A shop that tells of its orders; who is interested listens. Then: who comes late, who is slow,
/// and who has to try again.
public final class PubSub {

    private PubSub() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        byPattern(out);
        comeLate(out);
        beSlow(out);
        tryAgain(out);
    }

    /// Who publishes does not know who listens; who listens does not know who publishes.
    private static void byPattern(PrintStream out) throws InterruptedException, ExecutionException {
        Topics<String> shop = Topics.open("shop");
        try (var books = shop.subscribe("orders.>");
                var warehouse = shop.subscribe("orders.eu.*");
                var payments = shop.subscribe("*.*.cancelled");
                var scope = Scope.open()) {
            Task<List<String>> written = scope.go(() -> all(books));
            Task<List<String>> packed = scope.go(() -> all(warehouse));
            Task<List<String>> paid = scope.go(() -> all(payments));
            shop.publish("orders.eu.new", "tea");
            shop.publish("orders.us.new", "coffee");
            shop.publish("orders.eu.cancelled", "tea");
            int interested = shop.publish("news.all", "closed on Monday");
            shop.close(); // the streams end after what they hold
            scope.join();
            out.println("the books: " + written.await());
            out.println("the European warehouse: " + packed.await());
            out.println("who pays back: " + paid.await());
            out.println("interested in news: " + interested);
        }
    }

    private static List<String> all(Subscription<Message<String>> subscription) {
        var all = new ArrayList<String>();
        for (Message<String> message : subscription.messages()) {
            all.add(message.topic() + "=" + message.body());
        }
        return all;
    }

    /// Who comes late is given the last few prices first; then come the live ones. None is missing
    /// between them, and none comes twice.
    private static void comeLate(PrintStream out) throws InterruptedException {
        Topic<Integer> prices = Topic.<Integer>builder().name("prices").replay(3).open();
        for (int price = 1; price <= 5; price++) {
            prices.publish(price);
        }
        try (var late = prices.subscribe()) {
            prices.publish(6);
            prices.close();
            out.println("who came late: " + late.messages().stream().toList());
        }
    }

    /// Who does not read holds up nobody, if that is what it has said.
    private static void beSlow(PrintStream out) throws InterruptedException {
        Topic<Integer> ticks = Topic.open("ticks");
        try (var newest =
                        ticks.subscription().capacity(2).slow(SlowSubscriber.dropOldest()).open();
                var oldest =
                        ticks.subscription().capacity(2).slow(SlowSubscriber.dropNewest()).open()) {
            for (int tick = 1; tick <= 100; tick++) {
                ticks.publish(tick);
            }
            ticks.close();
            for (var slow : List.of(newest, oldest)) {
                String how = slow.equals(newest) ? "oldest" : "newest";
                List<Integer> has = slow.messages().stream().toList();
                long dropped = slow.stats().dropped();
                out.println("drops the " + how + ": has " + has + ", dropped " + dropped);
            }
        }
    }

    /// A message whose handler throws comes again. One that nobody can handle becomes a dead
    /// letter.
    private static void tryAgain(PrintStream out) throws InterruptedException, ExecutionException {
        Topic<String> mails = Topic.open("mails");
        try (AckSubscription<String> outbox =
                        mails.acknowledged().attempts(3).deadLetters(10).open();
                var scope = Scope.open()) {
            var attempts = new ArrayList<String>();
            scope.go(() -> outbox.handle(mail -> send(mail, attempts)));
            mails.publish("to ann");
            mails.publish("to nobody");
            mails.publish("to bob");
            mails.close();
            scope.join();
            out.println("mails sent: " + outbox.stats().acknowledged());
            out.println(
                    "attempts for nobody: "
                            + attempts.stream().filter(mail -> mail.equals("to nobody")).count());
            for (DeadLetter<String> letter : outbox.deadLetters()) {
                out.println(
                        "dead letter: "
                                + letter.message()
                                + " after "
                                + letter.attempts()
                                + " attempts: "
                                + letter.cause());
            }
        }
    }

    private static void send(String mail, List<String> attempts) throws IOException {
        attempts.add(mail);
        if (mail.endsWith("nobody")) {
            throw new IOException("no such address");
        }
    }
}
