package io.millrace.bench;

import java.util.HashMap;
import java.util.Map;

/// What a process is asked to measure: `RIVAL SHAPE key=number..`, its command line.
///
/// @param rival whose channel
/// @param shape which workload
/// @param numbers the row's parameters: `ops`, and what else the shape knows
public record Order(String rival, String shape, Map<String, Integer> numbers) {

    /// Reads a command line.
    public static Order parse(String... words) {
        if (words.length < 2) {
            throw new IllegalArgumentException(
                    "RIVAL SHAPE key=number.. expected, got " + String.join(" ", words));
        }
        var numbers = new HashMap<String, Integer>();
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(words[i] + ": key=number expected");
            }
            numbers.put(
                    words[i].substring(0, equals), Integer.valueOf(words[i].substring(equals + 1)));
        }
        return new Order(words[0], words[1], Map.copyOf(numbers));
    }

    /// Returns the parameter `key`.
    public int get(String key) {
        Integer number = numbers.get(key);
        if (number == null) {
            throw new IllegalArgumentException(shape + " needs " + key + "=number");
        }
        return number;
    }

    /// Returns the parameter `key`, or `otherwise` if it was not given.
    public int get(String key, int otherwise) {
        return numbers.getOrDefault(key, otherwise);
    }

    /// Returns how many operations a chunk has.
    public int ops() {
        return get("ops");
    }

    /// Returns `ops` divided among `shares`, which must go without a rest.
    public int share(int shares) {
        if (ops() % shares != 0) {
            throw new IllegalArgumentException(
                    "ops=" + ops() + " cannot be divided among " + shares);
        }
        return ops() / shares;
    }
}
