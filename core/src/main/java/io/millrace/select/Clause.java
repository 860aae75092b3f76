package io.millrace.select;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/// One of the things that a [Select] waits for, with what to make of it.
///
/// Clauses are made by what they wait for: `receiver.onReceive(..)`, `sender.onSend(..)`,
/// `task.onDone(..)`, `context.onDone(..)`, and by [Select#after] and [Select#orElse]. A clause
/// holds no state: it may be part of several selects, used by several threads. Its handler runs on
/// the thread that selects, holds no lock, and must not return null.
///
/// Only Millrace can make clauses; a select refuses others.
///
/// @param <R> what the clause's handler returns
public interface Clause<R> {

    /// Returns this clause with a condition, which is asked once at the start of every select:
    /// while it says no, the clause takes no part. This is what a nil channel is for in Go.
    ///
    /// A clause that is switched off has not ended: a select whose other clauses have all retired
    /// goes on waiting.
    default Clause<R> when(BooleanSupplier condition) {
        return new ConditionalClause<>(this, Objects.requireNonNull(condition, "condition"));
    }
}
