package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import io.millrace.context.Context;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/*
 *   P0 ─┐                      ┌─► C0 ─┐
 *   P1 ─┤                      ├─► C1 ─┤
 *   P2 ─┼─► [══ jobs ══] ──────┼─► C2 ─┼─► [══ results ══] ───► aggregator
 *   P3 ─┘                      ├─► .. ─┤
 *                              └─► C5 ─┘
 *
 *   All producers send to one channel, all consumers receive from it: whoever is free takes the next job, so the load
 *   balances itself. When the channel is full the producers wait: that is back-pressure.
 *
 *   start     aggregator, consumers, producers
 *   shut down wait for the producers -> close(jobs) -> wait for the consumers -> close(results) -> wait for the aggregator
 */
/// Many producers, many consumers, one queue between them, and an aggregator for the results.
public final class ProducerConsumer {

    private static final String OPTIONS =
            """
            --producers 4            how many tasks make jobs
            --consumers 6            how many tasks work on them
            --buffer    20           how many jobs, and how many results, can queue up
            --duration  3s           for how long jobs are made
            --pause     50ms..149ms  for how long a producer rests after a job
            --work      80ms..199ms  for how long a consumer works on a job
            --warn      500ms        warn if a job was queued for longer
            --seed      random       a number that fixes the random ones
            """;

    /// Work to be done.
    record Job(long id, int producer, int data, long createdNanos) {}

    /// Work that was done, and how long that took.
    record Result(long jobId, int consumer, int output, Duration duration) {}

    /// What happened so far. Used by all tasks at once.
    static final class Stats {
        private final AtomicLong created = new AtomicLong();
        private final AtomicLong processed = new AtomicLong();
        private final AtomicLong totalNanos = new AtomicLong();
        private final AtomicLong longestQueuedNanos = new AtomicLong();

        void created() {
            created.incrementAndGet();
        }

        void processed(Result result, Duration queued) {
            processed.incrementAndGet();
            totalNanos.addAndGet(result.duration.toNanos());
            longestQueuedNanos.accumulateAndGet(queued.toNanos(), Math::max);
        }

        void report(PrintStream out, Duration producersWaited) {
            long made = created.get();
            long done = processed.get();
            out.printf(
                    """

                    📊 Final Statistics:
                      Jobs created: %d
                      Jobs processed: %d
                      Avg duration: %s
                      Jobs in flight: %d
                      Longest in queue: %s
                      Producers waited: %s
                    """,
                    made,
                    done,
                    text(Duration.ofNanos(done == 0 ? 0 : totalNanos.get() / done)),
                    made - done,
                    text(Duration.ofNanos(longestQueuedNanos.get())),
                    text(producersWaited));
        }
    }

    private final Settings settings;
    private final PrintStream out;
    private final Stats stats = new Stats();
    private final AtomicLong jobIds = new AtomicLong();

