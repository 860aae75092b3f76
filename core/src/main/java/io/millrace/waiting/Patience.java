package io.millrace.waiting;

/*
 * What a wait costs, on two cores of a virtual machine (decision 0006):
 *
 *   look      the partner runs on the other core: 0.1 to 0.2 µs; in vain: 1.4 µs of a core
 *   give way  the partner is runnable on this core: 0.15 to 0.3 µs, and it finds more to do at once
 *   park      0.3 to 0.5 µs, most of it in the scheduler; 5 µs and more if the other core has gone to sleep
 *
 * Which of them pays depends on where the scheduler happens to run the partner, and that changes every few
 * milliseconds. So each side of a channel tries, and remembers:
 *
 * P1  A channel that has made nobody wait for START times parks at once: most channels are short-lived or quiet.
 * P2  Looking goes on as long as it succeeds. Each failure in a row lengthens the time until the next attempt, up to
 *     RARELY waits: so in vain it costs a fiftieth of a microsecond a wait.
 * P3  Giving way goes on as long as it succeeds more often than not; afterwards every RARELY waits it is tried again.
 * P4  Two threads that find each other by looking never leave their cores. Every TURN times one gives way, so that
 *     others get to run.
 *
 * The fields are written by many threads without a lock. A race loses a little of what was learned, and nothing else.
 */
/// How a thread waits before it parks, learned from how that went before.
///
/// One for each thing waited for, such as the room in a channel; its users hold no lock.
public final class Patience {

    /// What a thread waits to see.
    public interface Hope {

        /// Tells whether it has come true.
        boolean isDone();
    }

    private static final int START = 16;
    private static final int SPINS = 48; // of 30 ns: twice what parking costs
    private static final int RARELY = 64;
    private static final int TURN = 256;
    private static final int GAIN = 4;
    private static final int MOST = 32;

    private int untilLook = START;
    private int gap = 1;
    private int untilTurn = TURN;
    private int untilGivingWay = START;
    private int credit;

    /// Looks for at most a microsecond or two, if that has been paying.
    ///
    /// @return whether `hope` has come true
    public boolean look(Hope hope) {
        if (untilLook > 0) {
            untilLook--;
            return false;
        }
        for (int i = 0; i < SPINS; i++) {
            if (hope.isDone()) {
                lookedWell();
                return true;
            }
            Thread.onSpinWait();
        }
        untilLook = gap;
        gap = Math.min(4 * gap, RARELY);
        return false;
    }

    private void lookedWell() {
        gap = 1;
        if (--untilTurn <= 0) {
            untilTurn = TURN;
            Door.giveWay();
        }
    }

    /// Lets others run, once, if that has been paying.
    ///
    /// @return whether `hope` has come true
    public boolean giveWay(Hope hope) {
        if (credit <= 0) {
            if (--untilGivingWay > 0) {
                return false;
            }
            untilGivingWay = RARELY;
        }
        Door.giveWay();
        boolean done = hope.isDone();
        credit = done ? Math.min(credit + GAIN, MOST) : Math.max(credit - GAIN, 0);
        return done;
    }
}
