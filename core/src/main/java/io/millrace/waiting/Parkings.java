package io.millrace.waiting;

import io.millrace.observe.Observable;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/// Who is parked on what, and who has waited how long for what; kept only while a [Watch] is open.
///
/// The clock is read here and nowhere else on the way to a park, so that an unwatched program does
/// not pay for it.
final class Parkings implements Observable {

    /// One thread, parked. No record: two threads that look alike are two.
    static final class Parking {
        private final String thread = Thread.currentThread().getName();
        private final String doing;
        private final Object blocker;
        private final long since = Door.now();

        private Parking(String doing, Object blocker) {
            this.doing = doing;
            this.blocker = blocker;
        }
    }

    private record Edge(String thread, String doing, String blocker) {}

    private static final class Total {
        final LongAdder parks = new LongAdder();
        final LongAdder nanos = new LongAdder();
    }

    /// So many edges at most are told apart; a program with more threads than that has its later
    /// ones left out.
    private static final int MOST_EDGES = 4_096;

    private static final Parkings ALL = new Parkings();

    private final Set<Parking> parked = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Edge, Total> totals = new ConcurrentHashMap<>();

    private Parkings() {}

    static Parking begin(String doing, Object blocker) {
        Watch.register(ALL);
        if (blocker instanceof Observable observable) { // made before the watch was opened, perhaps
            Watch.register(observable);
        }
        var parking = new Parking(doing, blocker);
        ALL.parked.add(parking);
        return parking;
    }

    static void end(Parking parking) {
        ALL.parked.remove(parking);
        var edge = new Edge(parking.thread, parking.doing, parking.blocker.toString());
        Total total = ALL.totals.get(edge);
        if (total == null && ALL.totals.size() < MOST_EDGES) {
            total = ALL.totals.computeIfAbsent(edge, e -> new Total());
        }
        if (total != null) {
            total.parks.increment();
            total.nanos.add(Door.now() - parking.since);
        }
    }

    @Override
    public WaitStats stats() {
        long now = Door.now();
        List<WaitStats.Parked> threads =
                parked.stream()
                        .map(p ->
                                new WaitStats.Parked(
                                        p.thread, p.doing, p.blocker.toString(), now - p.since))
                        .sorted(Comparator.comparingLong(WaitStats.Parked::nanos).reversed())
                        .toList();
        List<WaitStats.Edge> edges =
                totals.entrySet().stream()
                        .map(e -> edge(e.getKey(), e.getValue()))
                        .sorted(Comparator.comparingLong(WaitStats.Edge::nanos).reversed())
                        .toList();
        return new WaitStats(threads, edges);
    }

    @Override
    public void forget() {
        totals.clear();
    }

    private static WaitStats.Edge edge(Edge edge, Total total) {
        return new WaitStats.Edge(
                edge.thread, edge.doing, edge.blocker, total.parks.sum(), total.nanos.sum());
    }
}
