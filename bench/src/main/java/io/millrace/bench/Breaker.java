package io.millrace.bench;

/// A circuit breaker of a rival.
public abstract class Breaker extends Shield {

    /// Opens it, for an hour.
    public abstract void open();

    /// Asks for the right to make a call. What it gives is not reported back: for breakers that are
    /// open.
    public abstract boolean tryEnter();

    /// Tells whether this is what a call throws that was refused.
    public abstract boolean isRefusal(Exception thrown);
}
