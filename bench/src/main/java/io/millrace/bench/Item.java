package io.millrace.bench;

/// What goes through the channels. Items are made before the clock starts, so that what is
/// allocated while it runs is the channel's own.
public final class Item {
    /// How many items a table has. A power of two: place `i` is `i & MASK`.
    public static final int TABLE = 1024;

    /// Makes a number a place in a table.
    public static final int MASK = TABLE - 1;

    /// Tells a worker that nothing more comes.
    public static final Item LAST = new Item(-1);

    private final int number;
    private long stamp;

    /// Makes an item.
    public Item(int number) {
        this.number = number;
    }

    /// Makes a table of the items 0 to [#MASK].
    public static Item[] table() {
        return numbers(TABLE);
    }

    /// Makes the items 0 to `count - 1`.
    public static Item[] numbers(int count) {
        var items = new Item[count];
        for (int i = 0; i < count; i++) {
            items[i] = new Item(i);
        }
        return items;
    }

    /// Returns what the numbers of the first `count` items of an endlessly repeated table sum up
    /// to.
    public static long sum(long count) {
        long rounds = count / TABLE;
        long rest = count % TABLE;
        return rounds * (TABLE * (TABLE - 1L) / 2) + rest * (rest - 1) / 2;
    }

    /// Returns the item's place in its table.
    public int number() {
        return number;
    }

    /// Notes when the item was sent. Only its sender may do so, before it sends.
    public void stamp(long nanos) {
        stamp = nanos;
    }

    /// Returns when the item was sent.
    public long stamp() {
        return stamp;
    }
}
