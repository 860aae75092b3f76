package io.millrace.soak;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/*
 *   senders ──> lanes: one to three channels, each of its own shape ──> receivers
 *                 ^                                                        ^
 *                 │ close, fail, cancel                                    │ interrupts, to senders, too
 *                 └───────────────────── the disturber ────────────────────┘
 *
 * An interrupt also helps those out who wait for a lane that nobody else looks at. So there are some for as long as a
 * lane is open, and none afterwards.
 *
 * Senders end when they have tried every value, or every lane has ended. Then the lanes that are still open are ended,
 * receivers take what is left, and the books are closed.
 */
/// One run of senders and receivers on a few channels, disturbed at random.
///
/// What is random is decided by the seed: shapes, numbers, kinds of threads, what each does next
/// and what disturbs it. What comes of it is decided by the scheduler, too.
final class Round {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /// How a round is set up.
    enum Profile {
        /// Long, with an interrupt now and then.
        SOAK(600_000, Duration.ofNanos(150_000), 2),
        /// Short, and everything is cut off by something.
        RACE(2_400, Duration.ofNanos(1), 8);

        final int values; // that all senders together try to send
        final Duration pause; // of the disturber, between two interrupts
        final int endsEarly; // of ten lanes, so many are ended before their senders are done

        Profile(int values, Duration pause, int endsEarly) {
            this.values = values;
            this.pause = pause;
            this.endsEarly = endsEarly;
        }
    }

    /// How many senders and receivers there are.
    private enum Crew {
        ONE_TO_ONE(1, 1),
        FOUR_TO_SIX(4, 6),
        ONE_TO_MANY(1, 8),
        MANY_TO_ONE(8, 1),
        MANY_TO_MANY(64, 64);

        final int senders;
        final int receivers;

        Crew(int senders, int receivers) {
            this.senders = senders;
            this.receivers = receivers;
        }
    }

    private enum Threads {
        VIRTUAL,
        PLATFORM,
        MIXED;

        Thread start(int number, String name, Runnable body) {
            boolean virtual = this == VIRTUAL || (this == MIXED && number % 2 == 0);
            return virtual
                    ? Thread.ofVirtual().name(name).start(body)
                    : Thread.ofPlatform().daemon().name(name).start(body);
        }
    }

    private final Profile profile;
    private final long seed;
    private final SplittableRandom random;
    private final Crew crew;
    private final Threads kind;
    private final List<Shape> shapes = new ArrayList<>();
    private final List<Channel<Integer>> lanes = new ArrayList<>();
    private final Books books;
    private final int each;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> senders = new ArrayList<>();
    private final List<Thread> receivers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sendersDone = new AtomicBoolean();

