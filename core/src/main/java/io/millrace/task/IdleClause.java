package io.millrace.task;

import io.millrace.select.Clause;
import io.millrace.waiting.Signal;
import io.millrace.waiting.Waiter;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The clause of a select that waits until no task of a scope runs.
final class IdleClause<R> extends Signal.SignalCase<R> implements Clause<R> {
    private static final Signal IDLE = new Signal("the end of all tasks");

    static {
        IDLE.fire();
    }

    private final Supplier<? extends R> then;

    /// @param idle as [Ledger#idle] returned it
    IdleClause(@Nullable Signal idle, Supplier<? extends R> then) {
        super(idle == null ? IDLE : idle);
        this.then = Objects.requireNonNull(then, "then");
    }

    @Override
    public R finish(Waiter mine) {
        return Objects.requireNonNull(then.get(), "a select handler returned null");
    }

    @Override
    public boolean isOnce() {
        return true;
    }
}
