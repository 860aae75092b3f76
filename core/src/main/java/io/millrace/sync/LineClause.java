package io.millrace.sync;

import io.millrace.select.Clause;
import io.millrace.waiting.Case;
import io.millrace.waiting.ShortLock;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The clause of a select that stands in a line.
abstract class LineClause<R> implements Clause<R>, Case<R> {
    private final Line line;
    private final Supplier<? extends R> then;

    LineClause(Line line, Supplier<? extends R> then) {
        this.line = line;
        this.then = Objects.requireNonNull(then, "then");
    }

    @Override
    public final ShortLock lock() {
        return line;
    }

    @Override
    public @Nullable Waiter poll(Waiter mine) {
        line.lock();
        Waiter partner = pollLocked(mine);
        line.unlock();
        return partner;
    }

    @Override
    public void enqueue(Waiter mine) {
        line.join(mine);
    }

    @Override
    public final void leave(Waiter mine) {
        line.leaveFor(mine);
    }

    @Override
    public R finish(Waiter mine) {
        return Objects.requireNonNull(then.get(), "a select handler returned null");
    }
}
