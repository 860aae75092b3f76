package io.millrace.bench;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;

/// What a flow begins with: so many items of an endlessly repeated table, made before the clock
/// starts.
public final class Items implements Iterable<Item> {
    private final Item[] table = Item.table();
    private final int count;

    /// Makes `count` items.
    public Items(int count) {
        this.count = count;
    }

    /// Returns how many there are.
    public int count() {
        return count;
    }

    /// Returns the item at a place.
    public Item get(int place) {
        return table[place & Item.MASK];
    }

    /// Returns a function that makes of each item the one that is `steps` further in the table.
    public Function<Item, Item> shift(int steps) {
        return item -> table[(item.number() + steps) & Item.MASK];
    }

    /// Returns a condition that does not hold for every fourth item of the table.
    public static Predicate<Item> threeOfFour() {
        return item -> (item.number() & 3) != 0;
    }

    @Override
    public Iterator<Item> iterator() {
        return new Cursor();
    }

    private final class Cursor implements Iterator<Item> {
        private int place;

        @Override
        public boolean hasNext() {
            return place < count;
        }

        @Override
        public Item next() {
            if (place >= count) {
                throw new NoSuchElementException("item " + place + " of " + count);
            }
            return table[place++ & Item.MASK];
        }
    }
}
