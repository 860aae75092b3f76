package io.millrace.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.ChannelClosedException;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/// Publishers, subscribers that come and go, readers that reject and forget: the books balance.
class TopicStressTest {
    private static final int ROUNDS = Crew.fewer(400, 100);
    private static final int PUBLISHERS = 3;
    private static final int MESSAGES = 60;

    private record Number(int publisher, int number) {}

    private static void pause(int yields) {
        for (int i = 0; i < yields; i++) {
            Thread.yield();
        }
    }

    private static void publish(Topic<Number> topic, int publisher, int yields) {
        try {
            for (int i = 0; i < MESSAGES; i++) {
                topic.publish(new Number(publisher, i));
                pause(i % (yields + 1));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void between_what_is_replayed_and_what_is_live_nothing_is_missing_or_doubled()
            throws Exception {
        var random = new SplittableRandom(23);
        int late = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var topic = Topic.<Number>builder().replay(PUBLISHERS * MESSAGES).open();
            var readers = new ArrayList<Crew.Member<List<Number>>>();
            try (var crew = new Crew()) {
                var publishers = new ArrayList<Crew.Member<Void>>();
                for (int p = 0; p < PUBLISHERS; p++) {
                    int mine = p;
                    int yields = random.nextInt(4);
                    publishers.add(crew.go(() -> publish(topic, mine, yields)));
                }
                var subscriptions = new ArrayList<Crew.Member<Subscription<Number>>>();
                for (int s = 0; s < 4; s++) {
                    int yields = random.nextInt(60);
                    subscriptions.add(
                            crew.go(() -> {
                                pause(yields);
                                return topic.subscription().capacity(PUBLISHERS * MESSAGES).open();
                            }));
                }
                for (var each : subscriptions) {
                    Subscription<Number> mine = each.get();
                    late += mine.stats().replayed() > 0 ? 1 : 0;
                    readers.add(crew.go(() -> mine.messages().stream().toList()));
                }
                for (var each : publishers) {
                    each.get();
                }
                topic.close();
                for (var reader : readers) {
                    assertWhole(reader.get());
                }
            }
        }
        assertTrue(late > ROUNDS / 2, "late subscribers: " + late);
    }

    private static void assertWhole(List<Number> messages) {
        assertEquals(PUBLISHERS * MESSAGES, messages.size());
        var next = new int[PUBLISHERS];
        for (Number each : messages) {
            assertEquals(next[each.publisher]++, each.number, "of publisher " + each.publisher);
        }
    }

    @Test
    void subscribers_come_and_go_and_every_message_is_received_or_told() throws Exception {
        var random = new SplittableRandom(29);
        for (int round = 0; round < ROUNDS; round++) {
            var topic = Topic.<Number>open();
            var offered = new AtomicInteger(); // as who publishes counts
            var received = new AtomicInteger();
            var lost = new AtomicInteger();
            var subscriptions = new ConcurrentLinkedQueue<Subscription<Number>>();
            try (var crew = new Crew()) {
                for (int r = 0; r < 4; r++) {
                    int most = random.nextInt(MESSAGES);
                    int yields = random.nextInt(4);
                    boolean closes = random.nextBoolean();
                    crew.go(() -> {
                        var mine =
                                topic.subscription()
                                        .capacity(2)
                                        .onUndelivered(_ -> lost.incrementAndGet())
                                        .open();
                        subscriptions.add(mine);
                        for (int i = 0; i < most && mine.messages().receiveOrNull() != null; i++) {
                            received.incrementAndGet();
                            pause(i % (yields + 1));
                        }
                        if (closes) {
                            mine.close();
                        } else {
                            mine.unsubscribe();
                            while (mine.messages().receiveOrNull() != null) {
                                received.incrementAndGet();
                            }
                        }
                    });
                }
                Eventually.until("all have come", () -> subscriptions.size() == 4);
                for (int p = 0; p < PUBLISHERS; p++) {
                    int mine = p;
                    crew.go(() -> {
                        for (int i = 0; i < MESSAGES; i++) {
                            offered.addAndGet(topic.publish(new Number(mine, i)));
                        }
                    });
                }
                crew.join();
            }
            assertEquals(offered.get(), received.get() + lost.get());
            assertEquals(0, topic.stats().subscriptions());
            topic.close();
        }
    }

    @Test
    void every_message_is_acknowledged_or_given_up_once_however_it_goes() throws Exception {
        var random = new SplittableRandom(31);
        for (int round = 0; round < ROUNDS; round++) {
            var topic = Topic.<Integer>open();
            var acked = new AtomicIntegerArray(MESSAGES);
            Queue<Integer> dead = new ConcurrentLinkedQueue<>();
            boolean forgets = random.nextInt(4) == 0;
            var jobs =
                    topic.acknowledged()
                            .capacity(1 + random.nextInt(4))
                            .visibility(Duration.ofNanos(forgets ? 200_000 : 60_000_000_000L))
                            .attempts(3)
                            .onUndelivered(dead::add)
                            .open();
            try (var crew = new Crew()) {
                for (int r = 0; r < 3; r++) {
                    SplittableRandom own = random.split();
                    crew.go(() -> {
                        while (jobs.deliveries().receiveOrNull() instanceof Delivery<Integer> job) {
                            pause(own.nextInt(4));
                            switch (own.nextInt(forgets ? 4 : 3)) {
                                case 0 -> job.nack();
                                case 1 -> job.nack(Duration.ofNanos(own.nextInt(20_000)));
                                case 2 -> {
                                    if (job.ack()) {
                                        acked.incrementAndGet(job.message());
                                    }
                                }
                                default -> {} // forgotten: its time will be over
                            }
                        }
                    });
                }
                for (int i = 0; i < MESSAGES; i++) {
                    topic.publish(i);
                }
                topic.close();
                crew.join();
            }
            for (Integer message : dead) {
                acked.incrementAndGet(message);
            }
            for (int i = 0; i < MESSAGES; i++) {
                assertEquals(1, acked.get(i), "message " + i);
            }
            AckStats stats = jobs.stats();
            assertEquals(MESSAGES, stats.accepted());
            assertEquals(MESSAGES, stats.acknowledged() + stats.dead());
            assertEquals(0, stats.ready() + stats.leased() + stats.delayed());
        }
        Eventually.until("no deadline is left", () -> Door.timers().pending() == 0);
    }

    @Test
    void a_close_at_any_moment_tells_of_all_that_is_not_acknowledged() throws Exception {
        var random = new SplittableRandom(37);
        for (int round = 0; round < ROUNDS; round++) {
            var topic = Topic.<Integer>open();
            var acked = new AtomicInteger();
            var lost = new AtomicInteger();
            var accepted = new AtomicInteger();
            var jobs =
                    topic.acknowledged()
                            .capacity(3)
                            .onUndelivered(_ -> lost.incrementAndGet())
                            .open();
            try (var crew = new Crew()) {
                for (int r = 0; r < 2; r++) {
                    SplittableRandom own = random.split();
                    crew.go(() -> {
                        try {
                            while (true) {
                                Delivery<Integer> job = jobs.deliveries().receive();
                                switch (own.nextInt(4)) {
                                    case 0 -> job.nack(Duration.ofNanos(own.nextInt(50_000)));
                                    case 1 -> {} // kept
                                    default -> acked.addAndGet(job.ack() ? 1 : 0);
                                }
                            }
                        } catch (ChannelClosedException e) {
                            // It was closed.
                        }
                    });
                }
                crew.go(() -> {
                    int reached = 1;
                    for (int i = 0; reached == 1; i++) {
                        reached = topic.publish(i);
                        accepted.addAndGet(reached);
                    }
                });
                int yields = random.nextInt(80);
                crew.go(() -> {
                    pause(yields);
                    jobs.close();
                });
                crew.join();
            }
            Eventually.until( // the timers' thread may be about to let one come again
                    "all are accounted for and told",
                    () -> isBalanced(jobs.stats()) && lost.get() == told(jobs.stats()));
            AckStats stats = jobs.stats();
            assertEquals(0, stats.ready() + stats.leased() + stats.delayed(), stats::toString);
            assertEquals(acked.get(), stats.acknowledged());
            assertTrue(stats.accepted() >= accepted.get());
            topic.close();
        }
        Eventually.until("no deadline is left", () -> Door.timers().pending() == 0);
    }

    private static long told(AckStats stats) {
        return stats.dead() + stats.dropped() + stats.refused();
    }

    private static boolean isBalanced(AckStats stats) {
        return stats.accepted() == stats.acknowledged() + stats.dead() + stats.dropped();
    }
}
