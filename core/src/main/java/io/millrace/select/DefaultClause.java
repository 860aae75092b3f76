package io.millrace.select;

import java.util.function.Supplier;

/// A clause that is chosen if nothing else is ready.
record DefaultClause<R>(Supplier<? extends R> then) implements Clause<R> {}
