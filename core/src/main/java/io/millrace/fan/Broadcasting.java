package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.Arrays;

/*
 * A value is offered to all first. Those that have no room are waited for together, by one select that is made once, until
 * one is left: so whoever comes has the value at once, and waits for the others only with the next.
 */
/// Gives each value to all outlets.
final class Broadcasting<T> extends Spreading<T> {
    private final boolean[] owes; // by the pump's thread, as the next: which outlets lack the value
    private final Select<Outlet<T>> anyWithRoom;
    private boolean hungUp;
    private int reached; // outlets whose consumers have the value, or whose hook was told of it

    Broadcasting(Plan<T> plan, Receiver<? extends T> source, int outlets) {
        super(plan, "broadcast", source, outlets);
        owes = new boolean[outlets];
        var clauses = new ArrayList<Clause<Outlet<T>>>();
        for (int i = 0; i < outlets; i++) {
            clauses.add(clause(i));
        }
        anyWithRoom = Select.of(clauses);
    }

    private Clause<Outlet<T>> clause(int index) {
        Outlet<T> outlet = outlets().get(index);
        return outlet.channel
                .onSend(
                        this::inHand,
                        () -> {
                            owes[index] = false;
                            return outlet;
                        },
                        _ -> {
                            owes[index] = false;
                            hungUp = true;
                            return outlet;
                        })
                .when(() -> owes[index]);
    }

    @Override
    int copies() {
        return owes.length;
    }

    @Override
    void spread(T value) throws InterruptedException {
        Arrays.fill(owes, true);
        reached = 0;
        boolean done = false;
        try {
            awaitAll(value, offerAll(value));
            done = true;
        } finally {
            if (!done) { // what those miss who are there, the hook is going to be told
                forgetWhoHasLeft();
            }
            if (reached == 0 && (done || whyAbandoned() != null)) {
                undelivered(value); // all have left
            }
        }
    }

    /// Gives the value to those who have room.
    ///
    /// @return how many have none and are waited for
    private int offerAll(T value) {
        int waiting = 0;
        for (int i = 0; i < owes.length; i++) {
            Outlet<T> outlet = outlets().get(i);
            owes[i] = false; // also if a hook throws now
            Outlet.Given how = outlet.offer(value);
            if (how == Outlet.Given.FULL && outlet.isWaitedFor()) {
                owes[i] = true;
                waiting++;
            } else if (how == Outlet.Given.FULL) {
                outlet.disconnect();
                reached++;
                lose(value);
            } else {
                settle(how);
            }
        }
        return waiting;
    }

    private void awaitAll(T value, int waiting) throws InterruptedException {
        for (int left = waiting; left > 1; left--) {
            hungUp = false;
            Outlet<T> outlet = anyWithRoom.await();
            settle(hungUp ? outlet.hungUp() : Outlet.Given.DELIVERED);
        }
        for (int i = 0; waiting > 0 && i < owes.length; i++) {
            if (owes[i]) {
                Outlet.Given how = outlets().get(i).await(value);
                owes[i] = false;
                settle(how);
            }
        }
    }

    private void forgetWhoHasLeft() {
        for (int i = 0; i < owes.length; i++) {
            if (owes[i] && outlets().get(i).hasLeft()) {
                owes[i] = false;
                settle(Outlet.Given.LEFT);
            }
        }
    }

    /// Who has left misses nothing, as others have the value.
    private void settle(Outlet.Given how) {
        paid(how == Outlet.Given.DELIVERED ? 1 : 0);
        reached += how == Outlet.Given.LEFT ? 0 : 1;
    }
}
