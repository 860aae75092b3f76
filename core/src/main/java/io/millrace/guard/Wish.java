package io.millrace.guard;

import io.millrace.waiting.Waiter;

/// What somebody who stands in a [SupplyLine] waits for: what stands in [Waiter#item].
final class Wish {
    final long permits;
    long number; // under lock: its place in the line
    long takenAt; // under lock until served: as of when the supply gave the permits

    Wish(long permits) {
        this.permits = permits;
    }

    static Wish of(Waiter waiter) {
        if (waiter.item instanceof Wish wish) {
            return wish;
        }
        throw new AssertionError("a waiter without a wish");
    }
}
