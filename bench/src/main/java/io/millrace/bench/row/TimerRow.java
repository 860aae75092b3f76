package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Library;
import io.millrace.bench.Order;
import io.millrace.bench.Workload;
import java.util.ArrayList;
import java.util.List;

/// What does it cost to set a deadline and take it back, or to move one on, beside many others?
///
/// Most deadlines never come: they guard a request that is answered in time.
public final class TimerRow implements Workload {
    private final Library library;
    private final boolean calls;
    private final boolean resets;
    private final int ops;
    private final List<Library.Deadline> others = new ArrayList<>(); // which never come

    /// Reads `calls` (1: they call a function, 0: they are to be waited for), `resets` and
    /// `pending`, the number of others.
    public TimerRow(Library library, Order order) {
        this.library = library;
        calls = order.get("calls") == 1;
        resets = order.get("resets", 0) == 1;
        ops = order.ops();
        for (int i = 0; i < order.get("pending", 0); i++) {
            others.add(library.deadline(hours(i), calls));
        }
    }

    /// Returns from 1 to 1,000 hours, in no order.
    private static int hours(int i) {
        return 1 + (i * 619) % 1_000;
    }

    @Override
    public void run(Chunk chunk) {
        int stopped = 0;
        if (resets) {
            Library.Deadline deadline = library.deadline(1, calls);
            for (int i = 0; i < ops; i++) {
                deadline = deadline.reset(1 + i % 2);
            }
            stopped = deadline.stop() ? ops : 0;
        } else {
            for (int i = 0; i < ops; i++) {
                if (library.deadline(hours(i), calls).stop()) {
                    stopped++;
                }
            }
        }
        Check.same("deadlines that were taken back", ops, stopped);
    }
}
