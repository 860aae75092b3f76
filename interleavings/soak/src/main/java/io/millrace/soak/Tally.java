package io.millrace.soak;

import java.util.Locale;

/// What happened, counted by one thread, and added up when it has ended.
final class Tally {
    long operations;
    long selects;
    long batches;
    long interrupts; // that ended an operation
    long timeouts;
    long refused; // by a channel that was full or had ended
    long disorders; // a value that came before an earlier one of its sender
    long interruptsSent;
    long ends;
    long rounds;
    long elements; // sent
    long received;
    long undelivered;
    long lost;
    long duplicated;
    long imbalances; // rounds in which a channel's own figures were wrong

    /// Adds what another counted.
    void add(Tally other) {
        operations += other.operations;
        selects += other.selects;
        batches += other.batches;
        interrupts += other.interrupts;
        timeouts += other.timeouts;
        refused += other.refused;
        disorders += other.disorders;
        interruptsSent += other.interruptsSent;
        ends += other.ends;
        rounds += other.rounds;
        elements += other.elements;
        received += other.received;
        undelivered += other.undelivered;
        lost += other.lost;
        duplicated += other.duplicated;
        imbalances += other.imbalances;
    }

    /// Tells whether everything was as promised.
    boolean isClean() {
        return lost == 0 && duplicated == 0 && disorders == 0 && imbalances == 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "rounds %,d  elements %,d  operations %,d (selects %,d, batches %,d)%n"
                        + "received %,d  undelivered %,d  refused %,d  interrupts %,d of %,d"
                        + "  timeouts %,d  ends %,d%n"
                        + "lost %,d  duplicated %,d  out of order %,d  wrong figures %,d",
                rounds,
                elements,
                operations,
                selects,
                batches,
                received,
                undelivered,
                refused,
                interrupts,
                interruptsSent,
                timeouts,
                ends,
                lost,
                duplicated,
                disorders,
                imbalances);
    }
}
