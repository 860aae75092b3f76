package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.List;

/*
 * A value is offered to all first. Those that have no room are waited for together, by one select that is made once, until
 * one is left: so whoever comes has the value at once, and waits for the others only with the next.
 */
/// Gives each value to all outlets.
final class Broadcasting<T> extends Spreading<T> {
    private final boolean[] full; // by the pump's thread, as the next
    private final Select<Outlet<T>> anyWithRoom;
    private boolean hungUp;

    Broadcasting(Plan<T> plan, Receiver<? extends T> source, int outlets) {
        super(plan, "broadcast", source, outlets);
        full = new boolean[outlets];
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
                            full[index] = false;
                            return outlet;
                        },
                        _ -> {
                            full[index] = false;
                            hungUp = true;
                            return outlet;
                        })
                .when(() -> full[index]);
    }

    @Override
    int copies() {
        return full.length;
    }

    @Override
    void spread(T value) throws InterruptedException {
        List<Outlet<T>> outlets = outlets();
        int reached = 0; // outlets whose consumers had the value, or whose hook was told of it
        int waiting = 0;
        for (int i = 0; i < full.length; i++) {
            Outlet<T> outlet = outlets.get(i);
            Outlet.Given how = outlet.offer(value);
            full[i] = how == Outlet.Given.FULL && outlet.isWaitedFor();
            if (full[i]) {
                waiting++;
            } else if (how == Outlet.Given.FULL) {
                outlet.disconnect();
                reached++;
                lose(value);
            } else {
                reached += settle(how);
            }
        }
        for (; waiting > 1; waiting--) {
            reached += settle(giveToAny());
        }
        for (int i = 0; waiting > 0; i++) {
            if (full[i]) {
                reached += settle(outlets.get(i).await(value));
                waiting--;
            }
        }
        if (reached == 0) {
            undelivered(value); // all have left
        }
    }

    private Outlet.Given giveToAny() throws InterruptedException {
        hungUp = false;
        Outlet<T> outlet = anyWithRoom.await();
        return hungUp ? outlet.hungUp() : Outlet.Given.DELIVERED;
    }

    /// Who has left misses nothing, as others have the value.
    private int settle(Outlet.Given how) {
        paid(how == Outlet.Given.DELIVERED ? 1 : 0);
        return how == Outlet.Given.LEFT ? 0 : 1;
    }
}
