package io.millrace.select;

import java.util.function.Supplier;

/// A clause that is chosen if nothing else was for so many nanoseconds.
record TimeoutClause<R>(long nanos, Supplier<? extends R> then) implements Clause<R> {}
