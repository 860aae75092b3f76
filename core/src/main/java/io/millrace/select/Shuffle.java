package io.millrace.select;

/// Goes through the numbers from 0 to `size - 1` in a random order, each time in another.
///
/// Fisher and Yates's shuffle, done one step at a time: who needs only the first few numbers pays
/// for those. The random numbers are Marsaglia's xorshift: fast, and fair enough for a choice that
/// nobody bets on.
final class Shuffle {
    private final int[] numbers;
    private long random;

    Shuffle(int size, long seed) {
        numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = i;
        }
        random = (seed * 0x9E3779B97F4A7C15L) | 1;
    }

    /// Returns the number in place `i`. To be called for 0, 1, 2 and so on, as far as needed.
    int at(int i) {
        int j = i + below(numbers.length - i);
        int number = numbers[j];
        numbers[j] = numbers[i];
        numbers[i] = number;
        return number;
    }

    /// Returns a random number from 0 to `bound - 1`.
    private int below(int bound) {
        if (bound == 1) {
            return 0;
        }
        long x = random;
        x ^= x << 13;
        x ^= x >>> 7;
        x ^= x << 17;
        random = x;
        return (int) (((x >>> 32) * bound) >>> 32);
    }
}
