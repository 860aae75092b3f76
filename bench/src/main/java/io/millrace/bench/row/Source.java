package io.millrace.bench.row;

import io.millrace.bench.Item;
import java.util.concurrent.Callable;

/// The call of one task that goes through a guard: it returns the next item, and never fails. What
/// it takes is next to nothing, so that a row shows what the guard takes.
final class Source implements Callable<Item> {
    private final Item[] items;
    private int made;

    Source(Item[] items) {
        this.items = items;
    }

    @Override
    public Item call() {
        return items[made++ & Item.MASK];
    }

    /// Returns how many calls were made.
    int made() {
        return made;
    }
}
