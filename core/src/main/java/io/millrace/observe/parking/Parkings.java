package io.millrace.observe.parking;

import io.millrace.observe.Observable;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// What one watch has seen of parked threads: who is parked on what now, and who has waited how
/// long for what since it was opened.
///
/// The clock is read here and nowhere else on the way to a park, so that an unwatched program does
/// not pay for it.
public final class Parkings {

    private record Edge(String thread, String doing, String blocker) {}

    private static final class Total {
        final LongAdder parks = new LongAdder();
        final LongAdder nanos = new LongAdder();
    }

    /// So many edges at most are told apart; a program with more has its later ones left out.
    private static final int MOST_EDGES = 4_096;

    private static final List<Parkings> OPEN = new CopyOnWriteArrayList<>();

    private final Set<Parking> parked = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Edge, Total> totals = new ConcurrentHashMap<>();

    /// Makes the memory of a watch, to be [opened][#open].
    public Parkings() {}

    /// Begins to see.
    public void open() {
        OPEN.add(this);
    }

    /// Stops seeing.
    public void close() {
        OPEN.remove(this);
    }

    /// Tells the open watches that the current thread is about to park.
    public static Parking begin(String doing, Object blocker, LongSupplier clock) {
        if (blocker instanceof Observable observable) { // made before the watch was opened, perhaps
            Watch.register(observable);
        }
        var parking = new Parking(doing, blocker, clock);
        for (Parkings watch : OPEN) {
            watch.parked.add(parking);
        }
        return parking;
    }

    /// Tells the watches that saw the thread park that it goes on.
    public static void end(Parking parking) {
        for (Parkings watch : OPEN) {
            if (watch.parked.remove(parking)) {
                watch.count(parking);
            }
        }
    }

    private void count(Parking parking) {
        var edge = new Edge(parking.thread, parking.doing, parking.blocker.toString());
        Total total = totals.get(edge);
        if (total == null && totals.size() < MOST_EDGES) {
            total = totals.computeIfAbsent(edge, e -> new Total());
        }
        if (total != null) {
            total.parks.increment();
            total.nanos.add(parking.nanos());
        }
    }

    /// Returns what has been seen.
    public WaitStats stats() {
        List<WaitStats.Parked> threads =
                parked.stream()
                        .map(Parkings::parked)
                        .sorted(Comparator.comparingLong(WaitStats.Parked::nanos).reversed())
                        .toList();
        List<WaitStats.Edge> edges =
                totals.entrySet().stream()
                        .map(e -> edge(e.getKey(), e.getValue()))
                        .sorted(Comparator.comparingLong(WaitStats.Edge::nanos).reversed())
                        .toList();
        return new WaitStats(threads, edges);
    }

    private static WaitStats.Parked parked(Parking parking) {
        return new WaitStats.Parked(
                parking.thread, parking.doing, parking.blocker.toString(), parking.nanos());
    }

    private static WaitStats.Edge edge(Edge edge, Total total) {
        return new WaitStats.Edge(
                edge.thread, edge.doing, edge.blocker, total.parks.sum(), total.nanos.sum());
    }
}
