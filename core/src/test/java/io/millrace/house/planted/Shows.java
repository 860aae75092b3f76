package io.millrace.house.planted;

import java.util.List;

/// Shows hidden types in six places, so that the test can be seen to fail.
public class Shows extends Hidden implements Comparable<Hidden> {
    protected Hidden[] field;
    Hidden notSeen;

    public Shows() {}

    public List<? extends Hidden> result() {
        return List.of();
    }

    public void parameter(Hidden hidden) {}

    void notSeenEither(Hidden hidden) {}

    @Override
    public int compareTo(Hidden other) {
        return 0;
    }

    /// Shows nothing hidden.
    public static final class Fine {
        private Fine() {}

        public List<Fine> result(Shows shows) {
            return List.of();
        }
    }
}

class Hidden {}
