package io.millrace.channel;

import static io.millrace.channel.ChannelKind.assertFigures;
import static io.millrace.fixture.Queues.assertQuiet;
import static io.millrace.fixture.Queues.awaitReceivers;
import static io.millrace.fixture.Queues.awaitSenders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.Heap;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many threads on few channels.
class ChannelStressTest {
    private static final int MANY = Crew.fewer(100_000, 2_000);
    private static final long MOST_HEAP = 200 << 20; // for MANY that wait, with their stacks
    private static final long MOST_NANOS = 5_000_000_000L; // a tenth of it on an idle machine
    private static final List<Integer> OFTEN_USED = List.of(0, 1, 16, Integer.MAX_VALUE);
    private static final int IN_TURN = Crew.fewer(100_000, 5_000); // threads, in batches

    private static <T> Channel<T> channel(int capacity) {
        return switch (capacity) {
            case 0 -> Channel.rendezvous();
            case Integer.MAX_VALUE -> Channel.unbounded();
            default -> Channel.buffered(capacity);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 16, 64, 1_000, Integer.MAX_VALUE})
    @Conformance("A7")
    void workers_that_share_a_queue_do_all_the_work_once(int capacity) throws Exception {
        boolean often = OFTEN_USED.contains(capacity);
        int items = Crew.fewer(often ? 271_828 : 30_000, 20_000); // platform threads switch slowly
        Channel<Integer> work = channel(capacity);
        Channel<Integer> results = channel(capacity);
        try (var crew = new Crew()) {
            var workers = new ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 23; i++) {
                workers.add(
                        crew.go(() -> {
                            for (Integer item : work) {
                                results.send(item + 1);
                            }
                        }));
            }
            crew.go(() -> {
                for (int i = 0; i < items; i++) {
                    work.send(i);
                }
                work.close();
                workers.forEach(Crew.Member::get);
                results.close();
            });
            long count = 0;
            long sum = 0;
            while (results.receiveOrNull() instanceof Integer result) {
                count++;
                sum += result;
            }
            crew.join();
            assertEquals(items, count);
            assertEquals(items * (items + 1L) / 2, sum);
        }
        assertFigures(work, 0, items, items, 0);
        assertFigures(results, 0, items, items, 0);
    }

    @Test
    @Conformance("A18")
    void a_prime_sieve_of_five_hundred_rendezvous_finds_the_primes() throws Exception {
        try (var crew = new Crew()) {
            Channel<Integer> numbers = Channel.rendezvous();
            crew.go(() -> {
                for (int i = 2; ; i++) {
                    numbers.send(i);
                }
            });
            Channel<Integer> source = numbers;
            int prime = 0;
            for (int i = 0; i < 500; i++) {
                prime = source.receive();
                int divisor = prime;
                Channel<Integer> in = source;
                Channel<Integer> out = Channel.rendezvous();
                crew.go(() -> {
                    while (true) {
                        int number = in.receive();
                        if (number % divisor != 0) {
                            out.send(number);
                        }
                    }
                });
                source = out;
            }
            assertEquals(3_571, prime);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    @Conformance("B36")
    void a_hundred_thousand_threads_that_wait_for_a_value_all_get_one(int capacity)
            throws Exception {
        Channel<Integer> channel = channel(capacity);
        var received = new AtomicInteger();
        long heapBefore = Heap.used();
        try (var crew = new Crew()) {
            for (int i = 0; i < MANY; i++) {
                crew.go(() -> {
                    received.addAndGet(channel.receive());
                });
            }
            awaitReceivers(channel, MANY);
            long heap = Heap.used() - heapBefore;
            assertTrue(heap < MOST_HEAP, () -> heap + " bytes for " + MANY + " that wait");
            long sending = System.nanoTime();
            for (int i = 0; i < MANY; i++) {
                channel.send(1);
            }
            crew.join();
            long took = System.nanoTime() - sending;
            assertTrue(took < MOST_NANOS, () -> took + " ns until all were awake");
        }
        assertEquals(MANY, received.get());
        assertFigures(channel, 0, MANY, MANY, 0);
        assertQuiet(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    @Conformance("C48")
    void a_hundred_thousand_threads_that_wait_are_all_told_of_the_end(int capacity)
            throws Exception {
        Channel<Integer> channel = channel(capacity);
        long heapBefore = Heap.used();
        try (var crew = new Crew()) {
            long start = System.nanoTime();
            for (int i = 0; i < MANY; i++) {
                crew.go(() -> assertNull(channel.receiveOrNull()));
            }
            awaitReceivers(channel, MANY);
            long waiting = System.nanoTime();
            long heap = Heap.used() - heapBefore;
            long closing = System.nanoTime();
            channel.close();
            crew.join();
            report(waiting - start, heap, System.nanoTime() - closing);
            assertTrue(heap < MOST_HEAP, () -> heap + " bytes for " + MANY + " that wait");
        }
        assertFigures(channel, 0, 0, 0, 0);
        assertQuiet(channel);
    }

    private static void report(long startNanos, long heap, long wakeNanos) {
        System.out.printf(
                Locale.ROOT,
                "%,d waiters: started in %.2f s, %,d MB, close to all awake %.2f s%n",
                MANY,
                startNanos / 1e9,
                heap >> 20,
                wakeNanos / 1e9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Conformance("B29")
    void interrupted_receivers_leave_nothing_behind(int capacity) throws Exception {
        Channel<Integer> channel = channel(capacity);
        var gone = new ArrayList<WeakReference<Thread>>();
        int batch = 1_000;
        for (int i = 0; i < IN_TURN / batch; i++) {
            try (var crew = new Crew()) {
                var receivers = new ArrayList<Crew.Member<Integer>>();
                for (int j = 0; j < batch; j++) {
                    receivers.add(crew.go(() -> channel.receive()));
                }
                awaitReceivers(channel, batch);
                receivers.forEach(Crew.Member::interrupt);
                receivers.forEach(each -> each.failure(InterruptedException.class));
                assertQuiet(channel);
                gone.add(new WeakReference<>(receivers.getLast().thread()));
            }
        }
        awaitCollected(gone);
        assertEquals(Sent.FULL, channel(0).trySend(1)); // and the channel is as new
        assertFigures(channel, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Conformance("B30")
    void interrupted_senders_leave_nothing_behind(int capacity) throws Exception {
        Channel<Object> channel = channel(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send("filled");
        }
        var gone = new ArrayList<WeakReference<Object>>();
        int batch = 1_000;
        for (int i = 0; i < IN_TURN / batch; i++) {
            try (var crew = new Crew()) {
                var senders = new ArrayList<Crew.Member<Void>>();
                for (int j = 0; j < batch; j++) {
                    var value = new Object();
                    if (j == 0) {
                        gone.add(new WeakReference<>(value));
                    }
                    senders.add(crew.go(() -> channel.send(value)));
                }
                awaitSenders(channel, batch);
                senders.forEach(Crew.Member::interrupt);
                senders.forEach(each -> each.failure(InterruptedException.class));
                assertQuiet(channel);
            }
        }
        awaitCollected(gone);
        assertFigures(channel, capacity, capacity, 0, 0);
    }

    @Test
    void what_was_received_is_not_kept_alive_by_the_channel() throws Exception {
        for (int capacity : new int[] {0, 1, 3, 1_000, Integer.MAX_VALUE}) {
            Channel<Object> channel = channel(capacity);
            var gone = new ArrayList<WeakReference<Object>>();
            try (var crew = new Crew()) {
                crew.go(() -> {
                    for (int i = 0; i < 500; i++) {
                        var value = new Object();
                        synchronized (gone) {
                            gone.add(new WeakReference<>(value));
                        }
                        channel.send(value);
                    }
                });
                for (int i = 0; i < 500; i++) {
                    channel.receive();
                }
                crew.join();
            }
            awaitCollected(gone);
            assertQuiet(channel);
        }
    }

    private static void awaitCollected(List<? extends WeakReference<?>> references) {
        Eventually.until(
                "nothing keeps what is gone alive",
                () -> {
                    System.gc();
                    return references.stream().allMatch(reference -> reference.refersTo(null));
                });
    }

    @Test
    @Conformance("B38")
    void receivers_that_hold_monitors_on_every_carrier_do_not_stop_the_senders() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        int count = 4 * Runtime.getRuntime().availableProcessors() + 256;
        var sum = new AtomicInteger();
        try (var crew = new Crew()) {
            for (int i = 0; i < count; i++) {
                var monitor = new Object();
                crew.go(() -> {
                    synchronized (monitor) {
                        sum.addAndGet(channel.receive());
                    }
                });
            }
            awaitReceivers(channel, count);
            for (int i = 0; i < count; i++) {
                crew.go(() -> channel.send(1));
            }
            crew.join();
        }
        assertEquals(count, sum.get());
        assertQuiet(channel);
    }

    @Test
    @Conformance("C52")
    void a_value_is_found_though_its_channel_is_closed_at_the_same_time() throws Exception {
        int trials = 10_000;
        Channel<Channel<Integer>> toClose = Channel.buffered(1);
        try (var crew = new Crew(Crew.Kind.PLATFORM)) {
            crew.go(() -> {
                while (toClose.receiveOrNull() instanceof Channel<Integer> channel) {
                    channel.close();
                }
            });
            for (int i = 0; i < trials; i++) {
                Channel<Integer> channel = Channel.buffered(1);
                channel.send(i);
                toClose.send(channel);
                assertEquals(new Received.Value<>(i), channel.tryReceive());
            }
            toClose.close();
            crew.join();
        }
    }
}