    private ProducerConsumer(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        try {
            run(System.out, args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /// Runs the program.
    ///
    /// @throws IllegalArgumentException if it does not understand `args`
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (List.of(args).contains("--help")) {
            out.print(OPTIONS);
            return;
        }
        new ProducerConsumer(Settings.parse(args), out).run();
    }

    private void run() throws InterruptedException, ExecutionException {
        out.printf(
                """
                === Multiple Producers, Multiple Consumers ===

                Configuration:
                  Producers: %d
                  Consumers: %d
                  Buffer size: %d
                  Duration: %s

                """,
                settings.producers, settings.consumers, settings.buffer, text(settings.duration));

        Channel<Job> jobs = channel("jobs");
        Channel<Result> results = channel("results");
        var random = new SplittableRandom(settings.seed);
        try (var watch = Watch.open(); // sees who waits for what
                var scope = Scope.open()) { // if one task fails, it cancels the others
            Task<?> aggregator = scope.go("aggregator", () -> aggregate(results));

            out.println("Starting consumers...");
            var consumers = new ArrayList<Task<?>>();
            for (int i = 0; i < settings.consumers; i++) {
                int id = i;
                RandomGenerator mine = random.split();
                consumers.add(scope.go("consumer-" + id, () -> consume(id, jobs, results, mine)));
            }

            out.println("Starting producers...\n");
            var producers = new ArrayList<Task<?>>();
            try (var shift = scope.context().withTimeout(settings.duration)) {
                for (int i = 0; i < settings.producers; i++) {
                    int id = i;
                    RandomGenerator mine = random.split();
                    producers.add(scope.go("producer-" + id, () -> produce(id, shift, jobs, mine)));
                }
                awaitAll(producers);
            }
            out.println("\n✓ All producers finished");
            jobs.close(); // the consumers' loops end when the queue is empty

            awaitAll(consumers);
            out.println("✓ All consumers finished");
            results.close();

            aggregator.await();
            out.println("✓ Result aggregator finished");
            scope.join();
            stats.report(out, waitedToSend(watch, jobs));
        }
        out.println("\n✓ Pipeline complete!");
    }

    /// Makes jobs until the shift is over.
    private void produce(int id, Context shift, Sender<Job> jobs, RandomGenerator random)
            throws InterruptedException {
        int made = 0;
        while (!shift.isDone()) {
            var job = new Job(jobIds.incrementAndGet(), id, random.nextInt(100), System.nanoTime());
            jobs.send(job); // waits while the queue is full
            stats.created();
            made++;
            Thread.sleep(settings.pause.pick(random)); // the program's own pause
        }
        out.printf("[Producer %d] Finished, created %d jobs%n", id, made);
    }

    /// Works on jobs until there will be no more.
    private void consume(int id, Receiver<Job> jobs, Sender<Result> results, RandomGenerator random)
            throws InterruptedException {
        int done = 0;
        while (jobs.receiveOrNull() instanceof Job job) {
            long start = System.nanoTime();
            Thread.sleep(settings.work.pick(random)); // stands for real work
            var duration = Duration.ofNanos(System.nanoTime() - start);
            var result = new Result(job.id, id, job.data * 2, duration);
            results.send(result);

            var queued = Duration.ofNanos(start - job.createdNanos);
            stats.processed(result, queued);
            done++;
            if (queued.compareTo(settings.warn) > 0) {
                out.printf("[Consumer %d] ⚠️ Job %d queued for %s%n", id, job.id, text(queued));
            }
        }
        out.printf("[Consumer %d] Finished, processed %d jobs%n", id, done);
    }

    /// Adds up results until there will be no more.
    private void aggregate(Receiver<Result> results) throws InterruptedException {
        int count = 0;
        var total = Duration.ZERO;
        while (results.receiveOrNull() instanceof Result result) {
            count++;
            total = total.plus(result.duration);
            if (count % 10 == 0) {
                out.printf(
                        "📦 Aggregator: %d results (avg: %s)%n",
                        count, text(total.dividedBy(count)));
            }
        }
        out.printf("📦 Aggregator: Finished with %d total results%n", count);
    }

    private <T> Channel<T> channel(String name) {
        Channel.Builder<T> builder = Channel.<T>builder().name(name);
        return settings.buffer == 0 ? builder.build() : builder.capacity(settings.buffer).build();
    }

    private static void awaitAll(List<Task<?>> tasks)
            throws InterruptedException, ExecutionException {
        for (Task<?> task : tasks) {
            task.await();
        }
    }

    private static Duration waitedToSend(Watch watch, Channel<?> channel) {
        return Duration.ofNanos(
                watch.snapshot().waits().edges().stream()
                        .filter(edge -> edge.doing().equals("send"))
                        .filter(edge -> edge.blocker().equals(channel.toString()))
                        .mapToLong(WaitStats.Edge::nanos)
                        .sum());
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000
                ? millis + "ms"
                : BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
    }

    // ---- the options

    /// How long something takes: both ends are included.
    record Range(Duration least, Duration most) {
        Duration pick(RandomGenerator random) {
            return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
        }
    }

    /// What can be set, one component for each of [#OPTIONS].
    record Settings(
            int producers,
            int consumers,
            int buffer,
            Duration duration,
            Range pause,
            Range work,
            Duration warn,
            long seed) {

        static Settings parse(String... args) {
            var values = new HashMap<String, String>();
            OPTIONS.lines()
                    .map(line -> line.split("\\s+", 3))
                    .forEach(words -> values.put(words[0], words[1]));
            for (int i = 0; i < args.length; i += 2) {
                if (!values.containsKey(args[i])) {
                    throw new IllegalArgumentException(
                            "unknown option '"
                                    + args[i]
                                    + "'; there are\n"
                                    + OPTIONS.stripTrailing());
                }
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException(args[i] + " needs a value");
                }
                values.put(args[i], args[i + 1]);
            }
            return new Settings(
                    number(values, "--producers", 1),
                    number(values, "--consumers", 1),
                    number(values, "--buffer", 0),
                    duration("--duration", value(values, "--duration")),
                    range(values, "--pause"),
                    range(values, "--work"),
                    duration("--warn", value(values, "--warn")),
                    seed(values));
        }

        private static String value(Map<String, String> values, String option) {
            return Objects.requireNonNull(values.get(option), option);
        }

        private static int number(Map<String, String> values, String option, int least) {
            String text = value(values, option);
            if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least) {
                throw new IllegalArgumentException(
                        "%s %s: must be a whole number from %d to 999999"
                                .formatted(option, text, least));
            }
            return Integer.parseInt(text);
        }

        private static Duration duration(String option, String text) {
            if (!text.matches("\\d{1,9}(ms|s|m)")) {
                throw new IllegalArgumentException(
                        option + " '" + text + "': must be a time like 500ms, 3s or 1m");
            }
            long number = Long.parseLong(text.replaceAll("\\D", ""));
            return text.endsWith("ms")
                    ? Duration.ofMillis(number)
                    : text.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
        }

        private static Range range(Map<String, String> values, String option) {
            String text = value(values, option);
            String[] ends = text.split("\\.\\.", 2);
            Duration least = duration(option, ends[0]);
            Duration most = duration(option, ends[ends.length - 1]);
            if (most.compareTo(least) < 0) {
                throw new IllegalArgumentException(
                        option + " " + text + ": the first time must not be the longer one");
            }
            return new Range(least, most);
        }

        private static long seed(Map<String, String> values) {
            String text = value(values, "--seed");
            if (text.equals("random")) {
                return ThreadLocalRandom.current().nextLong();
            }
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "--seed " + text + ": must be a whole number", e);
            }
        }
    }
}
