package io.millrace.select;

import java.util.function.BooleanSupplier;

/// A clause that takes part only while its condition holds.
record ConditionalClause<R>(Clause<R> clause, BooleanSupplier condition) implements Clause<R> {}
