package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Crew;
import io.millrace.fixture.Queues;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Interrupts, timeouts, selects and ends fall on busy channels; afterwards every value must be
/// where the operations said it is. Nothing is lost, nothing is there twice.
class ChannelAccountingTest {
    private static final int SENDERS = 4;
    private static final int RECEIVERS = 4;
    private static final int EACH = 25_000; // values a sender tries to send

    private enum Kind {
        RENDEZVOUS(0, Overflow.BLOCK),
        BUFFERED_1(1, Overflow.BLOCK),
        BUFFERED_16(16, Overflow.BLOCK),
        UNBOUNDED(Integer.MAX_VALUE, Overflow.BLOCK),
        DROP_OLDEST(4, Overflow.DROP_OLDEST),
        DROP_NEWEST(4, Overflow.DROP_NEWEST),
        REJECT(4, Overflow.REJECT);

        final int capacity;
        final Overflow overflow;

        Kind(int capacity, Overflow overflow) {
            this.capacity = capacity;
            this.overflow = overflow;
        }

        Channel.Builder<Integer> builder() {
            Channel.Builder<Integer> builder = Channel.<Integer>builder().overflow(overflow);
            return switch (capacity) {
                case 0 -> builder;
                case Integer.MAX_VALUE -> builder.unbounded();
                default -> builder.capacity(capacity);
            };
        }
    }

    /// What became of each value.
    private static final class Books {
        final AtomicIntegerArray sent; // 1 if its sender was told that it is sent
        final AtomicIntegerArray received; // how often it was received
        final AtomicIntegerArray dropped; // how often it was passed to the hook
        final AtomicLong interrupts = new AtomicLong();

        Books(int values) {
            sent = new AtomicIntegerArray(values);
            received = new AtomicIntegerArray(values);
            dropped = new AtomicIntegerArray(values);
        }

        void assertBalanced(List<Channel<Integer>> channels) {
            long allSent = 0;
            long allReceived = 0;
            long allDropped = 0;
            for (int i = 0; i < sent.length(); i++) {
                int value = i;
                assertEquals(
                        sent.get(i),
                        received.get(i) + dropped.get(i),
                        () ->
                                "value "
                                        + value
                                        + " was sent, received, dropped "
                                        + List.of(
                                                sent.get(value),
                                                received.get(value),
                                                dropped.get(value))
                                        + " times");
                allSent += sent.get(i);
                allReceived += received.get(i);
                allDropped += dropped.get(i);
            }
            channels.forEach(Queues::assertQuiet);
            var stats = channels.stream().map(Channel::stats).toList();
            assertEquals(allSent, stats.stream().mapToLong(ChannelStats::sent).sum());
            assertEquals(allReceived, stats.stream().mapToLong(ChannelStats::received).sum());
            assertEquals(allDropped, stats.stream().mapToLong(ChannelStats::dropped).sum());
            assertTrue(allReceived > 0, "something was received");
        }
    }

    /// Interrupts members at random until it is told to stop.
    private static void harass(List<? extends Crew.Member<?>> members, AtomicBoolean stop) {
        var random = new SplittableRandom(42);
        while (!stop.get()) {
            members.get(random.nextInt(members.size())).interrupt();
            for (int i = random.nextInt(400); i > 0; i--) {
                Thread.onSpinWait();
            }
            Thread.yield();
        }
    }

    /// Checks that the figures are exact at every instant, not only at the end. On a platform
    /// thread: a virtual one that goes on yielding starves the others of a single carrier.
    private static void watch(Channel<?> channel, AtomicBoolean stop) {
        long sent = 0;
        long received = 0;
        while (!stop.get()) {
            ChannelStats stats = channel.stats();
            assertEquals(
                    stats.sent(),
                    stats.received() + stats.dropped() + stats.size(),
                    () -> "C4: " + stats);
            assertTrue(stats.size() <= stats.capacity(), stats::toString);
            assertTrue(stats.sent() >= sent && stats.received() >= received, stats::toString);
            sent = stats.sent();
            received = stats.received();
            LockSupport.parkNanos(20_000); // leaves the lock to the others
        }
    }

    private static Crew.Kind kindOf(int i) {
        return i % 2 == 0 ? Crew.Kind.VIRTUAL : Crew.Kind.PLATFORM;
    }