    private Round(Profile profile, long seed) {
        this.profile = profile;
        this.seed = seed;
        random = new SplittableRandom(seed);
        crew = oneOf(Crew.values());
        kind = oneOf(Threads.values());
        each = Math.max(1, profile.values / crew.senders);
        books = new Books(each * crew.senders);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Shape shape = oneOf(Shape.values());
            shapes.add(shape);
            lanes.add(shape.make(books::undelivered));
        }
    }

    private <E> E oneOf(E[] values) {
        return values[random.nextInt(values.length)];
    }

    /// Runs a round to its end and returns what happened.
    ///
    /// @throws AssertionError if a thread failed, or did not end
    static Tally run(Profile profile, long seed) throws InterruptedException {
        return new Round(profile, seed).run();
    }

    private Tally run() throws InterruptedException {
        for (int i = 0; i < crew.receivers; i++) {
            start(
                    receivers,
                    "receiver-" + i,
                    new ReceivingWorker(lanes, books, crew.senders, each, random.split()));
        }
        for (int i = 0; i < crew.senders; i++) {
            start(
                    senders,
                    "sender-" + i,
                    new SendingWorker(lanes, books, i, crew.senders, each, random.split()));
        }
        var disturbances = new Tally();
        SplittableRandom chance = random.split();
        Thread disturber =
                Thread.ofPlatform()
                        .daemon()
                        .name("disturber")
                        .start(() -> disturb(disturbances, chance));
        join(senders);
        sendersDone.set(true);
        join(List.of(disturber));
        for (Channel<Integer> lane : lanes) {
            end(lane, disturbances, random);
        }
        join(receivers);
        return closeBooks(disturbances);
    }

    private void start(List<Thread> group, String name, Worker worker) {
        workers.add(worker);
        group.add(
                kind.start(
                        workers.size(),
                        name,
                        () -> {
                            try {
                                worker.work();
                            } catch (Throwable e) {
                                failures.add(e);
                            }
                        }));
    }

    // ---- disturbing

    private void disturb(Tally disturbances, SplittableRandom chance) {
        var everybody = new ArrayList<>(senders);
        everybody.addAll(receivers);
        var endAt = new int[lanes.size()];
        for (int i = 0; i < endAt.length; i++) {
            endAt[i] = chance.nextInt(10) < profile.endsEarly ? chance.nextInt(200) : -1;
        }
        // Once all lanes have ended everybody must come to an end unaided.
        for (int step = 0; !sendersDone.get() && hasOpenLane(); step++) {
            everybody.get(chance.nextInt(everybody.size())).interrupt();
            disturbances.interruptsSent++;
            for (int i = 0; i < endAt.length; i++) {
                if (endAt[i] == step) {
                    end(lanes.get(i), disturbances, chance);
                }
            }
            LockSupport.parkNanos(profile.pause.toNanos());
        }
    }

    private boolean hasOpenLane() {
        return !lanes.stream().allMatch(Channel::isClosed);
    }

    private static void end(Channel<?> lane, Tally disturbances, SplittableRandom chance) {
        boolean first =
                switch (chance.nextInt(4)) {
                    case 0 -> lane.fail(new IllegalStateException("broken off"));
                    case 1 -> lane.cancel();
                    default -> lane.close();
                };
        if (first) {
            disturbances.ends++;
        }
    }

    // ---- the end

    private void join(List<Thread> threads) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (Thread thread : threads) {
            long left = deadline - System.nanoTime();
            if (!thread.join(Duration.ofNanos(Math.max(1, left)))) {
                throw new AssertionError(
                        thread.getName() + " does not end, in " + this + "\n" + stacks());
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a thread failed, in " + this, failures.peek());
        }
    }

    private String stacks() {
        var text = new StringBuilder();
        for (Channel<Integer> lane : lanes) {
            text.append(lane.stats()).append('\n');
        }
        for (List<Thread> group : List.of(senders, receivers)) {
            for (Thread thread : group) {
                text.append(thread.getName()).append(' ').append(thread.getState()).append('\n');
                for (StackTraceElement frame : thread.getStackTrace()) {
                    text.append("    at ").append(frame).append('\n');
                }
            }
        }
        return text.toString();
    }

    private Tally closeBooks(Tally tally) {
        workers.forEach(worker -> tally.add(worker.tally));
        Books.Balance balance = books.balance();
        tally.rounds = 1;
        tally.elements = balance.sent();
        tally.received = balance.received();
        tally.undelivered = balance.undelivered();
        tally.lost = balance.lost();
        tally.duplicated = balance.duplicated();
        if (!areExact(balance)) {
            tally.imbalances = 1;
        }
        if (!tally.isClean()) {
            throw new AssertionError(
                    "the books do not balance, in " + this + "\n" + tally + "\n" + stacks());
        }
        return tally;
    }

    /// Tells whether the channels' own figures agree with the books, and nobody is left in a queue.
    private boolean areExact(Books.Balance balance) {
        long sent = 0;
        long received = 0;
        long dropped = 0;
        boolean quiet = true;
        for (Channel<Integer> lane : lanes) {
            ChannelStats stats = lane.stats();
            sent += stats.sent();
            received += stats.received();
            dropped += stats.dropped();
            quiet &= stats.size() == 0;
            quiet &= stats.waitingSenders() == 0 && stats.waitingReceivers() == 0;
        }
        return quiet
                && sent == balance.sent()
                && received == balance.received()
                && dropped == balance.undelivered();
    }

    @Override
    public String toString() {
        return "round "
                + profile
                + " seed "
                + seed
                + ": "
                + crew
                + " on "
                + kind
                + " threads, over "
                + shapes;
    }
}
