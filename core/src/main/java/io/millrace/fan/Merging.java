package io.millrace.fan;

import io.millrace.channel.Closed;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One task with one select over all sources that are open, and not a task for each source: so one value is in hand and
 * not one for each, "which one" needs no second channel, and one place sees the first failure. The select is made anew
 * when a source ends. While nothing is there the task stands in the queues of all sources, which costs a lock and a
 * place for each: with thousands of quiet sources a tree of merges is cheaper (decision 0014).
 */
/// Takes values from many sources, and gives them to one outlet.
final class Merging<T> extends Pump<T> {
    private final boolean goesOn;
    private final @Nullable Consumer<? super SourceEnd> onSourceEnd;
    private final List<@Nullable Receiver<? extends T>> open; // null: has ended
    private final long[] counts;
    private int from; // by the pump's thread, as the next: the source that was chosen
    private @Nullable Closed end;

    Merging(
            Plan<T> plan,
            List<? extends Receiver<? extends T>> sources,
            boolean goesOn,
            @Nullable Consumer<? super SourceEnd> onSourceEnd) {
        super(plan, "merge", sources);
        this.goesOn = goesOn;
        this.onSourceEnd = onSourceEnd;
        open = new ArrayList<>(sources);
        counts = new long[open.size()];
        addOutlets(plan, 1);
    }

    @Override
    @Nullable Throwable move() throws InterruptedException {
        Outlet<T> outlet = outlets().getFirst();
        var failures = new Causes();
        Select<Object> next = select();
        while (next != null && whyAbandoned() == null) {
            Object chosen = next.await();
            Closed closed = end;
            if (closed == null) {
                counts[from]++;
                T value = value(chosen);
                take(value, 1);
                give(outlet, value);
                settle();
                continue;
            }
            end = null;
            ended(from, closed);
            if (closed.cause() != null) {
                failures.add(closed.cause());
                if (!goesOn) {
                    addOthers(failures);
                    return failures.first();
                }
            }
            next = select();
        }
        Throwable abandoned = next == null ? null : whyAbandoned();
        return abandoned != null ? abandoned : failures.first();
    }

    @SuppressWarnings("unchecked") // of a clause that received from a source
    private T value(Object chosen) {
        return (T) chosen;
    }

    /// Makes a select of the sources that are open.
    ///
    /// @return null if none is
    private @Nullable Select<Object> select() {
        var clauses = new ArrayList<Clause<Object>>();
        for (int i = 0; i < open.size(); i++) {
            Receiver<? extends T> source = open.get(i);
            if (source != null) {
                clauses.add(clause(i, source));
            }
        }
        return clauses.isEmpty() ? null : Select.of(clauses);
    }

    private Clause<Object> clause(int index, Receiver<? extends T> source) {
        return source.onReceive(
                value -> {
                    from = index;
                    return value;
                },
                closed -> {
                    from = index;
                    end = closed;
                    return closed;
                });
    }

    private void ended(int index, Closed closed) {
        open.set(index, null);
        sourceEnded();
        if (onSourceEnd != null) {
            onSourceEnd.accept(new SourceEnd(index, counts[index], closed));
        }
    }

    /// Adds the causes of other sources that have failed, too, and have nothing left.
    private void addOthers(Causes failures) {
        for (int i = 0; i < open.size(); i++) {
            Receiver<? extends T> source = open.get(i);
            if (source != null
                    && source.isDrained()
                    && source.tryReceive() instanceof Received.Ended<?>(var closed)) {
                ended(i, closed);
                if (closed.cause() != null) {
                    failures.add(Objects.requireNonNull(closed.cause()));
                }
            }
        }
    }
}
