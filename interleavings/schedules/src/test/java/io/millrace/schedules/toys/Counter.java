package io.millrace.schedules.toys;

/// A count that loses some if two count at the same time.
public final class Counter {
    private int count;

    public void increment() {
        count++;
    }

    public int count() {
        return count;
    }
}
