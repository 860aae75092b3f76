package io.millrace.cli.run.report;

import io.millrace.cli.run.report.Activity.What;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/*
 *   looks     |....|....|....|....|....|        a look each tick
 *   window         |<------------------|        shares and rate: since the oldest look that is kept
 *
 * Counts are read at every look. The percentiles, which take some microseconds for each consumer, are read again after a
 * second.
 */
/// Reads a run's figures from time to time. Used by one thread: the aggregator.
public final class Meter {
    private static final long WINDOW = 5_000_000_000L;
    private static final long SHORTEST = 50_000_000; // for shares: less says nothing
    private static final long PERCENTILES = 1_000_000_000;
    private static final int LOOKS = 16;
    private static final int SLOW = 3;

    private final Load load;
    private final long started;
    private final Look[] looks = new Look[LOOKS]; // a ring; the oldest is at `next`
    private int next;
    private Figures.Times times = new Figures.Times(0, 0, 0, 0);
    private long timesRead;

    private record Look(
            long at,
            long settled,
            List<Long> spent,
            long full,
            long ordered,
            double consumerNanos) {}

    /// Makes the meter of a run that starts now.
    public Meter(Load load, long nanos) {
        this.load = load;
        this.started = nanos;
        this.timesRead = nanos - PERCENTILES;
        Arrays.fill(
                looks, new Look(nanos, 0, Collections.nCopies(What.values().length, 0L), 0, 0, 0));
    }

    /// Reads the figures.
    ///
    /// @param nanos what the clock shows
    public Figures look(long nanos) {
        Tally tally = load.tally();
        if (nanos - timesRead >= PERCENTILES) {
            times = Figures.Times.of(tally);
            timesRead = nanos;
        }
        return figures(tally, nanos, nanos - started);
    }

    private Figures figures(Tally tally, long nanos, long elapsed) {
        long[] spent = new long[What.values().length];
        load.consumersSpent(spent, nanos);
        Look newest = looks[(next + LOOKS - 1) % LOOKS];
        var look =
                new Look(
                        nanos,
                        tally.settled(),
                        Arrays.stream(spent).boxed().toList(),
                        load.fullNanos(),
                        load.orderedNanos(),
                        newest.consumerNanos() + (double) (nanos - newest.at()) * load.consumers());
        Look oldest = oldest(nanos);
        long since = nanos - oldest.at();
        double perSecond = since <= 0 ? 0 : (look.settled() - oldest.settled()) * 1e9 / since;
        Shares shares = since < SHORTEST ? Shares.NONE : shares(oldest, look);
        keep(look, newest);
        long created = load.created();
        long skipped = load.skipped();
        long inflight = Math.max(0, created - tally.settled());
        long queued = Math.clamp(created - tally.started(), 0, inflight);
        boolean ended = load.hasEnded();
        Extent extent = ended ? new Extent(created + skipped, true) : load.extent();
        return new Figures(
                elapsed,
                created,
                tally.done(),
                tally.failed(),
                tally.retried(),
                tally.notStarted(),
                skipped,
                queued,
                inflight - queued,
                perSecond,
                extent,
                eta(extent, tally.settled() + skipped, perSecond),
                load.producers(),
                load.consumers(),
                load.buffer(),
                shares,
                Bottleneck.of(shares, ended, queued),
                ended,
                times,
                load.slow(SLOW, nanos));
    }

    /// Returns the latest look that is a window old, or else the oldest.
    private Look oldest(long nanos) {
        Look found = looks[next];
        for (int i = 1; i < LOOKS; i++) {
            Look later = looks[(next + i) % LOOKS];
            if (nanos - later.at() < WINDOW) {
                break;
            }
            found = later;
        }
        return found;
    }

    /// Looks that come quickly take the place of the last one, so that the ring spans a window.
    private void keep(Look look, Look newest) {
        Look before = looks[(next + LOOKS - 2) % LOOKS];
        if (newest.at() - before.at() < WINDOW / (LOOKS - 4) && newest.at() != started) {
            looks[(next + LOOKS - 1) % LOOKS] = look;
        } else {
            looks[next] = look;
            next = (next + 1) % LOOKS;
        }
    }

    private Shares shares(Look from, Look to) {
        double consumers = to.consumerNanos() - from.consumerNanos();
        double producers = (double) (to.at() - from.at()) * load.producers();
        return new Shares(
                spent(What.BUSY, from, to, consumers),
                spent(What.STARVED, from, to, consumers),
                spent(What.BLOCKED, from, to, consumers),
                spent(What.HELD, from, to, consumers),
                share(to.full() - from.full(), producers),
                share(to.ordered() - from.ordered(), producers));
    }

    private static double spent(What what, Look from, Look to, double whole) {
        int i = what.index();
        return share(to.spent().get(i) - from.spent().get(i), whole);
    }

    private static double share(long part, double whole) {
        return whole <= 0 ? 0 : Math.clamp(part / whole, 0, 1);
    }

    private static long eta(Extent extent, long settled, double perSecond) {
        if (!extent.isKnown() || perSecond <= 0) {
            return -1;
        }
        double seconds = Math.max(0, extent.total() - settled) / perSecond;
        return seconds > 1e9 ? -1 : (long) (seconds * 1e9);
    }
}
