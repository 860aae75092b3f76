package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.select.Select;
import io.millrace.task.Request;
import io.millrace.task.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;

/*
 *   requester ─┐                      ┌─► worker 0  ··· 3 pending ─┐
 *   requester ─┼─► work ─► balancer ──┼─► worker 1  ··· 2 pending ─┼─► done ─► balancer
 *   requester ─┘         (a heap)     └─► worker 2  ··· 3 pending ─┘
 */
/// Requests go to the worker that has the fewest to do. The balancer is one task, which alone knows
/// the heap of workers: it waits for work and for word that some has been done, whichever comes.
/// Every request brings the channel for its answer along, so answers do not pass the balancer.
///
/// After Pike's load balancer. The requests are lines of this file, the answers their checksums.
/// (Mostly you want less: let all workers receive from one channel, and the load balances itself.)
public final class LoadBalancer {
    private static final int WORKERS = 10;
    private static final int REQUESTERS = 100;
    private static final int QUEUE = 64;

    /// A worker as the balancer knows it.
    private static final class Worker implements Comparable<Worker> {
        final int number;
        final Channel<Request<String, Long>> requests = Channel.buffered(QUEUE);
        int pending; // sent, and no word of its end yet
        int assigned;

        Worker(int number) {
            this.number = number;
        }

        @Override
        public int compareTo(Worker other) {
            int order = Integer.compare(pending, other.pending);
            return order != 0 ? order : Integer.compare(assigned, other.assigned);
        }
    }

    /// What the balancer waits for.
    private sealed interface Event {
        record Work(Request<String, Long> request) implements Event {}

        record Done(Worker worker) implements Event {}

        record End() implements Event {}
    }

    private final Channel<Request<String, Long>> work = Channel.rendezvous();
    private final Channel<Worker> done = Channel.buffered(WORKERS * QUEUE); // never full: see below
    private final PriorityQueue<Worker> heap = new PriorityQueue<>();
    private int assigned;
    private int passedOver; // requests for which somebody else had less to do

    private LoadBalancer() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws IOException, InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        List<String> lines = lines();
        long expected = lines.stream().mapToLong(LoadBalancer::checksum).sum();
        var balancer = new LoadBalancer();
        long sum = balancer.ask(lines);
        out.println(
                "each requester gets what it would get alone: " + (sum == REQUESTERS * expected));
        out.println(
                "every line was asked for: " + (balancer.assigned == REQUESTERS * lines.size()));
        out.println(
                "requests that went to a worker with more to do than another: "
                        + balancer.passedOver);
        boolean all = balancer.heap.stream().allMatch(worker -> worker.assigned > 0);
        out.println("all " + WORKERS + " workers had work: " + all);
        int pending = balancer.heap.stream().mapToInt(worker -> worker.pending).sum();
        out.println("pending at the end: " + pending);
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = LoadBalancer.class.getResourceAsStream("LoadBalancer.java")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static long checksum(String line) {
        var crc = new CRC32();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /// Lets every requester ask for every line, and returns the sum of all answers.
    private long ask(List<String> lines) throws InterruptedException, ExecutionException {
        try (var servers = Scope.open()) {
            servers.go("balancer", this::balance);
            for (int i = 0; i < WORKERS; i++) {
                var worker = new Worker(i);
                heap.add(worker);
            }
            for (Worker worker : List.copyOf(heap)) {
                servers.go(
                        "worker-" + worker.number,
                        () -> {
                            for (Request<String, Long> request : worker.requests) {
                                request.answer(LoadBalancer::checksum);
                                done.send(worker);
                            }
                        });
            }
            var sum = new LongAdder();
            try (var requesters = Scope.open()) {
                for (int i = 0; i < REQUESTERS; i++) {
                    requesters.go(() -> {
                        for (String line : lines) {
                            sum.add(Request.ask(work, line));
                        }
                    });
                }
                requesters.join();
            }
            work.close();
            servers.join();
            return sum.sum();
        }
    }

    /// Each requester waits for its answer before it asks again. So no worker ever has more than
    /// REQUESTERS to do, which is less than all queues hold, and the balancer does not wait here.
    private void balance() throws InterruptedException {
        Select<Event> next =
                Select.of(
                        work.onReceive(Event.Work::new, _ -> new Event.End()),
                        done.onReceive(Event.Done::new));
        boolean open = true;
        int pending = 0;
        while (open || pending > 0) {
            switch (next.await()) {
                case Event.Work(var request) -> {
                    pending++;
                    Worker least = heap.remove();
                    passedOver += heap.stream().anyMatch(w -> w.pending < least.pending) ? 1 : 0;
                    least.pending++;
                    least.assigned++;
                    assigned++;
                    least.requests.send(request);
                    heap.add(least);
                }
                case Event.Done(var worker) -> {
                    pending--;
                    heap.remove(worker); // out and in again: its place has changed
                    worker.pending--;
                    heap.add(worker);
                }
                case Event.End() -> open = false;
            }
        }
        heap.forEach(worker -> worker.requests.close());
    }
}