    @ParameterizedTest
    @EnumSource
    void every_value_is_accounted_for_under_interrupts_and_timeouts(Kind kind) throws Exception {
        var books = new Books(SENDERS * EACH);
        Channel<Integer> channel =
                kind.builder().onUndelivered(value -> books.dropped.incrementAndGet(value)).build();
        var stop = new AtomicBoolean();
        try (var crew = new Crew()) {
            var senders = new ArrayList<Crew.Member<Void>>();
            var all = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < SENDERS; i++) {
                int first = i * EACH;
                senders.add(crew.go(kindOf(i), () -> send(channel, first, books)));
            }
            all.addAll(senders);
            for (int i = 0; i < RECEIVERS; i++) {
                int seed = i;
                all.add(crew.go(kindOf(i + 1), () -> receive(channel, seed, books)));
            }
            var harasser = crew.go(Crew.Kind.PLATFORM, () -> harass(all, stop));
            var watcher = crew.go(Crew.Kind.PLATFORM, () -> watch(channel, stop));
            senders.forEach(Crew.Member::get);
            stop.set(true);
            harasser.get();
            watcher.get();
            channel.close();
            crew.join();
        }
        books.assertBalanced(List.of(channel));
    }

    private static void send(Channel<Integer> channel, int first, Books books) {
        var random = new SplittableRandom(first);
        int[] offer = {0};
        var select =
                Select.of(
                        channel.onSend(() -> offer[0], () -> Sent.SENT),
                        Select.after(Duration.ofNanos(20_000), () -> Sent.FULL));
        for (int value = first; value < first + EACH; value++) {
            try {
                Sent sent =
                        switch (random.nextInt(5)) {
                            case 0 -> channel.trySend(value);
                            case 1 ->
                                    channel.trySend(
                                            value, Duration.ofNanos(random.nextInt(30_000)));
                            case 2 -> {
                                offer[0] = value;
                                yield select.await();
                            }
                            default -> {
                                channel.send(value);
                                yield Sent.SENT;
                            }
                        };
                if (sent == Sent.SENT || sent == Sent.DROPPED) {
                    books.sent.incrementAndGet(value);
                }
            } catch (InterruptedException e) {
                books.interrupts.incrementAndGet(); // then the value was not sent
            } catch (ChannelFullException e) {
                Thread.yield();
            }
        }
    }

    private static void receive(Channel<Integer> channel, int seed, Books books) {
        var random = new SplittableRandom(seed);
        var select =
                Select.<Received<Integer>>of(
                        channel.onReceive(Received.Value::new),
                        Select.after(Duration.ofNanos(20_000), Received.Empty::new));
        while (!channel.isDrained()) {
            try {
                Received<Integer> received =
                        switch (random.nextInt(5)) {
                            case 0 -> channel.tryReceive();
                            case 1 -> channel.tryReceive(Duration.ofNanos(random.nextInt(30_000)));
                            case 2 -> select.awaitOrNull();
                            default -> {
                                Integer value = channel.receiveOrNull();
                                yield value == null ? null : new Received.Value<>(value);
                            }
                        };
                if (received instanceof Received.Value<Integer>(Integer value)) {
                    books.received.incrementAndGet(value);
                }
            } catch (InterruptedException e) {
                books.interrupts.incrementAndGet(); // then no value was taken
            }
        }
    }

    @Test
    void every_value_is_accounted_for_when_selects_on_many_channels_are_interrupted()
            throws Exception {
        var books = new Books(SENDERS * EACH);
        List<Channel<Integer>> channels = new ArrayList<>();
        for (Kind kind : List.of(Kind.RENDEZVOUS, Kind.BUFFERED_1, Kind.RENDEZVOUS, Kind.REJECT)) {
            channels.add(kind.builder().build());
        }
        var stop = new AtomicBoolean();
        try (var crew = new Crew()) {
            var senders = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < SENDERS; i++) {
                int first = i * EACH;
                senders.add(crew.go(kindOf(i), () -> selectSend(channels, first, books)));
            }
            var all = new ArrayList<>(senders);
            for (int i = 0; i < RECEIVERS; i++) {
                all.add(crew.go(kindOf(i + 1), () -> selectReceive(channels, books)));
            }
            var harasser = crew.go(Crew.Kind.PLATFORM, () -> harass(all, stop));
            senders.forEach(Crew.Member::get);
            stop.set(true);
            harasser.get();
            channels.forEach(Channel::close);
            crew.join();
        }
        books.assertBalanced(channels);
    }

    private static void selectSend(List<Channel<Integer>> channels, int first, Books books) {
        int[] offer = {0};
        var select =
                Select.of(channels.stream().map(c -> c.onSend(() -> offer[0], () -> 1)).toList());
        for (int value = first; value < first + EACH; value++) {
            offer[0] = value;
            try {
                select.await();
                books.sent.incrementAndGet(value);
            } catch (InterruptedException e) {
                books.interrupts.incrementAndGet();
            }
        }
    }

    private static void selectReceive(List<Channel<Integer>> channels, Books books) {
        var select = Select.of(channels.stream().map(c -> c.onReceive(v -> v)).toList());
        while (true) {
            try {
                Integer value = select.awaitOrNull();
                if (value == null) {
                    return;
                }
                books.received.incrementAndGet(value);
            } catch (InterruptedException e) {
                books.interrupts.incrementAndGet();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_value_is_accounted_for_when_the_receivers_hang_up_in_the_middle(Kind kind)
            throws Exception {
        for (int round = 0; round < 100; round++) {
            var books = new Books(SENDERS * 200);
            int stopAt = 1 + round;
            Channel<Integer> channel =
                    kind.builder()
                            .onUndelivered(value -> books.dropped.incrementAndGet(value))
                            .build();
            try (var crew = new Crew()) {
                for (int i = 0; i < SENDERS; i++) {
                    int first = i * 200;
                    crew.go(kindOf(i), () -> sendUntilEnded(channel, first, books));
                }
                for (int i = 0; i < stopAt; i++) {
                    books.received.incrementAndGet(channel.receive());
                }
                channel.cancel();
                crew.join();
            }
            books.assertBalanced(List.of(channel));
            assertTrue(channel.isDrained());
        }
    }

    private static void sendUntilEnded(Channel<Integer> channel, int first, Books books)
            throws InterruptedException {
        for (int i = 0; ; i++) {
            int value = first + i % 200;
            try {
                channel.send(value);
                books.sent.incrementAndGet(value);
            } catch (ChannelFullException e) {
                Thread.yield();
            } catch (ChannelClosedException e) {
                return;
            }
            Thread.yield(); // a sender that never waits would leave no time to the receiver
        }
    }
}
