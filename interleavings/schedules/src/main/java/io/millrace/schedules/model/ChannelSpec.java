package io.millrace.schedules.model;

/// A channel of a program.
///
/// @param policy what it does with a value that it has no room for
/// @param capacity how many values it buffers; [#UNBOUNDED] for as many as come
/// @param looks whether it has learned to look and to give way before it parks somebody
public record ChannelSpec(Policy policy, int capacity, boolean looks) {

    /// The capacity of a channel without bound.
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /// What a channel does with a value that it has no room for.
    public enum Policy {
        BLOCK,
        DROP_OLDEST,
        DROP_NEWEST,
        REJECT
    }

    /// Reads a channel: `rendezvous`, `buffered2`, `unbounded`, `conflated`, `oldest2`, `newest1`,
    /// `reject1`; a plus behind it says that it looks.
    public static ChannelSpec parse(String word) {
        return word.endsWith("+")
                ? parse(word.substring(0, word.length() - 1), true)
                : parse(word, false);
    }

    private static ChannelSpec parse(String word, boolean looks) {
        return switch (word) {
            case "rendezvous" -> new ChannelSpec(Policy.BLOCK, 0, looks);
            case "unbounded" -> new ChannelSpec(Policy.BLOCK, UNBOUNDED, looks);
            case "conflated" -> new ChannelSpec(Policy.DROP_OLDEST, 1, looks);
            default -> {
                int digit = word.length() - 1;
                int capacity = Integer.parseInt(word.substring(digit));
                yield new ChannelSpec(
                        switch (word.substring(0, digit)) {
                            case "buffered" -> Policy.BLOCK;
                            case "oldest" -> Policy.DROP_OLDEST;
                            case "newest" -> Policy.DROP_NEWEST;
                            case "reject" -> Policy.REJECT;
                            default -> throw new IllegalArgumentException("channel: " + word);
                        },
                        capacity,
                        looks);
            }
        };
    }

    @Override
    public String toString() {
        return kind() + (looks ? "+" : "");
    }

    private String kind() {
        return switch (policy) {
            case BLOCK ->
                    switch (capacity) {
                        case 0 -> "rendezvous";
                        case UNBOUNDED -> "unbounded";
                        default -> "buffered" + capacity;
                    };
            case DROP_OLDEST -> capacity == 1 ? "conflated" : "oldest" + capacity;
            case DROP_NEWEST -> "newest" + capacity;
            case REJECT -> "reject" + capacity;
        };
    }
}
