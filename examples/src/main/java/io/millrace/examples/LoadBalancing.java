package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.pool.Dispatch;
import io.millrace.pool.WorkerPool;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/*
 *   shared         ──► [ q q q ] ──┬──► worker 1 (slow)         whoever is free takes the next
 *                                  ├──► worker 2
 *                                  └──► worker 3
 *
 *   round robin    ─┬─► [ q q ] ─────► worker 1 (slow)          in turn, busy or not
 *                   ├─► [ ]     ─────► worker 2
 *                   └─► [ ]     ─────► worker 3
 *
 *   least loaded   the same lines, but a job goes to the worker with the fewest
 *
 *   by key         a: [ q q ]  b: [ ]  c: [ ]  ──► whoever is free, one of each key at a time
 */
/// Twelve quick requests come while one is slow: who waits behind it, depends on who gets which.
/// Then how even the shares are, and that by key the order is kept.
public final class LoadBalancing {
    private static final int WORKERS = 3;
    private static final int QUICK = 12;
    private static final List<String> KEYS = List.of("ann", "bob", "eve");

    private LoadBalancing() {}

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
        out.println("12 quick requests beside a slow one, 3 workers");
        for (Dispatch dispatch : Dispatch.values()) {
            besideASlowOne(out, dispatch);
        }
        out.println("300 equal requests in turn: " + shares());
        out.println("order of each key's 100 requests kept: " + isOrderKept());
    }

    private static WorkerPool open(Dispatch dispatch) {
        return WorkerPool.builder()
                .name("server")
                .workers(WORKERS)
                .queue(100)
                .dispatch(dispatch)
                .open();
    }

    private static <T> Task<T> submit(
            WorkerPool pool, Dispatch dispatch, int number, Callable<T> job)
            throws InterruptedException {
        return dispatch == Dispatch.BY_KEY
                ? pool.submit(KEYS.get(number % KEYS.size()), job)
                : pool.submit(job);
    }

    private static void besideASlowOne(PrintStream out, Dispatch dispatch)
            throws InterruptedException, ExecutionException {
        try (var pool = open(dispatch)) {
            Channel<Boolean> begun = Channel.rendezvous();
            Channel<Boolean> release = Channel.rendezvous();
            submit(
                    pool,
                    dispatch,
                    0,
                    () -> {
                        begun.send(true);
                        return release.receive();
                    });
            begun.receive();
            List<Task<Integer>> quick = new ArrayList<>();
            for (int i = 1; i <= QUICK; i++) {
                int number = i;
                Task<Integer> job = submit(pool, dispatch, i, () -> number);
                var _ =
                        job.outcome(
                                Duration.ofMillis(50)); // the next one comes when it is answered
                quick.add(job);
            }
            long done = quick.stream().filter(Task::isDone).count();
            release.send(true);
            pool.await();
            out.printf(
                    "  %-12s %2d were answered beside it, %d after it%n",
                    dispatch.name().toLowerCase(Locale.ROOT).replace('_', ' '), done, QUICK - done);
        }
    }

    /// Returns how many requests each worker had.
    private static Map<String, Integer> shares() throws InterruptedException, ExecutionException {
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        try (var pool = open(Dispatch.ROUND_ROBIN)) {
            for (int i = 0; i < 300; i++) {
                pool.submit(() ->
                        counts.computeIfAbsent(
                                        Thread.currentThread().getName(), _ -> new AtomicInteger())
                                .incrementAndGet());
            }
            pool.await();
        }
        Map<String, Integer> sorted = new TreeMap<>();
        counts.forEach((worker, count) -> sorted.put(worker, count.get()));
        return sorted;
    }

    private static boolean isOrderKept() throws InterruptedException, ExecutionException {
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        try (var pool = open(Dispatch.BY_KEY)) {
            for (int i = 0; i < 100 * KEYS.size(); i++) {
                int number = i;
                String key = KEYS.get(i % KEYS.size());
                pool.submit(
                        key,
                        () -> {
                            Thread.sleep(1); // stands for real work
                            seen.computeIfAbsent(key, _ -> new ArrayList<>()).add(number);
                        });
            }
            pool.await();
        }
        return seen.values().stream()
                .allMatch(numbers ->
                        numbers.size() == 100
                                && numbers.equals(numbers.stream().sorted().toList()));
    }
}
