package io.millrace.fan;

import io.millrace.channel.Receiver;
import java.util.List;

/// Gives each value to the next outlet whose consumer has not left.
final class Dealing<T> extends Spreading<T> {
    private int next; // by the pump's thread

    Dealing(Plan<T> plan, Receiver<? extends T> source, int outlets) {
        super(plan, "round robin", source, outlets);
    }

    @Override
    void spread(T value) throws InterruptedException {
        List<Outlet<T>> outlets = outlets();
        for (int tries = 0; tries < outlets.size(); tries++) {
            Outlet<T> outlet = outlets.get(next);
            next = (next + 1) % outlets.size();
            if (outlet.hasLeft()) {
                continue;
            }
            Outlet.Given how = outlet.isWaitedFor() ? outlet.await(value) : outlet.offer(value);
            switch (how) {
                case DELIVERED -> paid(1);
                case DROPPED -> paid(0);
                case FULL -> {
                    outlet.disconnect();
                    lose(value);
                }
                case LEFT -> {
                    continue; // it left while it was waited for: the next one's turn
                }
            }
            return;
        }
        lose(value);
    }
}
