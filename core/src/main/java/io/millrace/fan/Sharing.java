package io.millrace.fan;

import io.millrace.channel.Receiver;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Gives each value to an outlet that has room: any of those that have it, with equal chances.
final class Sharing<T> extends Spreading<T> {
    private @Nullable Select<Outlet<T>> select; // by the pump's thread, as the next
    private boolean closed;

    Sharing(Plan<T> plan, Receiver<? extends T> source, int outlets) {
        super(plan, "share", source, outlets);
    }

    @Override
    void spread(T value) throws InterruptedException {
        while (true) {
            if (select == null) {
                select = select();
            }
            if (select == null) {
                lose(value);
                return;
            }
            closed = false;
            Outlet<T> outlet = select.await();
            if (!closed) {
                paid(1);
                return;
            }
            outlet.hungUp();
            select = null;
        }
    }

    /// Makes a select of the outlets whose consumers have not left.
    ///
    /// @return null if all have
    private @Nullable Select<Outlet<T>> select() {
        var clauses = new ArrayList<Clause<Outlet<T>>>();
        for (Outlet<T> outlet : outlets()) {
            if (!outlet.hasLeft()) {
                clauses.add(
                        outlet.channel.onSend(
                                this::inHand,
                                () -> outlet,
                                _ -> {
                                    closed = true;
                                    return outlet;
                                }));
            }
        }
        return clauses.isEmpty() ? null : Select.of(clauses);
    }
}
