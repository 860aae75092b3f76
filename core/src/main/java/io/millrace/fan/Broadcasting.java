package io.millrace.fan;

import io.millrace.channel.Receiver;
import java.util.List;

/*
 * A value is offered to all first, and only then waited for those that are full: so who has room does not wait for who
 * has none, but for the next value.
 */
/// Gives each value to all outlets.
final class Broadcasting<T> extends Spreading<T> {
    private final boolean[] full; // by the pump's thread

    Broadcasting(Plan<T> plan, Receiver<? extends T> source, int outlets) {
        super(plan, "broadcast", source, outlets);
        full = new boolean[outlets];
    }

    @Override
    int copies() {
        return full.length;
    }

    @Override
    void spread(T value) throws InterruptedException {
        List<Outlet<T>> outlets = outlets();
        int reached = 0; // outlets whose consumers had the value, or whose hook was told of it
        for (int i = 0; i < full.length; i++) {
            Outlet<T> outlet = outlets.get(i);
            Outlet.Given how = outlet.offer(value);
            full[i] = how == Outlet.Given.FULL && outlet.isWaitedFor();
            if (how == Outlet.Given.FULL && !full[i]) {
                outlet.disconnect();
                reached++;
                lose(value);
            } else if (!full[i]) {
                reached += settle(how);
            }
        }
        for (int i = 0; i < full.length; i++) {
            if (full[i]) {
                reached += settle(outlets.get(i).await(value));
            }
        }
        if (reached == 0) {
            undelivered(value); // all have left
        }
    }

    /// Who has left misses nothing, as others have the value.
    private int settle(Outlet.Given how) {
        paid(how == Outlet.Given.DELIVERED ? 1 : 0);
        return how == Outlet.Given.LEFT ? 0 : 1;
    }
}
