package io.millrace.waiting;

/// How long a thread looks before it parks, learned from how that went before.
///
/// A park and a wake cost a microsecond; a partner on the other core may be a hundred nanoseconds
/// away. Looking pays for some and harms others, so each side of a channel keeps a credit: what
/// came true while it looked adds to it, what did not takes from it. With no credit a thread parks
/// at once, but for a rare probe.
///
/// Races on the fields lose a little learning and nothing else. No lock may be held.
public final class Patience {

    /// What a thread waits to see.
    public interface Hope {

        /// Tells whether it has come true.
        boolean isDone();
    }

    private static final int GAIN = 4;
    private static final int MOST = 32;
    private static final int FIRST_GAP = 16;
    private static final int LAST_GAP = 1024;

    private int credit;
    private int gap = FIRST_GAP;
    private int untilProbe = 2;

    /// Lets others run once, if that has been paying.
    ///
    /// @param first whether nobody else waits for the same
    /// @return whether `hope` has come true
    public boolean pause(Hope hope, boolean first) {
        boolean probe = first && --untilProbe <= 0;
        if (credit <= 0 && !probe) {
            return false;
        }
        if (probe) {
            gap = Math.min(2 * gap, LAST_GAP);
            untilProbe = gap;
        }
        Door.giveWay();
        boolean done = hope.isDone();
        credit = done ? Math.min(credit + GAIN, MOST) : Math.max(credit - GAIN, 0);
        return done;
    }
}
