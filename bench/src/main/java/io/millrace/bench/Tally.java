package io.millrace.bench;

import org.jspecify.annotations.Nullable;

/// What came out at the end of a flow: counted, summed up, and compared with the order that was
/// promised. Used by one thread at a time.
public final class Tally {
    private final int @Nullable [] cycle;
    private long count;
    private long sum;
    private int place;

    /// Makes a tally of items in any order.
    public Tally() {
        this(null);
    }

    /// Makes a tally of items that come in an order.
    ///
    /// @param cycle their numbers, which repeat; null for any order
    public Tally(int @Nullable [] cycle) {
        this.cycle = cycle;
    }

    /// Returns the order of a table's items.
    public static int[] tableOrder() {
        var numbers = new int[Item.TABLE];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    /// Takes an item.
    public void add(Item item) {
        int number = item.number();
        if (cycle != null) {
            if (number != cycle[place]) {
                Check.same("item at place " + count, cycle[place], number);
            }
            place = place + 1 == cycle.length ? 0 : place + 1;
        }
        count++;
        sum += number;
    }

    /// Takes another tally's.
    public void merge(Tally other) {
        count += other.count;
        sum += other.sum;
    }

    /// Ends the process unless so many items came, whose numbers are `total` together.
    public void check(long items, long total) {
        Check.same("items at the end", items, count);
        Check.same("sum at the end", total, sum);
    }
}
