package io.millrace.schedules.weave;

/// Starts the long round: `interleavings/prove` calls it.
public final class Prove {
    private Prove() {}

    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        var world = new World(Prove.class.getClassLoader());
        long violations = world.call("io.millrace.schedules.programs.Rounds", "main", arguments);
        if (violations > 0) {
            System.exit(1);
        }
    }
}
