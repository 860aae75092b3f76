package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.pool.ChannelPool;
import io.millrace.pool.DrainReport;
import io.millrace.pool.JobRejectedException;
import io.millrace.pool.PoolOverflow;
import io.millrace.pool.WorkerPool;
import io.millrace.pool.WorkerPoolStats;
import io.millrace.task.Outcome;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/*
 *   submit ──► [ queue: 100 ] ──┬──► worker ──► the job's handle
 *               full: wait,     ├──► worker
 *               reject, drop,   └──► ..
 *               run it yourself
 *
 *   texts  ──► workers ──► [ window: 8 ] ──► results, in order
 */
/// The words of many files, counted by a few workers: once with a handle for each job, once between
/// two channels with the results in order. Then, what a full queue does, and how a pool ends.
public final class WorkerPoolExample {
    private static final int WORKERS = 4;

    private WorkerPoolExample() {}

    /// A text and where it is from.
    record Text(String name, String content) {}

    /// How many words a text has.
    record Count(String name, long words) {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args a folder whose text files are counted; without one, the examples' own sources
    ///   are
    public static void run(PrintStream out, String... args) throws Exception {
        if (args.length > 1) {
            throw new IllegalArgumentException("takes one folder: '" + args[1] + "'");
        }
        List<Text> texts = args.length == 0 ? ownSources() : files(args[0]);
        out.println(total(texts) + " words in " + texts.size() + " files");
        inOrder(out, texts);
        if (args.length == 0) {
            for (PoolOverflow overflow : PoolOverflow.values()) {
                if (overflow != PoolOverflow.BLOCK) { // it would wait
                    full(out, overflow);
                }
            }
            failures(out);
            drain(out);
        }
    }

    private static List<Text> ownSources() {
        return Examples.all().stream()
                .map(example -> new Text(example.name(), example.source()))
                .toList();
    }

    private static List<Text> files(String folder) throws IOException {
        if (!Files.isDirectory(Path.of(folder))) {
            throw new IllegalArgumentException("takes one folder: '" + folder + "'");
        }
        List<Text> texts = new ArrayList<>();
        try (Stream<Path> found = Files.list(Path.of(folder))) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                texts.add(new Text(file.getFileName().toString(), Files.readString(file)));
            }
        }
        return texts;
    }

    private static Count count(Text text) {
        long words = Stream.of(text.content.split("\\W+")).filter(word -> !word.isEmpty()).count();
        return new Count(text.name, words);
    }

    /// A job for each text, and a handle for each job.
    private static long total(List<Text> texts) throws InterruptedException, ExecutionException {
        try (var pool = WorkerPool.builder().name("words").workers(WORKERS).queue(100).open()) {
            List<Task<Count>> jobs = new ArrayList<>();
            for (Text text : texts) {
                jobs.add(pool.submit(() -> count(text))); // waits while a hundred are queued
            }
            pool.await(); // throws the first failure, if there is one
            long total = 0;
            for (Task<Count> job : jobs) {
                total += job.await().words;
            }
            return total;
        }
    }

    /// Workers between two channels. The results come in the order of the texts, though they are
    /// not counted in that order; no more than eight texts are under way.
    private static void inOrder(PrintStream out, List<Text> texts)
            throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Receiver<Text> source = scope.produce(0, to -> to.sendAll(texts));
            try (var pool =
                    ChannelPool.builder(WorkerPoolExample::count)
                            .workers(WORKERS)
                            .ordered(8)
                            .open(source)) {
                for (Count count : pool.results()) {
                    out.printf("%7d %s%n", count.words, count.name);
                }
                pool.await();
            }
            scope.join();
        }
    }

    /// Six jobs for a pool that has room for three: one worker, and a queue of two.
    private static void full(PrintStream out, PoolOverflow overflow)
            throws InterruptedException, ExecutionException {
        try (var pool = WorkerPool.builder().workers(1).queue(2).overflow(overflow).open()) {
            Channel<Boolean> begun = Channel.rendezvous();
            Channel<Boolean> release = Channel.rendezvous();
            pool.submit(() -> {
                begun.send(true);
                release.receive();
            });
            begun.receive();
            int here = 0;
            for (int i = 0; i < 5; i++) {
                try {
                    Task<Thread> job = pool.submit(() -> Thread.currentThread());
                    here += job.isDone() && ran(job, Thread.currentThread()) ? 1 : 0;
                } catch (JobRejectedException e) {
                    // It is counted.
                }
            }
            release.send(true);
            pool.await();
            WorkerPoolStats stats = pool.stats();
            out.printf(
                    "%-11s of 6 jobs: %d done, %d of them by the caller, %d dropped, %d rejected%n",
                    overflow, stats.succeeded(), here, stats.dropped(), stats.rejected());
        }
    }

    private static boolean ran(Task<Thread> job, Thread on) throws InterruptedException {
        return job.outcome() instanceof Outcome.Success<Thread>(var thread) && thread.equals(on);
    }

    /// A job that throws is that job's failure: the worker goes on.
    private static void failures(PrintStream out) throws InterruptedException {
        try (var pool = WorkerPool.open(1)) {
            pool.submit(() -> {
                throw new IOException("no such page");
            });
            pool.submit(() -> {});
            pool.await();
        } catch (ExecutionException e) {
            String why = Objects.requireNonNull(e.getCause()).getMessage();
            out.println("failed: " + why + "; the other one was done");
        }
    }

    /// Stops the intake, finishes what is queued, cancels what is not done in time.
    private static void drain(PrintStream out) throws InterruptedException {
        try (var pool = WorkerPool.builder().workers(1).queue(10).open()) {
            for (int i = 0; i < 3; i++) {
                pool.submit(() -> {});
            }
            pool.submit(() -> Channel.never().receive()); // for ever
            pool.submit(() -> {});
            DrainReport report = pool.drain(Duration.ofMillis(100), Duration.ofSeconds(5));
            out.println(
                    "drained: "
                            + pool.stats().succeeded()
                            + " done, "
                            + report.cancelled()
                            + " cancelled, "
                            + report.unstarted()
                            + " of them before they began, "
                            + report.left().size()
                            + " left; ended by "
                            + report.endedBy());
        }
    }
}
