package io.millrace.bench;

import java.util.concurrent.Callable;

/// What calls are made through: a retry, a bulkhead or a breaker of a rival.
public abstract class Shield {

    /// Returns what makes `call` through this. It is prepared once and called often, as its users
    /// would.
    public abstract Callable<Item> around(Callable<Item> call);
}
