package io.millrace.schedules;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// All schedules with a bounded number of preemptions, one after the other: depth first, by running
/// the program again from the start.
///
/// A thread that is interrupted at a point costs one, and so does time that passes although
/// somebody could run. Who runs next after a thread has parked, ended or given way is free: all
/// possibilities are tried.
public final class BoundedSearch implements Strategy {
    private static final byte PAID = 1; // a choice other than 0 costs one preemption
    private static final byte LAST_PAID = 2; // only the last option costs one

    private final int bound;
    private final boolean fine;
    private final Map<Integer, Byte> start = new HashMap<>(); // choices to begin with
    private byte[] chosen = new byte[256];
    private byte[] options = new byte[256];
    private byte[] costs = new byte[256];
    private int length;
    private int at;
    private int spent;
    private boolean diverged;

    /// @param bound how many preemptions a schedule may have
    /// @param fine whether plain fields and arrays count as points
    public BoundedSearch(int bound, boolean fine) {
        this.bound = bound;
        this.fine = fine;
    }

    /// Makes the search start over at the next schedule.
    ///
    /// @return false if there is none
    public boolean advance() {
        at = 0;
        spent = 0;
        while (length > 0) {
            int last = length - 1;
            if (++chosen[last] < options[last]) {
                return true;
            }
            length--;
        }
        return false;
    }

    /// Tells whether a run did not do again what an earlier one did. When a class is initialized
    /// the first run may do more than those after it; a new search is to be begun then.
    public boolean hasDiverged() {
        return diverged;
    }

    @Override
    public long slice() {
        return spent < bound ? 1 : Long.MAX_VALUE / 4;
    }

    @Override
    public int preempt(int others, boolean time) {
        return spent >= bound ? 0 : decide(others + (time ? 2 : 1), PAID);
    }

    @Override
    public int next(int ready, boolean time) {
        boolean both = time && spent < bound;
        return ready == 1 && !both ? 0 : decide(ready + (both ? 1 : 0), both ? LAST_PAID : 0);
    }

    private int decide(int count, int cost) {
        if (at == length) {
            grow();
            chosen[at] = start.getOrDefault(at, (byte) 0);
            options[at] = (byte) count;
            costs[at] = (byte) cost;
            length++;
        } else if (options[at] != count || costs[at] != cost) {
            diverged = true;
            throw new IllegalStateException(
                    "decision "
                            + at
                            + " had "
                            + options[at]
                            + " options in an earlier run and has "
                            + count
                            + " now: the program is not deterministic");
        }
        int choice = chosen[at++];
        if ((cost == PAID && choice > 0) || (cost == LAST_PAID && choice == count - 1)) {
            spent++;
        }
        return choice;
    }

    private void grow() {
        if (length == chosen.length) {
            chosen = Arrays.copyOf(chosen, 2 * length);
            options = Arrays.copyOf(options, 2 * length);
            costs = Arrays.copyOf(costs, 2 * length);
        }
    }

    @Override
    public boolean wakesForNoReason() {
        return false;
    }

    @Override
    public boolean isFine() {
        return fine;
    }

    @Override
    public long seed() {
        return 1L + decide(2, 0); // two orders of two clauses
    }

    @Override
    public String token() {
        var text = new StringBuilder(fine ? "fine." : "path.").append(bound);
        for (int i = 0; i < length; i++) {
            if (chosen[i] != 0) {
                text.append('.').append(i).append('=').append(chosen[i]);
            }
        }
        return text.toString();
    }

    /// Makes the search that starts at the schedule of a [#token].
    static BoundedSearch parse(String token) {
        String[] parts = token.split("\\.", -1);
        var search = new BoundedSearch(Integer.parseInt(parts[1]), parts[0].equals("fine"));
        for (int i = 2; i < parts.length; i++) {
            String[] choice = parts[i].split("=", -1);
            search.start.put(Integer.parseInt(choice[0]), Byte.parseByte(choice[1]));
        }
        return search;
    }
}
