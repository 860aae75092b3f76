package io.millrace.waiting;

import org.jspecify.annotations.Nullable;

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
 * P1  A channel that has made nobody wait for START times parks at once, and learns nothing: most channels are
 *     short-lived or quiet.
 * P2  Looking is tried for LOOKS / IN_VAIN waits in a row: to look once would find the partner on its way to another
 *     core. It goes on as long as it succeeds four times out of five. Otherwise it is tried again after RARELY waits,
 *     and after each failure four times as seldom. An attempt that is as rare as that is one look, long enough for a
 *     core that has gone to sleep to wake up and take the partner over.
 * P3  Giving way goes on as long as it succeeds more often than not; afterwards every RARELY waits it is tried again.
 * P4  Two threads that find each other by looking never leave their cores. Every TURN times one gives way, so that
 *     others get to run.
 * P5  Where virtual threads share one carrier nobody looks: the partner cannot run meanwhile.
 *
 * The fields are written by many threads without a lock. A race loses a little of what was learned, and nothing else.
 */
/// How a thread waits before it parks, learned from how that went before.
///
/// One for each thing waited for, such as the room in a channel, once it has made START threads
/// wait; its users hold no lock.
public final class Patience extends PatienceFields {

    /// What a thread waits to see.
    public interface Hope {

        /// Tells whether it has come true.
        boolean isDone();
    }

    private static final int START = 64;
    private static final boolean ALONE = Host.carriers() == 1;
    private static final int SPINS = 48; // of 30 ns: twice what parking costs
    private static final int LONG_SPINS = 500;
    private static final int LONG_GAP = 4; // from 1024 waits on
    private static final int LOOKS = 32;
    private static final int IN_VAIN = 4;
    private static final int RARELY = 64;
    private static final int MOST_GAP = 6; // 4096 waits
    private static final int TURN = 4096;
    private static final int GAIN = 4;
    private static final int MOST = 32;

    @SuppressWarnings("unused") // padding: see PatienceFields
    private int p0,
            p1,
            p2,
            p3,
            p4,
            p5,
            p6,
            p7,
            p8,
            p9,
            p10,
            p11,
            p12,
            p13,
            p14,
            p15,
            p16,
            p17,
            p18,
            p19,
            p20,
            p21,
            p22,
            p23,
            p24,
            p25,
            p26,
            p27,
            p28,
            p29,
            p30,
            p31;

    /// Returns a patience for a thing that has made threads wait `waits` times.
    ///
    /// @return null as long as that is too few to learn from (P1)
    public static @Nullable Patience after(int waits) {
        return waits < START ? null : new Patience();
    }

    /// Looks for at most a microsecond or two, if that has been paying.
    ///
    /// @return whether `hope` has come true
    public boolean look(Hope hope) {
        if (ALONE) {
            return false;
        }
        if (untilLook > 0) {
            untilLook--;
            return false;
        }
        boolean rare = failed == 0 && gap >= LONG_GAP;
        int spins = rare ? LONG_SPINS : SPINS;
        for (int i = 0; i < spins; i++) {
            if (hope.isDone()) {
                lookedWell();
                return true;
            }
            Thread.onSpinWait();
        }
        failed += rare ? LOOKS : IN_VAIN;
        if (failed >= LOOKS) {
            failed = 0;
            untilLook = RARELY << gap;
            gap = Math.min(gap + 2, MOST_GAP);
        }
        return false;
    }

    private void lookedWell() {
        if (failed > 0) {
            failed--;
        } else {
            gap = 0;
        }
        if (++turn >= TURN) {
            turn = 0;
            Door.giveWay();
        }
    }

    /// Lets others run, once, if that has been paying.
    ///
    /// @return whether `hope` has come true
    public boolean giveWay(Hope hope) {
        if (credit <= 0 && --untilGivingWay > 0) {
            return false;
        }
        untilGivingWay = RARELY;
        Door.giveWay();
        boolean done = hope.isDone();
        credit = done ? Math.min(credit + GAIN, MOST) : Math.max(credit - GAIN, 0);
        return done;
    }
}
