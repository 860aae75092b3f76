package io.millrace.bench;

import io.millrace.bench.rival.BareLibrary;
import io.millrace.bench.rival.Bucket4jLibrary;
import io.millrace.bench.rival.FailsafeLibrary;
import io.millrace.bench.rival.GuavaLibrary;
import io.millrace.bench.rival.JcToolsLibrary;
import io.millrace.bench.rival.JdkLibrary;
import io.millrace.bench.rival.JdkPoolFlows;
import io.millrace.bench.rival.JdkPublisherFlows;
import io.millrace.bench.rival.JdkStreamFlows;
import io.millrace.bench.rival.JoxLibrary;
import io.millrace.bench.rival.MillraceLibrary;
import io.millrace.bench.rival.ReactorFlows;
import io.millrace.bench.rival.Resilience4jLibrary;
import io.millrace.bench.rival.ScheduledLibrary;
import io.millrace.bench.row.BatchRow;
import io.millrace.bench.row.BroadcastRow;
import io.millrace.bench.row.CancelRow;
import io.millrace.bench.row.CloseRow;
import io.millrace.bench.row.CountRow;
import io.millrace.bench.row.FanRow;
import io.millrace.bench.row.GroupRow;
import io.millrace.bench.row.LatencyRow;
import io.millrace.bench.row.LimitRow;
import io.millrace.bench.row.ListsRow;
import io.millrace.bench.row.LockRow;
import io.millrace.bench.row.ManyRow;
import io.millrace.bench.row.MapRow;
import io.millrace.bench.row.ParkedRow;
import io.millrace.bench.row.PingPongRow;
import io.millrace.bench.row.PipelineRow;
import io.millrace.bench.row.PoolRow;
import io.millrace.bench.row.RefusedRow;
import io.millrace.bench.row.RingRow;
import io.millrace.bench.row.SelectRow;
import io.millrace.bench.row.SelectTryRow;
import io.millrace.bench.row.ShieldRow;
import io.millrace.bench.row.SieveRow;
import io.millrace.bench.row.SpawnRow;
import io.millrace.bench.row.StagesRow;
import io.millrace.bench.row.TimerRow;
import io.millrace.bench.row.TryRow;
import io.millrace.bench.row.UncontendedRow;

/// Measures one rival on one row: `RIVAL SHAPE key=number..`
///
/// Only the classes of that rival and that row are loaded.
public final class Main {
    private Main() {}

    /// Runs it.
    public static void main(String... words) throws Exception {
        Order order = Order.parse(words);
        new Meter(workload(order), order).measure(System.out);
        System.exit(0); // at once, whatever threads a library keeps
    }

    /// Makes the workload of an order, and loads its classes.
    static Workload workload(Order order) {
        return row(library(order), order);
    }

    private static Library library(Order order) {
        return switch (order.rival()) {
            case "millrace" -> new MillraceLibrary();
            case "jox" -> new JoxLibrary();
            case "jdk-sync",
                    "jdk-transfer",
                    "jdk-array",
                    "jdk-linked",
                    "jdk-threads",
                    "jdk-locks" ->
                    new JdkLibrary(order.rival());
            case "jdk-park" -> new BareLibrary();
            case "jdk-scheduled" -> new ScheduledLibrary();
            case "jctools" -> new JcToolsLibrary(order);
            case "jdk-stream", "jdk-parallel", "jdk-gather", "jdk-split" ->
                    new JdkStreamFlows(order.rival());
            case "jdk-publisher" -> new JdkPublisherFlows();
            case "jdk-pool", "jdk-virtual" -> new JdkPoolFlows(order.rival());
            case "reactor" -> new ReactorFlows();
            case "guava" -> new GuavaLibrary();
            case "bucket4j" -> new Bucket4jLibrary();
            case "resilience4j" -> new Resilience4jLibrary();
            case "failsafe" -> new FailsafeLibrary();
            default -> throw new IllegalArgumentException(order.rival() + ": no such rival");
        };
    }

    private static Workload row(Library library, Order order) {
        return switch (order.shape()) {
            case "many" -> new ManyRow(library, order);
            case "ping-pong" -> new PingPongRow(library, order);
            case "ring" -> new RingRow(library, order);
            case "select" -> new SelectRow(library, order);
            case "try" -> new TryRow(library, order);
            case "select-try" -> new SelectTryRow(library, order);
            case "pipeline" -> new PipelineRow(library, order);
            case "uncontended" -> new UncontendedRow(library, order);
            case "sieve" -> new SieveRow(library, order);
            case "fan" -> new FanRow(library, order);
            case "batch" -> new BatchRow(library, order);
            case "latency" -> new LatencyRow(library, order);
            case "parked" -> new ParkedRow(library, order);
            case "spawn" -> new SpawnRow(library, order);
            case "lock" -> new LockRow(library, order);
            case "group" -> new GroupRow(library, order);
            case "count" -> new CountRow(library, order);
            case "close" -> new CloseRow(library, order);
            case "cancel" -> new CancelRow(library, order);
            case "timer" -> new TimerRow(library, order);
            case "limit" -> new LimitRow(library, order);
            case "breaker" -> new ShieldRow(() -> library.breaker(order.get("window")), order);
            case "refused" -> new RefusedRow(library, order);
            case "retry" -> new ShieldRow(() -> library.retry(order.get("attempts")), order);
            case "bulkhead" -> new ShieldRow(() -> library.bulkhead(order.get("places")), order);
            case "stages" -> new StagesRow(library.flows(), order);
            case "map" -> new MapRow(library.flows(), order);
            case "lists" -> new ListsRow(library.flows(), order);
            case "broadcast" -> new BroadcastRow(library.flows(), order);
            case "pool" -> new PoolRow(library.flows(), order);
            default -> throw new IllegalArgumentException(order.shape() + ": no such row");
        };
    }
}
